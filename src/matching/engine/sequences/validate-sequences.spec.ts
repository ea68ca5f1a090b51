import { matchSequences, validateSequences, type SequencesResult } from '../index.js';
import { aBlock, aBlockOffer, aCohort, aLearner } from './testing/small-cohorts.js';

/** A sound result, bent in one place each time: the check has to notice without knowing how the result was found. */
describe('the check of sequences', () => {
  const input = aCohort({
    learners: [
      aLearner('ada', {
        noRepeatedProvider: true,
        contrast: [{ kind: 'setting', isRequired: true, mustInclude: ['hospice'] }],
      }),
      aLearner('bob'),
    ],
    requests: ['ada', 'bob'].flatMap((name) => [aBlock(name, 1), aBlock(name, 2)]),
    offers: [
      aBlockOffer('care', [1, 2], { provider: 'Elm', setting: 'care home', places: 4 }),
      aBlockOffer('other care', [1, 2], { provider: 'Ash', setting: 'care home', places: 4 }),
      aBlockOffer('hospice', [1, 2], { provider: 'Oak', setting: 'hospice', places: 1 }),
    ],
  });
  const result = matchSequences(input);
  const checksOf = (bent: SequencesResult) => [
    ...new Set(validateSequences(input, bent).map(({ check }) => check)),
  ];
  /** The result with ada on these offers. */
  const withAdaOn = (...offers: string[]): SequencesResult => ({
    ...result,
    outcomes: result.outcomes.map((outcome) => {
      const block = ['ada 1', 'ada 2'].indexOf(outcome.request);
      return block >= 0 && outcome.status === 'placed' ? { ...outcome, offer: offers[block]! } : outcome;
    }),
    sequences: result.sequences.map((sequence) =>
      sequence.learner === 'ada'
        ? { ...sequence, blocks: sequence.blocks.map((block, at) => ({ ...block, offer: offers[at]! })) }
        : sequence,
    ),
  });

  it('finds nothing in a sound result', () => expect(checksOf(result)).toEqual([]));

  it('finds a provider that comes twice', () => {
    expect(checksOf(withAdaOn('hospice', 'hospice'))).toEqual(expect.arrayContaining(['repeats', 'places']));
  });

  it('finds a required demand that a place has put out of reach', () => {
    expect(checksOf(withAdaOn('care', 'other care'))).toEqual(
      expect.arrayContaining(['contrast', 'demands']),
    );
  });

  it('finds a sequence that says other than the outcomes', () => {
    const [ada, bob] = result.sequences;
    const swapped = { ...result, sequences: [{ ...ada!, blocks: bob!.blocks }, bob!] };
    expect(checksOf(swapped)).toContain('sequence');
    expect(checksOf({ ...result, sequences: [ada!] })).toContain('sequence');
  });

  it('finds a wrong sum, a bound that is none and a gap that is not between them', () => {
    const { objective, bound } = result;
    expect(checksOf({ ...result, objective: { ...objective, demandsMet: 0 } })).toContain('objective');
    expect(checksOf({ ...result, bound: { ...bound, cost: objective.cost + 1 } })).toContain('bound');
    expect(checksOf({ ...result, gap: { ...result.gap, cost: 5 } })).toEqual(['gap']);
    expect(checksOf({ ...result, isExact: false, proof: 'bound' })).toContain('bound');
  });
});
