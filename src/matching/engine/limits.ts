import type { Candidates } from './candidates.js';
import type { CountLimit } from './capacity-tree.js';
import type { Leg, MatchingInput, Offer, Request } from './types.js';

/**
 * What may be counted together. Most offers are one cell. An offer with a cap or a pool that looks at
 * days is split into one cell for each period (block start and end) of its candidates, because
 * learners of different periods need not be there at once.
 */
export interface Cells {
  readonly ofPair: Int32Array;
  readonly offer: Int32Array;
}

/** Over these cells, the sum of `weights` times learners is at most `room`. */
export interface Limit {
  readonly cells: readonly number[];
  readonly weights: readonly number[];
  readonly room: number;
  /** What it is, for messages and for the order in which limits are taken up. */
  readonly name: string;
}

/**
 * The limit as limits on plain numbers of learners. Exact when all weights are alike. Otherwise one for
 * each weight, on the cells that weigh at least as much: together weaker than the limit, and nested.
 */
export function asCounts({ cells, weights, room }: Limit): CountLimit[] {
  const steps = [...new Set(weights)].sort((a, b) => b - a);
  return steps.map((step) => ({
    cells: cells.filter((_, at) => weights[at]! >= step),
    room: Math.floor(room / step),
    atLeast: 0,
  }));
}

/** An offer that takes at least `minGroup` learners or nobody. */
export interface Group {
  readonly offer: number;
  readonly cells: readonly number[];
  readonly minGroup: number;
}

export interface Limits {
  readonly cells: Cells;
  /** One for each offer that has candidates, by rising offer: its places. */
  readonly offers: readonly Limit[];
  /**
   * Caps and pools, one for each set of learners who are there at once. Left out are those that could not bind
   * even if one more pair were eligible.
   */
  readonly shared: readonly Limit[];
  readonly groups: readonly Group[];
  /** The cell of a request on an offer, be it a candidate or not; -1 when no candidate has made that cell. */
  readonly cellOf: (request: number, offer: number) => number;
}

/** A cap or a pool before it is taken apart by days. */
interface Sharing {
  readonly name: string;
  readonly room: number;
  readonly load: (offer: Offer) => number;
}

/** Learners present: from the first to the last day of their block. */
interface Period {
  readonly startsOn: number;
  readonly endsOn: number;
}

/** Turns places, caps, pools and groups into limits over cells of the candidate pairs. */
export function limitsOf(candidates: Candidates, input: MatchingInput): Limits {
  const { offers, requests, rowStart } = candidates;
  const takers = countTakers(candidates);
  const most = (offer: number) => Math.min(offers[offer]!.places, takers[offer]!);
  const sharings = sharingsOf(input).flatMap((sharing) => {
    const members = membersOf(sharing, offers, takers);
    const heaviest = offers.reduce((load, offer) => Math.max(load, sharing.load(offer)), 0);
    const atMost = members.reduce((sum, { offer, load }) => sum + load * most(offer), heaviest);
    return atMost > sharing.room ? [{ ...sharing, heaviest, members }] : [];
  });

  const isTimed = new Uint8Array(offers.length);
  for (const { members } of sharings) for (const { offer } of members) isTimed[offer] = 1;
  const { periods, periodOf } = periodsOf(requests);

  const ofPair = new Int32Array(candidates.offer.length);
  const offerOfCell: number[] = [];
  const periodOfCell: number[] = [];
  const cellAt = new Map<number, number>();
  const untimedCell = new Int32Array(offers.length).fill(-1);
  const cellsOf = new Map<number, number[]>();
  const cellOf = (request: number, offer: number) =>
    isTimed[offer] ? (cellAt.get(offer * periods.length + periodOf[request]!) ?? -1) : untimedCell[offer]!;
  for (let r = 0; r < requests.length; r++) {
    for (let pair = rowStart[r]!; pair < rowStart[r + 1]!; pair++) {
      const offer = candidates.offer[pair]!;
      let cell = cellOf(r, offer);
      if (cell < 0) {
        cell = offerOfCell.length;
        if (isTimed[offer]) cellAt.set(offer * periods.length + periodOf[r]!, cell);
        else untimedCell[offer] = cell;
        offerOfCell.push(offer);
        periodOfCell.push(periodOf[r]!);
        const cells = cellsOf.get(offer);
        if (cells) cells.push(cell);
        else cellsOf.set(offer, [cell]);
      }
      ofPair[pair] = cell;
    }
  }

  const withCandidates = [...cellsOf.keys()].sort((a, b) => a - b);
  const shared = sharings.flatMap(({ name, room, heaviest, members }) => {
    const cells = members.flatMap(({ offer, load }) => cellsOf.get(offer)!.map((cell) => ({ cell, load })));
    const present = cells.map(({ cell }) => periods[periodOfCell[cell]!]!);
    return busiestDays(present).flatMap((day): Limit[] => {
      const there = cells.filter((_, at) => present[at]!.startsOn <= day && day <= present[at]!.endsOn);
      const perOffer = new Map(there.map(({ cell, load }) => [offerOfCell[cell]!, load]));
      const atMost = [...perOffer].reduce((sum, [offer, load]) => sum + load * most(offer), heaviest);
      if (atMost <= room) return [];
      const limit = { cells: there.map(({ cell }) => cell), weights: there.map(({ load }) => load) };
      return [{ ...limit, room, name: `${name} on day ${day}` }];
    });
  });

  return {
    cells: { ofPair, offer: Int32Array.from(offerOfCell) },
    offers: withCandidates.map((offer) => {
      const cells = cellsOf.get(offer)!;
      return {
        cells,
        weights: cells.map(() => 1),
        room: offers[offer]!.places,
        name: `offer ${offers[offer]!.id}`,
      };
    }),
    shared,
    cellOf,
    groups: withCandidates
      .filter((offer) => offers[offer]!.minGroup > 1)
      .map((offer) => ({ offer, cells: cellsOf.get(offer)!, minGroup: offers[offer]!.minGroup })),
  };
}

/** Half-days of the pool that one learner on the offer needs each week. */
export function poolLoad(offer: Offer, pool: string): number {
  return sumOver(offer.legs, (leg) => (leg.pool === pool ? leg.halfDaysPerWeek : 0));
}

/** 1 when a learner on the offer is at the provider or site, on however many legs; otherwise 0. */
export function capLoad(offer: Offer, kind: 'provider' | 'site', id: string): number {
  return offer.legs.some((leg) => leg[kind] === id) ? 1 : 0;
}

function sharingsOf({ caps, pools }: MatchingInput): Sharing[] {
  const byName = (a: Sharing, b: Sharing) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
  return [
    ...caps.map(({ kind, id, maxLearners }) => ({
      name: `${kind} ${id}`,
      room: maxLearners,
      load: (offer: Offer) => capLoad(offer, kind, id),
    })),
    ...pools.map(({ id, learnerHalfDaysPerWeek }) => ({
      name: `pool ${id}`,
      room: learnerHalfDaysPerWeek,
      load: (offer: Offer) => poolLoad(offer, id),
    })),
  ].sort(byName);
}

function membersOf(
  sharing: Sharing,
  offers: readonly Offer[],
  takers: Int32Array,
): { offer: number; load: number }[] {
  const members: { offer: number; load: number }[] = [];
  offers.forEach((offer, o) => {
    const load = takers[o]! > 0 ? sharing.load(offer) : 0;
    if (load > 0) members.push({ offer: o, load });
  });
  return members;
}

function countTakers({ offer, offers }: Candidates): Int32Array {
  const takers = new Int32Array(offers.length);
  for (const o of offer) takers[o]!++;
  return takers;
}

function periodsOf(requests: readonly Request[]): { periods: Period[]; periodOf: Int32Array } {
  const periods: Period[] = [];
  const periodAt = new Map<string, number>();
  const periodOf = Int32Array.from(requests, ({ startsOn, endsOn }) => {
    const key = `${startsOn} ${endsOn}`;
    const known = periodAt.get(key) ?? periods.length;
    if (known === periods.length) {
      periodAt.set(key, known);
      periods.push({ startsOn, endsOn });
    }
    return known;
  });
  return { periods, periodOf };
}

/**
 * Days such that any set of periods with a day in common has one of these in common: the last start
 * before each end. One limit for each of them says all that a limit for every day would say.
 */
export function busiestDays(periods: readonly Period[]): number[] {
  const starts = [...new Set(periods.map((period) => period.startsOn))].sort((a, b) => a - b);
  return starts.filter((start, at) => {
    const nextStart = starts[at + 1] ?? Infinity;
    return periods.some(
      (period) => period.startsOn <= start && start <= period.endsOn && period.endsOn < nextStart,
    );
  });
}

function sumOver(legs: readonly Leg[], value: (leg: Leg) => number): number {
  return legs.reduce((sum, leg) => sum + value(leg), 0);
}
