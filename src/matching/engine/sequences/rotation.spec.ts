import { matchSequences, validateSequences, type SequencesInput } from '../index.js';
import { aBlock, aBlockOffer, aCohort, aLearner } from './testing/small-cohorts.js';

/**
 * Qualified dietitians rotate for a year: a third of it each with the acute trust, in the community and with a council, and
 * never twice with one employer. The same problem as a student's year, in other words.
 */
describe('a rotation of qualified staff over organisations', () => {
  const rules = {
    noRepeatedProvider: true,
    contrast: [
      { kind: 'setting', isRequired: true, mustInclude: ['acute', 'community', 'council'] },
    ] as const,
  };
  const posts = [
    aBlockOffer('acute, all year', [1, 3], { provider: 'City Trust', setting: 'acute', places: 3 }),
    aBlockOffer('acute, summer', [3, 3], { provider: 'Moor Trust', setting: 'acute' }),
    aBlockOffer('community, all year', [1, 3], { provider: 'Vale Trust', setting: 'community', places: 3 }),
    aBlockOffer('council, all year', [1, 3], { provider: 'County Council', setting: 'council', places: 2 }),
    aBlockOffer('council, spring', [2, 2], { provider: 'City Council', setting: 'council' }),
  ];
  const rotation = (...names: string[]): SequencesInput =>
    aCohort({
      learners: names.map((name) => aLearner(name, rules)),
      requests: names.flatMap((name) => [1, 2, 3].map((third) => aBlock(name, third))),
      offers: posts,
    });
  const settingsOf = (input: SequencesInput) =>
    matchSequences(input).sequences.map(({ blocks }) =>
      blocks
        .flatMap(
          ({ offer }) => posts.find(({ id }) => id === offer)?.legs.map(({ setting }) => setting) ?? [],
        )
        .sort(),
    );

  it('takes everybody through all three kinds of organisation', () => {
    const input = rotation('amir', 'beth', 'cleo');
    const all = ['acute', 'community', 'council'];
    expect(settingsOf(input)).toEqual([all, all, all]);
    const result = matchSequences(input);
    expect(result.isExact).toBe(true);
    expect(result.objective).toMatchObject({ placed: 9, demandsMet: 3, demands: 3 });
    expect(validateSequences(input, result)).toEqual([]);
  });

  it('keeps a third open for a council rather than fill it with more of the same', () => {
    const result = matchSequences(rotation('amir', 'beth', 'cleo', 'dora'));
    // Ten posts for four people, each of whom needs one of every kind: whoever lacks one may still come to have it.
    expect(result.objective.placed).toBe(10);
    const short = result.sequences.flatMap(({ demands }) => demands).filter(({ missing }) => missing > 0);
    expect(short.length).toBeGreaterThan(0);
    expect(short.map(({ why }) => why)).toEqual(short.map(() => 'still-open'));
  });

  it('lets those who have been somewhere go on to what they lack', () => {
    const input = rotation('amir');
    const experienced = {
      ...input,
      requests: input.requests.map((request) => ({
        ...request,
        settingsDone: ['acute'],
        providersDone: ['City Trust'],
      })),
    };
    const [sequence] = matchSequences(experienced).sequences;
    expect(sequence!.demands[0]).toMatchObject({ had: ['acute', 'community', 'council'], missing: 0 });
    expect(sequence!.blocks.map(({ offer }) => offer)).not.toContain('acute, all year');
  });
});
