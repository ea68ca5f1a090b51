import type { Candidates } from './candidates.js';
import type { CountLimit } from './capacity-tree.js';
import { inOrderOf, kindsOf, type Kinds } from './pairing/kinds.js';
import type { Leg, MatchingInput, Offer, Watch } from './types.js';

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
  /** Name of the cap or pool that it is a part of, see {@link sharingName}; left out for others. */
  readonly sharing?: string;
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

/** Learners present: from the first to the last day of their block. */
interface Period {
  readonly startsOn: number;
  readonly endsOn: number;
}

/** A cap or a pool before it is taken apart by days, with the offers that it looks at and what a learner on each is to it. */
interface Sharing {
  readonly name: string;
  readonly room: number;
  readonly members: readonly Member[];
  /** The most that one learner is to it, on an offer with candidates or without. */
  readonly heaviest: number;
}

interface Member {
  readonly offer: number;
  readonly load: number;
}

/**
 * Turns places, caps, pools and groups into limits over cells of the candidate pairs. Time grows with pairs, legs, and the cells
 * of each cap and pool times the days on which it may be full.
 */
export function limitsOf(candidates: Candidates, input: MatchingInput, watch?: Watch): Limits {
  const { offers, requests } = candidates;
  const takers = countTakers(candidates);
  const most = (offer: number) => Math.min(offers[offer]!.places, takers[offer]!);
  const sharings = sharingsOf(input, offers, takers).filter(({ members, heaviest, room }) => {
    return members.reduce((sum, { offer, load }) => sum + load * most(offer), heaviest) > room;
  });
  const isTimed = new Uint8Array(offers.length);
  for (const { members } of sharings) for (const { offer } of members) isTimed[offer] = 1;
  const tell = () => watch?.progress('pairing', requests.length, requests.length);
  tell();
  const periods = kindsOf(requests, [({ startsOn }) => startsOn, ({ endsOn }) => endsOn]);
  tell();
  const { cells, periodOfCell, cellsOf, cellOf } =
    sharings.length === 0 ? cellsOfOffers(candidates) : cellsOfPeriods(candidates, isTimed, periods, tell);
  tell();

  const shared = sharings.flatMap(({ name, room, heaviest, members }) => {
    tell();
    const those = members.flatMap(({ offer, load }) => cellsOf[offer]!.map((cell) => ({ cell, load })));
    const present = those.map(({ cell }): Period => requests[periods.first[periodOfCell[cell]!]!]!);
    return busiestDays(present).flatMap((day): Limit[] => {
      const there = those.filter((_, at) => present[at]!.startsOn <= day && day <= present[at]!.endsOn);
      const perOffer = new Map(there.map(({ cell, load }) => [cells.offer[cell]!, load]));
      const atMost = [...perOffer].reduce((sum, [offer, load]) => sum + load * most(offer), heaviest);
      if (atMost <= room) return [];
      const limit = { cells: there.map(({ cell }) => cell), weights: there.map(({ load }) => load) };
      return [{ ...limit, room, name: `${name} on day ${day}`, sharing: name }];
    });
  });

  const limitsOfOffers: Limit[] = [];
  const groups: Group[] = [];
  for (let offer = 0; offer < offers.length; offer++) {
    const own = cellsOf[offer]!;
    if (own.length === 0) continue;
    const { id, places, minGroup } = offers[offer]!;
    limitsOfOffers.push({ cells: own, weights: own.map(() => 1), room: places, name: `offer ${id}` });
    if (minGroup > 1) groups.push({ offer, cells: own, minGroup });
  }
  return { cells, offers: limitsOfOffers, shared, cellOf, groups };
}

/** Cells with what leads to them: by pair, by offer, and by request and offer. */
interface CellLookup {
  readonly cells: Cells;
  /** The period of a cell of its own for each period; any of its learners' where an offer is one cell. */
  readonly periodOfCell: Int32Array;
  readonly cellsOf: readonly (readonly number[])[];
  readonly cellOf: Limits['cellOf'];
}

const NO_CELLS: readonly number[] = [];

/** Where no cap or pool looks at days: each offer with candidates is one cell, numbered in the order of pairs. */
function cellsOfOffers({ offer: offerOfPair, offers }: Candidates): CellLookup {
  const cellOfOffer = new Int32Array(offers.length).fill(-1);
  const ofPair = new Int32Array(offerOfPair.length);
  const offer: number[] = [];
  for (let pair = 0; pair < ofPair.length; pair++) {
    const o = offerOfPair[pair]!;
    let cell = cellOfOffer[o]!;
    if (cell < 0) {
      cell = cellOfOffer[o] = offer.length;
      offer.push(o);
    }
    ofPair[pair] = cell;
  }
  return {
    cells: { ofPair, offer: Int32Array.from(offer) },
    periodOfCell: new Int32Array(offer.length),
    cellsOf: Array.from(cellOfOffer, (cell) => (cell < 0 ? NO_CELLS : [cell])),
    cellOf: (_request, o) => cellOfOffer[o]!,
  };
}

/** Requests between two reports of progress: a few milliseconds of work. */
const REQUESTS_A_REPORT = 5_000;

/** A cell for each offer, or for each of its periods where it is timed; numbered in the order of pairs. */
function cellsOfPeriods(
  { rowStart, offer: offerOfPair, offers }: Candidates,
  isTimed: Uint8Array,
  periods: Kinds,
  tell: () => void,
): CellLookup {
  // Period by period, so that the cell of an offer is the last one made for it; then numbered anew.
  const ofPair = new Int32Array(offerOfPair.length);
  const lastCell = new Int32Array(offers.length).fill(-1);
  const madeFor: { offer: number; period: number }[] = [];
  inOrderOf(periods.of.length, [periods]).forEach((r, at) => {
    if (at % REQUESTS_A_REPORT === 0) tell();
    const period = periods.of[r]!;
    for (let pair = rowStart[r]!; pair < rowStart[r + 1]!; pair++) {
      const o = offerOfPair[pair]!;
      let cell = lastCell[o]!;
      if (cell < 0 || (isTimed[o] === 1 && madeFor[cell]!.period !== period)) {
        cell = lastCell[o] = madeFor.length;
        madeFor.push({ offer: o, period });
      }
      ofPair[pair] = cell;
    }
  });

  const number = new Int32Array(madeFor.length).fill(-1);
  const offer = new Int32Array(madeFor.length);
  const periodOfCell = new Int32Array(madeFor.length);
  const cellsOf = Array.from(offers, (): number[] => []);
  let next = 0;
  for (let pair = 0; pair < ofPair.length; pair++) {
    const made = ofPair[pair]!;
    if (number[made]! < 0) {
      const { offer: o, period } = madeFor[made]!;
      offer[next] = o;
      periodOfCell[next] = period;
      cellsOf[o]!.push(next);
      number[made] = next++;
    }
    ofPair[pair] = number[made]!;
  }
  return {
    cells: { ofPair, offer },
    periodOfCell,
    cellsOf,
    cellOf(request, o) {
      const period = periods.of[request]!;
      return cellsOf[o]!.find((cell) => isTimed[o] === 0 || periodOfCell[cell] === period) ?? -1;
    },
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

/** Tells a cap or a pool from all others. */
export function sharingName(kind: 'provider' | 'site' | 'pool', id: string): string {
  return `${kind} ${id}`;
}

/** Caps and pools by name, with the offers that have candidates and that they look at. */
function sharingsOf({ caps, pools }: MatchingInput, offers: readonly Offer[], takers: Int32Array): Sharing[] {
  interface Gathering extends Sharing {
    readonly load: (offer: Offer) => number;
    readonly members: Member[];
    heaviest: number;
    lastOffer: number;
  }
  const gathering = (name: string, room: number, load: (offer: Offer) => number): Gathering => {
    return { name, room, load, members: [], heaviest: 0, lastOffer: -1 };
  };
  const of = { provider: new Map<string, Gathering>(), site: new Map<string, Gathering>() };
  for (const { kind, id, maxLearners } of caps)
    of[kind].set(
      id,
      gathering(sharingName(kind, id), maxLearners, (offer) => capLoad(offer, kind, id)),
    );
  const ofPool = new Map(
    pools.map(({ id, learnerHalfDaysPerWeek }) => {
      return [
        id,
        gathering(sharingName('pool', id), learnerHalfDaysPerWeek, (offer) => poolLoad(offer, id)),
      ] as const;
    }),
  );
  const all = [...of.provider.values(), ...of.site.values(), ...ofPool.values()];
  if (all.length === 0) return [];
  offers.forEach((offer, o) => {
    for (const { provider, site, pool } of offer.legs) {
      for (const sharing of [
        of.provider.get(provider),
        of.site.get(site),
        pool === null ? undefined : ofPool.get(pool),
      ]) {
        if (!sharing || sharing.lastOffer === o) continue;
        sharing.lastOffer = o;
        const load = sharing.load(offer);
        sharing.heaviest = Math.max(sharing.heaviest, load);
        if (takers[o]! > 0) sharing.members.push({ offer: o, load });
      }
    }
  });
  return all.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

function countTakers({ offer, offers }: Candidates): Int32Array {
  const takers = new Int32Array(offers.length);
  for (let pair = 0; pair < offer.length; pair++) takers[offer[pair]!]!++;
  return takers;
}

/**
 * Days such that any set of periods with a day in common has one of these in common: the last start
 * before each end. One limit for each of them says all that a limit for every day would say.
 */
export function busiestDays(periods: readonly Period[]): number[] {
  const rising = (days: Iterable<number>) => [...new Set(days)].sort((a, b) => a - b);
  const starts = rising(periods.map((period) => period.startsOn));
  const ends = rising(periods.map((period) => period.endsOn));
  let end = 0;
  return starts.filter((start, at) => {
    const nextStart = starts[at + 1] ?? Infinity;
    // A period that ends before the next start has begun by this one.
    while (end < ends.length && ends[end]! < start) end++;
    return end < ends.length && ends[end]! < nextStart;
  });
}

function sumOver(legs: readonly Leg[], value: (leg: Leg) => number): number {
  return legs.reduce((sum, leg) => sum + value(leg), 0);
}
