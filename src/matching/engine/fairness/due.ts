import type { DueHeiShare, DueShare, HeiShare, Share } from '../types.js';

/**
 * What is due to each HEI of all places that were given; and of each profession, for which only HEIs with requests of it compete,
 * of the places given in it. Deviations of HEIs add up to nothing, and so do those in a profession, but for rounding.
 */
export function withDue(heis: readonly HeiShare[]): DueHeiShare[] {
  const all = sum(heis);
  const ofProfession = new Map<string, Share[]>();
  for (const { professions } of heis)
    for (const share of professions)
      ofProfession.set(share.profession, [...(ofProfession.get(share.profession) ?? []), share]);
  const inProfession = new Map([...ofProfession].map(([profession, shares]) => [profession, sum(shares)]));
  return heis.map((hei) => ({
    ...hei,
    ...dueOf(hei, all),
    professions: hei.professions.map((share) => ({
      ...share,
      ...dueOf(share, inProfession.get(share.profession)!),
    })),
  }));
}

type Whole = Pick<Share, 'entitlement' | 'placed'>;

function dueOf({ entitlement, placed }: Whole, all: Whole): Pick<DueShare, 'due' | 'deviation'> {
  const due = inHundredths(all.entitlement === 0 ? 0 : (all.placed * entitlement) / all.entitlement);
  return { due, deviation: inHundredths(placed - due) };
}

function sum(shares: readonly Whole[]): Whole {
  return shares.reduce(
    (total, { entitlement, placed }) => ({
      entitlement: total.entitlement + entitlement,
      placed: total.placed + placed,
    }),
    { entitlement: 0, placed: 0 },
  );
}

/** To two decimals, and never minus nothing. */
function inHundredths(amount: number): number {
  return Math.round(amount * 100) / 100 || 0;
}
