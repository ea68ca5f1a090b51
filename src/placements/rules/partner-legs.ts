import type { DraftFault, LegDraft } from './offer-draft.js';

/** What an editor may not do to legs. */
export type LegFault = DraftFault & {
  readonly kind: 'changed' | 'missing' | 'proposed-late' | 'pool' | 'none-own';
  /** Place of the leg in the draft, from 0. */
  readonly index: number;
};

/** Legs of a draft as they may be saved, or what is wrong with them. */
export interface SettledLegs {
  readonly legs: readonly LegDraft[];
  readonly faults: readonly LegFault[];
}

/**
 * Holds a draft to the legs that its editor answers for. Any partner of a hybrid may draft it; each leg of
 * another provider stays as it is, in its place and on its pool. A new leg of another provider may be proposed
 * while the offer is a draft, and draws on no pool: whose supervision it is to use is not the editor's to say.
 *
 * @param isOwn - whether the editor answers for the legs of a provider
 * @param before - the legs as they are; none for an offer that is new
 * @param isDraft - whether nobody but the partners has seen the offer
 */
export function settleLegs(
  draft: readonly LegDraft[],
  before: readonly LegDraft[],
  isOwn: (providerId: string) => boolean,
  isDraft: boolean,
): SettledLegs {
  const faults: LegFault[] = [];
  const fault = (kind: LegFault['kind'], index: number, field: string, message: string) =>
    faults.push({ kind, index, field, message });
  const legs = draft.map((leg, index): LegDraft => {
    const old = before[index];
    if (old && !isOwn(old.providerId)) {
      if (isSamePlace(leg, old)) return { ...leg, poolId: old.poolId };
      fault('changed', index, `legs.${index}`, 'is the leg of another provider: it stays as it is');
    } else if (!isOwn(leg.providerId)) {
      if (!isDraft) {
        fault(
          'proposed-late',
          index,
          `legs.${index}.providerId`,
          'is another provider, which can only be proposed while the offer is a draft',
        );
      } else if (leg.poolId !== null) {
        fault('pool', index, `legs.${index}.poolId`, 'names no supervision pool');
      }
    }
    return leg;
  });
  before.forEach((old, index) => {
    if (index < draft.length || isOwn(old.providerId)) return;
    fault('missing', index, `legs.${index}`, 'is missing: the leg of another provider stays as it is');
  });
  if (!draft.some((leg) => isOwn(leg.providerId))) {
    fault('none-own', 0, 'legs', 'has none of yours: at least one is at your own provider');
  }
  return { legs, faults };
}

function isSamePlace(one: LegDraft, other: LegDraft): boolean {
  return (
    one.providerId === other.providerId &&
    one.siteId === other.siteId &&
    one.halfDaysPerWeek === other.halfDaysPerWeek &&
    one.mode === other.mode &&
    one.setting === other.setting
  );
}
