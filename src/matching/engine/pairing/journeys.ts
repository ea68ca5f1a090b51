import {
  kmWithinMinutes,
  travelMinutes,
  type District,
  type Transport,
} from '../../../shared/travel-time.js';
import { kindsOf, type Kinds } from './kinds.js';
import { Rows } from './rows.js';

/** A district that students come from, by one kind of transport. */
export interface Origin {
  readonly district: District;
  readonly transport: Transport;
}

/** Stands for every journey that is longer than anybody's limit. */
export const TOO_FAR = 0xffff;

/** Side of a part of the country, in degrees. About as long as the longest journey that most accept. */
const PART_DEGREES = 0.5;

/**
 * Journeys from origins to stops (districts where offers are), each worked out when it is first asked for. A straight line through
 * the earth tells cheaply who is too far away for anybody; `travelMinutes` decides on the rest.
 */
export class Journeys {
  /** Origins that lie in one part of the country and have the same transport. */
  readonly parts: Kinds;
  /** A stop that is everybody's own home: offers that are remote. */
  readonly atHome: number;
  private readonly minutes: Rows<Uint16Array>;
  private readonly isNear: Uint8Array<ArrayBuffer>;
  private readonly from: Points;
  private readonly to: Points;
  /** For each origin, the longest straight line that may be within the limit of anybody with that transport. */
  private readonly reach: Float64Array;
  /** For each part, a point in its middle and how far from there its origins are, at most. */
  private readonly middle: Points;
  private readonly radius: Float64Array;

  /**
   * @param longest - longest limit of anybody, in minutes
   * @param remembered - most journeys that are remembered
   */
  constructor(
    private readonly origins: readonly Origin[],
    private readonly stops: readonly District[],
    longest: (transport: Transport) => number,
    remembered: number,
  ) {
    this.atHome = stops.length;
    this.from = pointsOf(origins.map(({ district }) => district));
    this.to = pointsOf(stops);
    this.reach = Float64Array.from(origins, ({ transport }) =>
      chordOf(kmWithinMinutes(longest(transport), transport)),
    );
    this.parts = kindsOf(origins, [
      ({ transport }) => transport,
      ({ district }) => Math.floor(district.latitude / PART_DEGREES),
      ({ district }) => Math.floor(district.longitude / PART_DEGREES),
    ]);
    this.middle = middlesOf(this.from, this.parts);
    this.radius = new Float64Array(this.parts.first.length);
    this.parts.of.forEach((part, origin) => {
      this.radius[part] = Math.max(this.radius[part]!, straightLine(this.middle, part, this.from, origin));
    });
    this.minutes = new Rows(origins.length, stops.length + 1, remembered, (n) => new Uint16Array(n));
    this.isNear = new Uint8Array(stops.length + 1);
  }

  /** One more than the minutes from the origin to each stop, or {@link TOO_FAR}; 0 where {@link find} has not been asked. */
  known(origin: number): Uint16Array {
    const row = this.minutes.of(origin);
    row[this.atHome] = 1;
    return row;
  }

  /** Works the journey out and notes it in the row, which is that of the origin. */
  find(origin: number, stop: number, row: Uint16Array): number {
    let found = TOO_FAR;
    if (straightLine(this.from, origin, this.to, stop) <= this.reach[origin]!) {
      const { district, transport } = this.origins[origin]!;
      found = Math.min(TOO_FAR, 1 + travelMinutes(district, this.stops[stop]!, transport));
    }
    row[stop] = found;
    return found;
  }

  /** For each stop 1 where somebody from this part of the country may be able to go, 0 where certainly nobody is. Valid until asked again. */
  nearTo(part: number): Uint8Array<ArrayBuffer> {
    const farthest = this.reach[this.parts.first[part]!]! + this.radius[part]!;
    for (let stop = 0; stop < this.atHome; stop++) {
      this.isNear[stop] = straightLine(this.middle, part, this.to, stop) <= farthest + MARGIN ? 1 : 0;
    }
    this.isNear[this.atHome] = 1;
    return this.isNear;
  }
}

/** Points in space; the earth is a sphere of radius 1. */
export interface Points {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly z: Float64Array;
}

/** More than rounding can do to a straight line; a few metres on the ground. */
export const MARGIN = 1e-6;
const EARTH_RADIUS_KM = 6371;

export function pointsOf(districts: readonly District[]): Points {
  const radians = Math.PI / 180;
  const x = new Float64Array(districts.length);
  const y = new Float64Array(districts.length);
  const z = new Float64Array(districts.length);
  districts.forEach(({ latitude, longitude }, at) => {
    x[at] = Math.cos(latitude * radians) * Math.cos(longitude * radians);
    y[at] = Math.cos(latitude * radians) * Math.sin(longitude * radians);
    z[at] = Math.sin(latitude * radians);
  });
  return { x, y, z };
}

function middlesOf(points: Points, { of, first }: Kinds): Points {
  const count = new Int32Array(first.length);
  for (const part of of) count[part]!++;
  const mean = (values: Float64Array) => {
    const sums = new Float64Array(first.length);
    of.forEach((part, at) => (sums[part]! += values[at]! / count[part]!));
    return sums;
  };
  return { x: mean(points.x), y: mean(points.y), z: mean(points.z) };
}

function straightLine(a: Points, at: number, b: Points, to: number): number {
  const x = a.x[at]! - b.x[to]!;
  const y = a.y[at]! - b.y[to]!;
  const z = a.z[at]! - b.z[to]!;
  return Math.sqrt(x * x + y * y + z * z);
}

/** The straight line through a sphere of radius 1 that spans so many km of the earth, and a margin; less than nothing where there is no such journey. */
export function chordOf(km: number): number {
  return km < 0 ? -1 : 2 * Math.sin(Math.min(km / EARTH_RADIUS_KM, Math.PI) / 2) + MARGIN;
}
