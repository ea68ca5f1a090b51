import { withDue } from './due.js';

describe('what is due to each HEI of all places given', () => {
  const share = (requests: number, entitlement: number, placed: number) => ({
    requests,
    entitlement,
    placed,
  });
  const heis = withDue([
    {
      hei: 'North',
      ...share(4, 8, 3),
      professions: [
        { profession: 'dietetics', ...share(3, 6, 2) },
        { profession: 'podiatry', ...share(1, 2, 1) },
      ],
    },
    { hei: 'South', ...share(4, 4, 3), professions: [{ profession: 'dietetics', ...share(4, 4, 3) }] },
  ]);

  it('is its part of the six by its part of all entitlements', () => {
    expect(heis.map(({ hei, due, deviation }) => [hei, due, deviation])).toEqual([
      ['North', 4, -1],
      ['South', 2, 1],
    ]);
  });

  it('and in each profession its part of the places given there', () => {
    expect(heis[0]!.professions.map(({ due, deviation }) => [due, deviation])).toEqual([
      [3, -1],
      [1, 0],
    ]);
    expect(heis[1]!.professions.map(({ due, deviation }) => [due, deviation])).toEqual([[2, 1]]);
  });

  it('is nothing where nobody asks', () => {
    expect(withDue([])).toEqual([]);
  });
});
