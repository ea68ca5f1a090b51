import { readAnswer, universityFields } from './read-answers.js';

const choices = {
  siteIds: [],
  professions: [],
  pools: new Map(),
  standards: [],
  university: (typed: string) => (typed === 'Nowhere' ? undefined : typed),
  today: '2027-01-04',
};
const visibility = (typed: object) => readAnswer('visibility', { ...typed }, {}, choices);
const named = (names: readonly string[]) =>
  Object.fromEntries(universityFields(names.length).map((field, at) => [field, names[at] ?? '']));

describe('who may see an offer', () => {
  it('has a field for every university that it is kept for, and one more', () => {
    expect(universityFields(0)).toHaveLength(3);
    expect(universityFields(5)).toHaveLength(6);
  });

  it('stays as it was where many are named and the question is answered again', () => {
    const names = ['A', 'B', 'C', 'D', 'E'];
    expect(visibility({ who: 'named', ...named(names) })).toEqual({
      isRight: true,
      answers: { reservedFor: names, releaseOn: null },
    });
  });

  it('is told by the field that names nobody known', () => {
    expect(visibility({ who: 'named', ...named(['A', 'B', 'C', 'Nowhere']) })).toMatchObject({
      faults: [{ field: 'university-4' }],
    });
  });

  it('wants a name where only some may', () => {
    expect(visibility({ who: 'named' })).toMatchObject({ faults: [{ field: 'university-1' }] });
  });
});
