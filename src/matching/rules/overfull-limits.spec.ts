import { overfullLimits, type Use } from './overfull-limits.js';

const use = (amount: number, startsOn: string, endsOn: string, limit = 'pool'): Use => ({
  limit,
  amount,
  startsOn,
  endsOn,
});

describe('Limits that are used by several at once', () => {
  const most = new Map([['pool', 10]]);

  it('are kept when those who use them come one after another', () => {
    const uses = [use(10, '2027-01-04', '2027-01-29'), use(10, '2027-02-01', '2027-02-26')];
    expect(overfullLimits(uses, most)).toBe(0);
  });

  it('are exceeded when they meet on a single day', () => {
    const uses = [use(6, '2027-01-04', '2027-02-01'), use(5, '2027-02-01', '2027-02-26')];
    expect(overfullLimits(uses, most)).toBe(1);
  });

  it('are only those whose size is known', () => {
    expect(overfullLimits([use(99, '2027-01-04', '2027-01-05', 'unsized')], most)).toBe(0);
  });
});
