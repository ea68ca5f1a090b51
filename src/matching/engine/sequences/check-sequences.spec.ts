import { checkSequences, type SequencesInput } from '../index.js';
import { aPolicy } from '../testing/small-inputs.js';
import { aBlock, aBlockOffer, aCohort, aLearner } from './testing/small-cohorts.js';

describe('an input of sequences', () => {
  const rules = { noRepeatedProvider: true };
  const offers = [1, 2].map((nth) => aBlockOffer(`offer ${nth}`, [1, 2], { provider: 'Elm', places: 2 }));
  const sound = (parts: Partial<SequencesInput> = {}): SequencesInput =>
    aCohort({
      learners: [aLearner('ada', rules)],
      requests: [aBlock('ada', 1), aBlock('ada', 2)],
      offers,
      ...parts,
    });
  const faultsOf = (parts: Partial<SequencesInput>) =>
    checkSequences(sound(parts)).map(({ path, found }) => `${path}: ${found}`);

  it('without faults has none', () => expect(faultsOf({})).toEqual([]));

  it('is at fault where a single request is', () => {
    expect(faultsOf({ requests: [aBlock('ada', 1, { district: 'nowhere' })] })).toEqual([
      'requests[0].district: nowhere',
    ]);
  });

  it('names who is not there, and who is there twice', () => {
    expect(faultsOf({ requests: [aBlock('zoe', 1)] })).toEqual(['requests[0].learner: zoe']);
    expect(faultsOf({ learners: [aLearner('ada'), aLearner('ada')] })).toEqual(['learners[1].id: ada']);
  });

  it('names the block that begins before another of the same learner ends', () => {
    const [first] = [aBlock('ada', 1)];
    const late = aBlock('ada', 2, { startsOn: first!.endsOn });
    expect(faultsOf({ requests: [late, first!] })).toEqual([`requests[0].startsOn: day ${first!.endsOn}`]);
  });

  it('names more blocks than are looked at together', () => {
    const blocks = Array.from({ length: 9 }, (_, at) => aBlock('ada', at + 1));
    expect(faultsOf({ requests: blocks })).toEqual(['requests[8].learner: 9 blocks of ada']);
  });

  it('names demands that ask for nothing', () => {
    const contrast = [
      { kind: 'setting', isRequired: true, differentAtLeast: 0 },
      { kind: 'pillar', isRequired: true, mustInclude: [] },
    ] as const;
    expect(faultsOf({ learners: [aLearner('ada', { contrast })] })).toEqual([
      'learners[0].rules.contrast[0].differentAtLeast: 0',
      'learners[0].rules.contrast[1].mustInclude: []',
    ]);
  });

  it('names pins that repeat each other or the past', () => {
    const pinned = [
      { request: 'ada 1', offer: 'offer 1' },
      { request: 'ada 2', offer: 'offer 2' },
    ];
    expect(faultsOf({ policy: aPolicy({ pinned }) })).toEqual(['policy.pinned[1]: provider Elm, as ada 1']);
    const requests = [aBlock('ada', 1, { providersDone: ['Elm'] }), aBlock('ada', 2)];
    expect(faultsOf({ requests, policy: aPolicy({ pinned: [pinned[1]!] }) })).toEqual([
      'policy.pinned[0]: provider Elm, had before',
    ]);
  });

  it('names pins that open a group without filling it', () => {
    const [one, other] = offers;
    const group = { ...one!, minGroup: 2 };
    const policy = aPolicy({ pinned: [{ request: 'ada 1', offer: 'offer 1' }] });
    expect(faultsOf({ offers: [group, other!], policy })).toEqual([
      'policy.pinned: 1 for the group of offer 1',
    ]);
  });

  it('does not share places out between HEIs', () => {
    const requests = [aBlock('ada', 1), aBlock('ada', 2, { hei: 'South' })];
    expect(faultsOf({ requests, policy: aPolicy({ fairness: 'max-min' }) })).toEqual([
      'policy.fairness: max-min',
    ]);
  });
});
