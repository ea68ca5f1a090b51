import { kmWithinMinutes, type Transport } from '../../shared/travel-time.js';
import { journeysAWeek } from './cost.js';
import { chordOf, MARGIN, pointsOf, type Points } from './pairing/journeys.js';
import type { MatchingInput, Offer, Request } from './types.js';

/**
 * Says quickly who is certainly too far from what: straight lines through the earth, squared, to be compared with
 * {@link reach}. Whatever is not too far by that must be asked exactly.
 */
export class Nearby {
  /** Journeys a week to any leg in person, at least. */
  readonly fewestJourneys: number;
  private readonly points: Points;
  private readonly districtAt: ReadonlyMap<string, number>;
  /** Point of each offer's first leg in person; `NaN` when all of it is remote, so that it is never too far. */
  private readonly x: Float64Array;
  private readonly y: Float64Array;
  private readonly z: Float64Array;
  /** Districts of the other legs in person, for offers that have any. */
  private readonly further = new Map<number, number[]>();

  constructor({ districts }: Pick<MatchingInput, 'districts'>, offers: readonly Offer[]) {
    this.points = pointsOf(districts);
    this.districtAt = new Map(districts.map(({ id }, at) => [id, at]));
    this.x = new Float64Array(offers.length).fill(NaN);
    this.y = this.x.slice();
    this.z = this.x.slice();
    let fewest = Infinity;
    offers.forEach(({ legs }, o) => {
      for (const leg of legs) {
        if (leg.mode === 'remote') continue;
        const at = this.districtAt.get(leg.district)!;
        fewest = Math.min(fewest, journeysAWeek(leg));
        if (Number.isNaN(this.x[o]))
          [this.x[o], this.y[o], this.z[o]] = [this.points.x[at]!, this.points.y[at]!, this.points.z[at]!];
        else this.further.set(o, [...(this.further.get(o) ?? []), at]);
      }
    });
    this.fewestJourneys = fewest === Infinity ? 1 : fewest;
  }

  /** The place of the student's district among all. */
  homeOf(request: Request): number {
    return this.districtAt.get(request.district)!;
  }

  placeOf(district: string): number {
    return this.districtAt.get(district)!;
  }

  /** Puts into `lines` the squared straight line from a district to every other, by their places. */
  linesFrom(place: number, lines: Float64Array): void {
    const { x, y, z } = this.points;
    const hereX = x[place]!;
    const hereY = y[place]!;
    const hereZ = z[place]!;
    for (let at = 0; at < lines.length; at++) {
      const east = x[at]! - hereX;
      const north = y[at]! - hereY;
      const up = z[at]! - hereZ;
      lines[at] = east * east + north * north + up * up;
    }
  }

  /** The squared straight line from home to the farthest leg in person; 0 when all of it is remote. */
  lineTo(home: number, offer: number): number {
    const { x, y, z } = this.points;
    const line = squared(x[home]! - this.x[offer]!, y[home]! - this.y[offer]!, z[home]! - this.z[offer]!);
    let farthest = Number.isNaN(line) ? 0 : line;
    if (this.further.size === 0) return farthest;
    for (const to of this.further.get(offer) ?? [])
      farthest = Math.max(farthest, squared(x[home]! - x[to]!, y[home]! - y[to]!, z[home]! - z[to]!));
    return farthest;
  }

  /**
   * Puts into `found` those of the offers whose first leg is not farther than the line at that place of the column, and says how
   * many they are.
   */
  within(home: number, lines: Float64Array, place: number, offers: Int32Array, found: Int32Array): number {
    const { x, y, z } = this;
    const hereX = this.points.x[home]!;
    const hereY = this.points.y[home]!;
    const hereZ = this.points.z[home]!;
    const line = lines[place]!;
    let count = 0;
    for (let at = 0; at < offers.length; at++) {
      const offer = offers[at]!;
      const east = hereX - x[offer]!;
      const north = hereY - y[offer]!;
      const up = hereZ - z[offer]!;
      if (east * east + north * north + up * up > line) continue;
      found[count++] = offer;
    }
    return count;
  }
}

function squared(east: number, north: number, up: number): number {
  return east * east + north * north + up * up;
}

/** A squared straight line that no journey of so many minutes is longer than. */
export function reach(minutes: number, transport: Transport): number {
  const chord = chordOf(kmWithinMinutes(minutes, transport));
  return chord < 0 ? -1 : chord * chord;
}

/** A squared straight line such that any journey no longer than it takes at most so many minutes, within one district apart. */
export function sureReach(minutes: number, transport: Transport): number {
  const chord = chordOf(kmWithinMinutes(minutes, transport)) - 2 * MARGIN;
  return chord < 0 ? -1 : chord * chord;
}
