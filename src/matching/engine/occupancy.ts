import { sharingName } from './limits.js';
import type { MatchingInput, Offer, Request } from './types.js';

/** A cap or a pool without room for one more learner, and by how much: learners, or half-days a week. */
export interface Lack {
  readonly kind: 'provider' | 'site' | 'pool';
  readonly id: string;
  readonly by: number;
}

type Period = Pick<Request, 'startsOn' | 'endsOn'>;
const NO_LACK: readonly Lack[] = [];
const ALWAYS: Period = { startsOn: -Infinity, endsOn: Infinity };

/**
 * Who is where on which day, as caps and pools see it. Answers whether one more learner fits in as things
 * stand, with nobody moving. Groups and places are not looked at.
 */
export class Occupancy {
  private readonly sharings = new Map<string, Sharing>();

  constructor({ caps, pools }: Pick<MatchingInput, 'caps' | 'pools'>) {
    for (const { kind, id, maxLearners } of caps) this.set(kind, id, maxLearners);
    for (const { id, learnerHalfDaysPerWeek } of pools) this.set('pool', id, learnerHalfDaysPerWeek);
  }

  add(period: Period, offer: Offer): void {
    if (this.sharings.size === 0) return;
    for (const [sharing, load] of this.loads(offer)) sharing.add(period, load);
  }

  /**
   * The caps and pools that have no room for a learner who comes to the offer for the period, in the order of the offer's legs.
   *
   * @param leaving - the offer that the learner would leave for it, having been there for the same period
   */
  lacking(period: Period, offer: Offer, leaving?: Offer): readonly Lack[] {
    if (this.sharings.size === 0) return NO_LACK;
    const freed = leaving && this.loads(leaving);
    const lacks: Lack[] = [];
    for (const [sharing, load] of this.loads(offer)) {
      const by = sharing.busiest(period) - (freed?.get(sharing) ?? 0) + load - sharing.room;
      if (by > 0) lacks.push({ kind: sharing.kind, id: sharing.id, by });
    }
    return lacks;
  }

  /** The highest load of a cap or pool on any day. */
  busiest(kind: Lack['kind'], id: string): number {
    return this.sharings.get(sharingName(kind, id))?.busiest(ALWAYS) ?? 0;
  }

  /** The same learners, to whom others can be added for trial. */
  copy(input: Pick<MatchingInput, 'caps' | 'pools'>): Occupancy {
    const same = new Occupancy(input);
    for (const [key, sharing] of this.sharings) same.sharings.get(key)!.addAll(sharing);
    return same;
  }

  private set(kind: Lack['kind'], id: string, room: number): void {
    this.sharings.set(sharingName(kind, id), new Sharing(kind, id, room));
  }

  /** What one learner on the offer adds to each cap and pool. A cap counts learners, on however many legs they are there. */
  private loads({ legs }: Offer): ReadonlyMap<Sharing, number> {
    const loads = new Map<Sharing, number>();
    for (const { provider, site, pool, halfDaysPerWeek } of legs) {
      const [atProvider, atSite] = [
        this.sharings.get(sharingName('provider', provider)),
        this.sharings.get(sharingName('site', site)),
      ];
      if (atProvider) loads.set(atProvider, 1);
      if (atSite) loads.set(atSite, 1);
      const from = pool === null ? undefined : this.sharings.get(sharingName('pool', pool));
      if (from) loads.set(from, (loads.get(from) ?? 0) + halfDaysPerWeek);
    }
    return loads;
  }
}

/** A cap or a pool, with the load of each period that anybody is there. */
class Sharing {
  private readonly loads = new Map<string, { readonly period: Period; load: number }>();
  /** Days on which somebody comes; made when first asked for. */
  private days: readonly number[] | null = null;

  constructor(
    readonly kind: Lack['kind'],
    readonly id: string,
    readonly room: number,
  ) {}

  add(period: Period, load: number): void {
    const key = `${period.startsOn} ${period.endsOn}`;
    const there = this.loads.get(key);
    if (there) there.load += load;
    else this.loads.set(key, { period, load });
    this.days = null;
  }

  addAll(other: Sharing): void {
    for (const { period, load } of other.loads.values()) this.add(period, load);
  }

  /** The highest load on any day of the period: on its first, or on one on which somebody comes. */
  busiest({ startsOn, endsOn }: Period): number {
    this.days ??= [...new Set([...this.loads.values()].map(({ period }) => period.startsOn))];
    let most = this.on(startsOn);
    for (const day of this.days) if (day > startsOn && day <= endsOn) most = Math.max(most, this.on(day));
    return most;
  }

  private on(day: number): number {
    let load = 0;
    for (const { period, load: more } of this.loads.values())
      if (period.startsOn <= day && day <= period.endsOn) load += more;
    return load;
  }
}
