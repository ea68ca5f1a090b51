import type { TermKind } from '../offer-listing.entity.js';

/** A leg with what its provider and site are known for. */
export interface ListedLeg {
  readonly providerName: string;
  readonly providerType: string;
  readonly siteName: string;
  readonly setting: string;
  readonly mode: 'in-person' | 'remote';
  readonly district: string | null;
  readonly authorityCode: string | null;
  readonly icbCode: string | null;
  readonly regionCode: string | null;
}

export interface ListedOffer {
  readonly title: string;
  readonly summary: string | null;
  readonly model: string;
  readonly professions: readonly string[];
  readonly years: readonly string[];
  readonly standards: readonly string[];
  readonly supervision: string;
}

/** Everything an offer is found and counted under, each once. What is not known is left out. */
export function termsOf(offer: ListedOffer, legs: readonly ListedLeg[]): { kind: TermKind; code: string }[] {
  const terms = new Map<string, { kind: TermKind; code: string }>();
  const add = (kind: TermKind, codes: readonly (string | null)[]): void => {
    for (const code of codes) if (code) terms.set(`${kind} ${code}`, { kind, code });
  };
  add('profession', offer.professions);
  add('year', offer.years);
  add('model', [offer.model]);
  add('standard', offer.standards);
  add('supervision', [offer.supervision]);
  for (const leg of legs) {
    add('provider-type', [leg.providerType]);
    add('region', [leg.regionCode]);
    add('icb', [leg.icbCode]);
    add('authority', [leg.authorityCode]);
  }
  return [...terms.values()];
}

/** Postcode districts that a learner goes to, each once. */
export function districtsOf(legs: readonly ListedLeg[]): string[] {
  return [
    ...new Set(legs.flatMap((leg) => (leg.mode === 'in-person' && leg.district ? [leg.district] : []))),
  ];
}

/** The words that an offer is found by. */
export function wordsOf(offer: ListedOffer, legs: readonly ListedLeg[]): string {
  const words = [
    offer.title,
    offer.summary ?? '',
    offer.model.replaceAll('-', ' '),
    ...offer.professions.map((profession) => profession.replaceAll('-', ' ')),
    ...legs.flatMap((leg) => [leg.providerName, leg.siteName, leg.setting.replaceAll('-', ' ')]),
  ];
  return [...new Set(words.filter((word) => word !== ''))].join(' \n');
}
