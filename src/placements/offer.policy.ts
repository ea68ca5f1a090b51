import { type Actor, type Decision, may, type Permission, type Scope, scopeOf } from '../access/index.js';
import { EVERY_ROW, fixed, NO_ROW, type Sql, sql } from '../database/index.js';
import { textKey } from '../exchange/index.js';
import type { OfferState } from './rules/offer-states.js';

/** Who looks at offers, and when. */
export interface Onlooker {
  /** Offers of which they see more than what is open to all. */
  readonly closed: Scope;
  /** Key of the name of the HEI for which they act; `null` for all others. */
  readonly heiKey: string | null;
  /** The day, `YYYY-MM-DD`: what is kept for some is open to all from a day on. */
  readonly today: string;
}

/** What of an offer says who may see it. */
export interface ShownOffer {
  readonly offer: {
    readonly status: OfferState;
    readonly reservedFor: readonly string[];
    readonly releaseOn: string | null;
  };
  readonly legs: readonly { readonly providerId: string }[];
}

/** First day of an offer that was never kept for anybody, and of one that always will be. */
const FROM_THE_FIRST = '';
const NEVER = '9999-12-31';
const ALLOWED: Decision = { isAllowed: true };

/** @param heiKey - of the HEI for which the actor acts, if it is one */
export function onlookerOf(actor: Actor, heiKey: string | null, today: string): Onlooker {
  return { closed: scopeOf(actor, 'offers.read-closed'), heiKey, today };
}

/** First day on which everybody may see a published offer. Compares as text. */
export function openOn({ reservedFor, releaseOn }: ShownOffer['offer']): string {
  return reservedFor.length === 0 ? FROM_THE_FIRST : (releaseOn ?? NEVER);
}

/**
 * Whether an offer may be seen. Published, it is open to all, unless it is kept for HEIs by name: then to their
 * people alone until it is released. Those whose legs it has, and coordinators, see it always.
 */
export function maySeeOffer(onlooker: Onlooker, shown: ShownOffer): Decision {
  const { offer } = shown;
  if (seesClosed(onlooker, shown)) return ALLOWED;
  if (offer.status !== 'published') return { isAllowed: false, reason: 'other' };
  if (openOn(offer) <= onlooker.today || isKeptFor(offer, onlooker.heiKey)) return ALLOWED;
  return { isAllowed: false, reason: 'other' };
}

/** Whether one sees of an offer also what is between its hosts and those they keep it for. */
export function seesClosed({ closed }: Onlooker, { legs }: Pick<ShownOffer, 'legs'>): boolean {
  if (closed.reach === 'own') return legs.some((leg) => leg.providerId === closed.ownerId);
  return closed.reach === 'all';
}

/** Names of HEIs that an offer is kept for, as far as they are one's business: an HEI sees its own alone. */
export function shownReservations(onlooker: Onlooker, shown: ShownOffer): readonly string[] {
  const { reservedFor } = shown.offer;
  if (seesClosed(onlooker, shown)) return reservedFor;
  return reservedFor.filter((name) => textKey(name) === onlooker.heiKey);
}

/** {@link maySeeOffer} as a narrowing of a query over `offer_listing l`, which has the published ones. */
export function listingsWithin(onlooker: Onlooker): Sql {
  if (onlooker.closed.reach === 'all') return EVERY_ROW;
  const { heiKey, today } = onlooker;
  // A name that holds the separator cannot be among those between two of it.
  const kept =
    heiKey === null || heiKey.includes('|')
      ? NO_ROW
      : sql`l.reserved_keys LIKE ${`%|${likeText(heiKey)}|%`} ESCAPE '!'`;
  return sql`(l.open_on <= ${today} OR ${kept} OR ${hasClosedLeg(onlooker, fixed('l.offer_id'))})`;
}

/** {@link maySeeOffer} as a narrowing of a query over `offer`. */
export function offersWithin(onlooker: Onlooker): Sql {
  if (onlooker.closed.reach === 'all') return EVERY_ROW;
  return sql`(${hasClosedLeg(onlooker, fixed('offer.id'))} OR EXISTS
    (SELECT 1 FROM offer_listing l WHERE l.offer_id = offer.id AND ${listingsWithin(onlooker)}))`;
}

/** Whether the actor may change an offer with these legs: one of them is its own. */
export function mayEditOffer(actor: Actor, legs: ShownOffer['legs']): Decision {
  return may(actor, 'offers.edit', { owners: legs.map((leg) => leg.providerId) });
}

/**
 * Whether the actor may put an offer before everybody: all of its legs are its own. No partner of a hybrid
 * speaks for the others; a coordinator does, who has asked them.
 */
export function mayPublishOffer(actor: Actor, legs: ShownOffer['legs']): Decision {
  const all = legs.map((leg) => may(actor, 'offers.edit', { owners: [leg.providerId] }));
  return all.find((decision) => !decision.isAllowed) ?? ALLOWED;
}

/** Narrows a query over `offer` to those with a leg of a provider that the actor may use the permission on. */
export function hostedWithin(actor: Actor, permission: Permission): Sql {
  return hasLegWithin(scopeOf(actor, permission), fixed('offer.id'));
}

function hasClosedLeg({ closed }: Onlooker, offerId: Sql): Sql {
  return hasLegWithin(closed, offerId);
}

function hasLegWithin(scope: Scope, offerId: Sql): Sql {
  if (scope.reach === 'all') return EVERY_ROW;
  if (scope.reach !== 'own') return NO_ROW;
  return sql`EXISTS (SELECT 1 FROM offer_leg g WHERE g.offer_id = ${offerId} AND g.provider_id = ${scope.ownerId})`;
}

function isKeptFor({ reservedFor }: ShownOffer['offer'], heiKey: string | null): boolean {
  return heiKey !== null && reservedFor.some((name) => textKey(name) === heiKey);
}

/** The keys of an offer's reservations as the listing keeps them. */
export function reservedKeys({ reservedFor }: Pick<ShownOffer['offer'], 'reservedFor'>): string {
  return reservedFor.length === 0 ? '' : `|${reservedFor.map(textKey).join('|')}|`;
}

/** Text to be found as it is, in a LIKE whose escape is `!`. */
function likeText(text: string): string {
  return text.replace(/[!%_]/g, '!$&');
}
