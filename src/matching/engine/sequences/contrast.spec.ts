import { matchSequences } from '../index.js';
import { aLeg } from '../testing/small-inputs.js';
import { ContrastStates } from './contrast.js';
import { aBlock, aBlockOffer, aCohort, aLearner } from './testing/small-cohorts.js';
import type { ContrastDemand, SequenceRules } from './types.js';

const care = aBlockOffer('care', [1, 2], { setting: 'care home', places: 2, pillars: ['clinical'] });
const hospice = aBlockOffer('hospice', [1, 2], { setting: 'hospice', pillars: ['clinical', 'research'] });
const blank = aBlockOffer('blank', [1, 2], { setting: '' });
const hybrid = aBlockOffer('hybrid', [1, 2], {
  legs: [aLeg({ setting: 'school' }), aLeg({ setting: 'hospice' })],
});
const offers = [care, hospice, blank, hybrid];

describe('the states of contrast', () => {
  const different: ContrastDemand = { kind: 'setting', isRequired: true, differentAtLeast: 2 };
  const research: ContrastDemand = { kind: 'pillar', isRequired: false, mustInclude: ['research'] };
  const states = new ContrastStates([different, research], offers);
  const classOf = (offer: (typeof offers)[number]) => states.classOfOffer[offers.indexOf(offer)]!;
  const after = (...done: (typeof offers)[number][]) =>
    done.reduce((state, offer) => states.placed(state, classOf(offer)), states.start([], []));

  it('count different settings, those from before as well, but not one that nobody has named', () => {
    expect(states.missing[after(care, care)]).toBe(1);
    expect(states.missing[after(care, blank)]).toBe(1);
    expect(states.missing[after(care, hospice)]).toBe(0);
    expect(states.missing[states.placed(states.start(['school'], []), classOf(care))]).toBe(0);
  });

  it('take all legs of an offer', () => expect(states.missing[after(hybrid)]).toBe(0));

  it('do not depend on the order of blocks, and know enough when it is there', () => {
    expect(after(care, hospice)).toBe(after(hospice, care));
    expect(after(care, hybrid)).toBe(after(hybrid, blank));
  });

  it('tell what is met by what has a place from what is within reach of open blocks', () => {
    const kept = states.kept(after(care), classOf(hospice));
    expect(states.missing[kept]).toBe(0);
    expect(states.unmet[kept]).toBe(2);
    expect(states.unmet[after(care, hospice)]).toBe(0);
  });
});

describe('a demand', () => {
  const year = (contrast: SequenceRules['contrast'], offered = [care, hospice]) =>
    matchSequences(
      aCohort({
        learners: [aLearner('ada', { contrast }), aLearner('bob', { contrast })],
        requests: ['ada', 'bob'].flatMap((name) => [aBlock(name, 1), aBlock(name, 2)]),
        offers: offered,
      }),
    );
  const includingHospice = (isRequired: boolean): ContrastDemand => ({
    kind: 'setting',
    isRequired,
    mustInclude: ['hospice'],
  });

  it('that is a wish gives way where it would cost a place', () => {
    const { objective, sequences } = year([includingHospice(false)]);
    expect(objective).toMatchObject({ placed: 3, demandsMet: 1 });
    const [other] = sequences.filter(({ demands }) => demands[0]!.missing > 0);
    // Either learner may be the one whose block stays open: both plans place three and meet one demand.
    const isOpen = other!.blocks.some(({ offer }) => offer === null);
    const why = isOpen ? 'still-open' : 'no-room';
    expect(other!.demands).toMatchObject([{ had: [], missing: 1, why }]);
  });

  it('that is required keeps a block open for what there is no room for', () => {
    const plenty = { ...care, places: 4 };
    const wished = year([includingHospice(false)], [plenty, hospice]);
    const required = year([includingHospice(true)], [plenty, hospice]);
    expect(wished.objective.placed).toBe(4);
    expect(required.objective.placed).toBe(3);
    const open = required.sequences.flatMap(({ blocks }) => blocks).filter(({ offer }) => offer === null);
    // Care would close the way to a hospice, and the hospice is full.
    expect(open.map(({ bars }) => bars)).toEqual([{ repeats: 0, contrast: 1, noRoom: 1 }]);
  });

  it('that no eligible offer can meet costs nobody a place, and says so', () => {
    const { objective, sequences } = year([includingHospice(true)], [{ ...care, places: 4 }]);
    expect(objective).toMatchObject({ placed: 4, demandsMet: 0 });
    expect(sequences.map(({ demands }) => demands[0]!.why)).toEqual(['out-of-reach', 'out-of-reach']);
  });

  it('is met by two demands at once where one offer brings both', () => {
    const pillar: ContrastDemand = { kind: 'pillar', isRequired: true, mustInclude: ['research'] };
    const { objective } = year([includingHospice(true), pillar], [care, { ...hospice, places: 2 }]);
    expect(objective).toMatchObject({ placed: 4, demandsMet: 4, demands: 4 });
  });
});

describe('what may not be repeated', () => {
  const year = (
    rules: Partial<SequenceRules>,
    past: { settingsDone?: string[]; providersDone?: string[] } = {},
  ) =>
    matchSequences(
      aCohort({
        learners: [aLearner('ada', rules)],
        requests: [aBlock('ada', 1, past), aBlock('ada', 2)],
        offers: [
          aBlockOffer('a', [1, 2], { provider: 'Elm', setting: 'care home', places: 2 }),
          aBlockOffer('b', [1, 2], {
            legs: [
              aLeg({ provider: 'Oak', setting: 'hospice' }),
              aLeg({ provider: 'Elm', setting: 'school', mode: 'remote' }),
            ],
          }),
        ],
      }),
    );

  it('may be, where nothing is said against it', () => expect(year({}).objective.placed).toBe(2));

  it('is looked for in every leg', () => {
    const { objective, sequences, outcomes } = year({ noRepeatedProvider: true });
    expect(objective.placed).toBe(1);
    expect(sequences[0]!.blocks.map(({ bars }) => bars)).toContainEqual({
      repeats: 2,
      contrast: 0,
      noRoom: 0,
    });
    const closures = outcomes.flatMap((outcome) => (outcome.status === 'unplaced' ? outcome.held : []));
    expect(closures.map(({ closedBy }) => closedBy.by)).toEqual(['sequence', 'sequence']);
  });

  it('is looked for in the past that any of the requests names', () => {
    const { objective, outcomes } = year({ noRepeatedProvider: true }, { providersDone: ['Elm'] });
    expect(objective.placed).toBe(0);
    const removed = outcomes.flatMap((outcome) => (outcome.status === 'unplaced' ? outcome.removed : []));
    expect(removed).toEqual([
      { rule: 'repeat', offers: 2 },
      { rule: 'repeat', offers: 2 },
    ]);
  });

  it('can be a setting', () => {
    expect(year({ noRepeatedSetting: true }).objective.placed).toBe(2);
    expect(year({ noRepeatedSetting: true }, { settingsDone: ['hospice'] }).objective.placed).toBe(1);
  });
});
