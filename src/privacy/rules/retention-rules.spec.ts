import { cutoff, type RetentionRule, rulesOn } from './retention-rules.js';

const rule = (code: string, validFrom: string, days: number): RetentionRule => ({
  code,
  validFrom,
  days,
  what: '',
  why: '',
  since: '',
  action: 'erase',
});

describe('The rules of retention', () => {
  const rules = [rule('a', '2026-01-01', 30), rule('a', '2027-01-01', 10), rule('b', '2026-06-01', 5)];

  it('hold from their day, and a later one takes the place of an earlier', () => {
    expect(rulesOn('2025-12-31', rules)).toEqual([]);
    expect(rulesOn('2026-01-01', rules).map(({ days }) => days)).toEqual([30]);
    expect(rulesOn('2026-12-31', rules).map(({ days }) => days)).toEqual([30, 5]);
    expect(rulesOn('2027-01-01', rules).map(({ days }) => days)).toEqual([10, 5]);
  });

  it('count whole days back', () => {
    expect(cutoff({ days: 30 }, new Date('2026-03-31T12:00:00Z')).toISOString()).toBe(
      '2026-03-01T12:00:00.000Z',
    );
  });
});
