import { nextPairs } from './next-pairs.js';

const none = { pinned: [], forbidden: [] };

describe('The pairs of the next run', () => {
  it('are those of this one where nothing was chosen', () => {
    const before = { pinned: [{ request: 'r1', offer: 'o1' }], forbidden: [{ request: 'r2', offer: 'o2' }] };
    expect(nextPairs(before, [])).toEqual(before);
  });

  it('take in what was chosen, and leave out what was set free', () => {
    const before = { pinned: [{ request: 'r1', offer: 'o1' }], forbidden: [] };
    const choices = [
      { requestId: 'r2', offerId: 'o2', kind: 'forbidden' },
      { requestId: 'r1', offerId: 'o1', kind: 'free' },
    ] as const;
    expect(nextPairs(before, choices)).toEqual({
      pinned: [],
      forbidden: [{ request: 'r2', offer: 'o2' }],
    });
  });

  it('pin a request to the offer that was chosen last alone', () => {
    const choices = [
      { requestId: 'r1', offerId: 'o1', kind: 'pinned' },
      { requestId: 'r1', offerId: 'o2', kind: 'pinned' },
    ] as const;
    expect(nextPairs(none, choices).pinned).toEqual([{ request: 'r1', offer: 'o2' }]);
  });

  it('never hold one pair together and apart', () => {
    const choices = [
      { requestId: 'r1', offerId: 'o1', kind: 'pinned' },
      { requestId: 'r1', offerId: 'o1', kind: 'forbidden' },
    ] as const;
    expect(nextPairs(none, choices)).toEqual({ pinned: [], forbidden: [{ request: 'r1', offer: 'o1' }] });
  });
});
