import type { LegDraft } from './offer-draft.js';
import { settleLegs } from './partner-legs.js';

const leg = (providerId: string, more: Partial<LegDraft> = {}): LegDraft => ({
  providerId,
  siteId: `site of ${providerId}`,
  poolId: null,
  halfDaysPerWeek: 4,
  mode: 'in-person',
  setting: 'care-home',
  ...more,
});
const mine = (providerId: string) => providerId === 'mine';
const fieldsOf = (...args: Parameters<typeof settleLegs>) =>
  settleLegs(...args).faults.map(({ field }) => field);

describe('A partner of a hybrid', () => {
  it('may draft it, with legs of others on no pool', () => {
    expect(fieldsOf([leg('mine', { poolId: 'pool' }), leg('theirs')], [], mine, true)).toEqual([]);
    expect(fieldsOf([leg('mine'), leg('theirs', { poolId: 'pool' })], [], mine, true)).toEqual([
      'legs.1.poolId',
    ]);
  });

  it('needs a leg of its own', () => {
    expect(fieldsOf([leg('theirs')], [], mine, true)).toEqual(['legs']);
    expect(fieldsOf([], [leg('mine')], mine, true)).toEqual(['legs']);
  });

  it('may change its own leg, and the other stays on the pool that it cannot see', () => {
    const before = [leg('theirs', { poolId: 'their pool' }), leg('mine')];
    const { legs, faults } = settleLegs(
      [leg('theirs'), leg('mine', { halfDaysPerWeek: 6 })],
      before,
      mine,
      false,
    );
    expect(faults).toEqual([]);
    expect(legs.map(({ poolId, halfDaysPerWeek }) => [poolId, halfDaysPerWeek])).toEqual([
      ['their pool', 4],
      [null, 6],
    ]);
  });

  it.each([
    ['days', [leg('theirs', { halfDaysPerWeek: 2 }), leg('mine')]],
    ['site', [leg('theirs', { siteId: 'elsewhere' }), leg('mine')]],
    ['mode', [leg('theirs', { mode: 'remote' }), leg('mine')]],
    ['setting', [leg('theirs', { setting: 'hospice' }), leg('mine')]],
    ['provider', [leg('mine'), leg('mine')]],
    ['place', [leg('mine'), leg('theirs')]],
  ] as const)('may not change the %s of the other leg', (_, draft) => {
    expect(fieldsOf([...draft], [leg('theirs'), leg('mine')], mine, true)).toContain('legs.0');
  });

  it('may not leave the other leg out', () => {
    expect(fieldsOf([leg('mine')], [leg('mine'), leg('theirs')], mine, true)).toEqual(['legs.1']);
  });

  it('may propose another leg only while nobody else has seen the offer', () => {
    const draft = [leg('mine'), leg('theirs')];
    expect(fieldsOf(draft, [leg('mine')], mine, true)).toEqual([]);
    expect(fieldsOf(draft, [leg('mine')], mine, false)).toEqual(['legs.1.providerId']);
  });

  it('who is a coordinator may do all of it', () => {
    const before = [leg('one', { poolId: 'pool' }), leg('other')];
    expect(settleLegs([leg('other', { poolId: 'pool' })], before, () => true, false)).toEqual({
      legs: [leg('other', { poolId: 'pool' })],
      faults: [],
    });
  });
});
