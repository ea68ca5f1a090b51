import { levelAt, type Claim, type Unit } from './entitlement.js';
import { Exchange, NO_GROUP, NO_PART } from './exchange.js';
import type { Heis, RankedInstance } from './ranked-instance.js';
import type { Seating } from './seating.js';
import { ENOUGH } from './tiers.js';

/** HEIs that compete with each other, and with no others, for some of the places. */
export interface Rivals {
  readonly heis: readonly number[];
  /** The first unit that not all of them are given; `null` when they have all they can have. */
  readonly unit: Unit | null;
  /** Those of them whose next unit is alike to it, where some are given it and others not: all the same which. */
  readonly alike: readonly number[];
  /** How many of `alike` are given it. */
  readonly given: number;
}

export interface FairShares {
  readonly rivals: readonly Rivals[];
  /** By number in `rivals`; -1 for offers that nobody competes for. */
  readonly rivalsOfOffer: Int32Array;
  readonly rivalsOfHei: Int32Array;
  /** Students placed of each HEI, those placed before included. */
  readonly placed: Int32Array;
}

/**
 * Makes the shares of HEIs lexicographically max-min, with as many of each tier seated as before: the worst-served HEI
 * has as large a share as it can have, then the next, and so on.
 *
 * The numbers of students seated, by HEI, are the bases of a polymatroid, and the best of them is found by decomposition
 * (Fujishige 1980; for units of unequal size Federgruen and Groenevelt 1986). Seats are given out as if nothing stood in the
 * way, and exchanges bring the seating as close to that as they can. Where HEIs stay short, they are rivals of those
 * that they can reach, and of no others; they and the rest are then divided alike, each for itself.
 *
 * @param tierPart - the tier that competes for each offer, as told by `serveTiers`
 * @param seating - best by tiers; changed to one that is also best by shares
 */
export function shareFairly(
  instance: RankedInstance,
  heis: Heis,
  tierPart: Int32Array,
  seating: Seating,
  pulse: () => void,
): FairShares {
  return new FairSharing(instance, heis, tierPart, seating, pulse).run();
}

class FairSharing {
  private readonly count: number;
  /** Offers and HEIs of a region are still to be divided, or rivals. */
  private readonly regionOfOffer: Int32Array;
  private readonly regionOfHei: Int32Array;
  private regions = 1;
  private readonly partOfOffer: Int32Array;
  private readonly partOfStudent: Int32Array;
  private readonly groupOf: Int32Array;
  private readonly exchange: Exchange;
  private readonly placed: Int32Array;
  private readonly claims: Claim[];
  private readonly need: Int32Array;
  private readonly spare: Int32Array;

  constructor(
    private readonly instance: RankedInstance,
    private readonly heis: Heis,
    private readonly tierPart: Int32Array,
    private readonly seating: Seating,
    pulse: () => void,
  ) {
    const students = instance.tierOf.length;
    this.count = heis.entitlement.length;
    this.regionOfOffer = new Int32Array(tierPart.length);
    this.regionOfHei = new Int32Array(this.count);
    this.partOfOffer = tierPart.map((tier) => (tier === ENOUGH ? NO_PART : tier));
    this.partOfStudent = new Int32Array(students);
    this.groupOf = new Int32Array(students);
    this.keepToRegions();
    this.exchange = new Exchange(
      instance,
      seating,
      this.partOfStudent,
      this.partOfOffer,
      this.groupOf,
      this.count,
      pulse,
    );
    this.placed = Int32Array.from(heis.placedBefore);
    const least = Int32Array.from(heis.placedBefore);
    const most = Int32Array.from(heis.placedBefore);
    heis.of.forEach((hei, student) => {
      if (hei < 0 || !this.hasPairs(student)) return;
      most[hei]!++;
      if (seating.offerOf[student]! < 0) return;
      this.placed[hei]!++;
      if (this.groupOf[student] === NO_GROUP) least[hei]!++;
    });
    this.claims = heis.entitlement.map((entitlement, hei) => ({
      entitlement,
      least: least[hei]!,
      most: most[hei]!,
    }));
    this.need = new Int32Array(this.count);
    this.spare = new Int32Array(this.count);
  }

  run(): FairShares {
    const rivals: Rivals[] = [];
    const rivalsOfRegion: number[] = [];
    const toDivide: (readonly number[])[] = [this.heis.entitlement.map((_, hei) => hei)];
    for (let group = toDivide.pop(); group; group = toDivide.pop()) {
      const divided = this.divide(group);
      if ('heis' in divided) {
        rivalsOfRegion[this.regionOfHei[group[0]!]!] = rivals.length;
        rivals.push(divided);
      } else toDivide.push(divided.short, divided.rest);
    }
    return {
      rivals,
      rivalsOfOffer: this.regionOfOffer.map((region, offer) =>
        this.tierPart[offer] === ENOUGH ? -1 : rivalsOfRegion[region]!,
      ),
      rivalsOfHei: this.regionOfHei.map((region) => rivalsOfRegion[region]!),
      placed: this.placed,
    };
  }

  /** Finds the group to be rivals, or in two that are not. */
  private divide(
    group: readonly number[],
  ): Rivals | { readonly short: readonly number[]; readonly rest: readonly number[] } {
    const { placed, exchange } = this;
    const total = group.reduce((sum, hei) => sum + placed[hei]!, 0);
    const { unit, base, isNext, left } = levelAt(
      group.map((hei) => this.claims[hei]!),
      total,
    );
    this.moveTo(group, base);
    let isDivided = group.some((hei, at) => placed[hei]! < base[at]!);
    if (!isDivided) {
      const most = base.map((count, at) => (left > 0 && isNext[at] ? count + 1 : count));
      if (group.some((hei, at) => placed[hei]! > most[at]!)) this.moveTo(group, most);
      isDivided = group.some((hei, at) => placed[hei]! > most[at]!);
    }
    if (!isDivided) {
      const alike = left > 0 ? group.filter((_, at) => isNext[at]) : [];
      return { heis: group, unit, alike, given: left };
    }
    const region = this.regions++;
    const short = group.filter((hei) => exchange.isGroupClosed(hei));
    for (const hei of short) this.regionOfHei[hei] = region;
    this.regionOfOffer.forEach((_, offer) => {
      if (!exchange.isClosed(offer)) return;
      this.regionOfOffer[offer] = region;
      this.partOfOffer[offer] = this.tierPart[offer]! + this.instance.tiers * region;
    });
    this.keepToRegions();
    return { short, rest: group.filter((hei) => this.regionOfHei[hei] !== region) };
  }

  /** Brings the numbers placed as close to the goals as exchanges can. */
  private moveTo(group: readonly number[], goals: readonly number[]): void {
    const { need, spare, placed } = this;
    need.fill(0);
    spare.fill(0);
    group.forEach((hei, at) => {
      need[hei] = Math.max(0, goals[at]! - placed[hei]!);
      spare[hei] = Math.max(0, placed[hei]! - goals[at]!);
    });
    this.exchange.move(need, spare);
    group.forEach((hei, at) => {
      placed[hei] = goals[at]! - need[hei]! + spare[hei]!;
    });
  }

  /** Students take seats of their tier and region; those who sit elsewhere have to stay there. */
  private keepToRegions(): void {
    const { instance, heis, tierPart, seating, regionOfOffer, regionOfHei, groupOf } = this;
    instance.tierOf.forEach((tier, student) => {
      const offer = seating.offerOf[student]!;
      const hei = heis.of[student]!;
      if (offer < 0) {
        this.partOfStudent[student] = hei < 0 ? NO_PART : tier + instance.tiers * regionOfHei[hei]!;
        groupOf[student] = this.hasPairs(student) ? hei : NO_GROUP;
      } else {
        this.partOfStudent[student] = this.partOfOffer[offer]!;
        const isCompeting = hei >= 0 && tierPart[offer] === tier && regionOfOffer[offer] === regionOfHei[hei];
        groupOf[student] = isCompeting ? hei : NO_GROUP;
      }
    });
  }

  private hasPairs(student: number): boolean {
    return this.instance.rowStart[student]! < this.instance.rowStart[student + 1]!;
  }
}
