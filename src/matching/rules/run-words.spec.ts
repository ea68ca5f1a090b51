import { progressOf, weightLines } from './run-words.js';

describe('How far a run has come', () => {
  it('goes up from stage to stage and ends at the whole', () => {
    const at = (stage: string, percent: number) => progressOf({ status: 'running', stage, percent }).percent;
    expect([at('reading', 0), at('pairing', 50), at('solving', 0), at('checking', 100)]).toEqual([
      0, 30, 40, 100,
    ]);
    expect(progressOf({ status: 'queued', stage: null, percent: 0 }).percent).toBe(0);
  });

  it('has words for a stage that nobody knows', () => {
    expect(progressOf({ status: 'running', stage: 'resting', percent: 10 }).words).toBe('At work');
  });
});

describe('What matters how much', () => {
  it('is told in sentences that say what was asked for', () => {
    const lines = weightLines({
      asOf: 0,
      weights: { travel: 1, preference: 3, variety: 0 },
      fairness: 'max-min',
      defaultMaxTravelMinutes: 60,
      maxSeconds: 60,
      forbidRepeatProvider: true,
      entitlementWeights: [],
      pinned: [],
      forbidden: [],
    } as Parameters<typeof weightLines>[0]);
    expect(lines.join(' ')).toContain(
      'short journeys count once, students’ wishes count 3 times, kinds of place that are new to them do not count',
    );
    expect(lines.join(' ')).toContain('shared fairly between universities');
    expect(lines.join(' ')).toContain('at most 60 minutes');
    expect(lines.join(' ')).toContain('Nobody goes twice');
  });
});
