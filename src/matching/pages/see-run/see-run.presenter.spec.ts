import { choiceOf, histogram, shownGroups, shownHeis, studentName } from './see-run.presenter.js';

const group = (requests: number, placed: number) => ({
  hei: 'Ridgeway',
  profession: 'ot',
  year: 2,
  requests,
  placed,
  meanMinutes: 20,
});

describe('Shares of groups', () => {
  it('are held against an equal share of all places', () => {
    const [large, small] = shownGroups([group(30, 30), group(10, 2)], (code) => code.toUpperCase());
    // 32 places for 40: four fifths each.
    expect([large?.entitlement, large?.difference, large?.percent]).toEqual(['24', '6 more than that', 100]);
    expect([small?.entitlement, small?.difference, small?.percent]).toEqual(['8', '6 fewer than that', 20]);
    expect(small?.title).toBe('OT, year 2');
    expect(small?.entitlementHundredths).toBeCloseTo(80);
  });

  it('are nothing where there is nobody', () => {
    expect(shownGroups([group(0, 0)], (code) => code)[0]).toMatchObject({ percent: 0, entitlement: '0' });
  });
});

describe('The drawing of journeys', () => {
  it('has a bar for every ten minutes, empty ones too, and its highest at full height', () => {
    const { bars, ground } = histogram([
      { fromMinutes: 0, students: 2 },
      { fromMinutes: 70, students: 8 },
    ]);
    expect(bars.map(({ students }) => students)).toEqual([2, 0, 0, 0, 0, 0, 0, 8]);
    expect(bars[7]).toMatchObject({ words: '70 to 79 minutes', y: 24, height: ground - 24 });
    expect(bars[0]?.height).toBeCloseTo((ground - 24) / 4);
  });

  it('takes all that are very long into its last bar', () => {
    const { bars } = histogram([
      { fromMinutes: 230, students: 1 },
      { fromMinutes: 900, students: 2 },
    ]);
    expect(bars.at(-1)).toMatchObject({ students: 3, words: '230 minutes and more' });
  });

  it('stands although nobody travels', () => {
    expect(histogram([]).bars.every(({ height }) => height === 0)).toBe(true);
  });
});

describe('A student in a list', () => {
  const told = {
    match: { studentRef: 'RU-1', status: 'unplaced', reason: '', changeThatWouldHelp: '' },
    hei: 'Ridgeway',
    profession: 'ot',
    year: 2,
  } as const;

  it('is named to those alone who brought them in', () => {
    const name = (knowsStudents: boolean) => studentName(told, { knowsStudents }, (code) => code).name;
    expect([name(true), name(false)]).toEqual(['RU-1', 'A student of Ridgeway']);
  });
});

describe('What was chosen of a pair', () => {
  it('is found by request and offer both', () => {
    const pairs = { pinned: [{ request: 'r', offer: 'o' }], forbidden: [{ request: 'r', offer: 'p' }] };
    expect(['o', 'p', 'q'].map((offer) => choiceOf(pairs, 'r', offer))).toEqual([
      'pinned',
      'forbidden',
      null,
    ]);
  });
});

describe('Shares of universities', () => {
  const share = (hei: string, requests: number, placed: number) => ({
    hei,
    requests,
    entitlement: requests,
    placed,
    professions: [],
  });

  it('are held against what was due to each', () => {
    const [first, second] = shownHeis([share('A', 30, 20), share('B', 10, 8)]);
    expect([first?.due, first?.difference, second?.due, second?.difference]).toEqual([
      '21',
      '1 fewer than that',
      '7',
      '1 more than that',
    ]);
  });

  it('are not drawn of one alone, nor of a run that kept no entitlements', () => {
    const { entitlement: _none, ...old } = share('A', 1, 1);
    expect([shownHeis([share('A', 1, 1)]), shownHeis([old, old] as never)]).toEqual([[], []]);
  });
});
