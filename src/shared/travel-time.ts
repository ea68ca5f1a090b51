/** How a learner travels. Taken as `public` when nobody says. */
export const TRANSPORTS = ['car', 'public', 'bicycle', 'walk'] as const;
export type Transport = (typeof TRANSPORTS)[number];

/** A point on the earth, WGS 84 degrees. */
export interface Point {
  readonly latitude: number;
  readonly longitude: number;
}

const EARTH_RADIUS_KM = 6371;

/** Two homes in one postcode district are some way apart, though their district's point is one. */
const SAME_DISTRICT_KM = 4;

/**
 * `detour` turns a straight line into a road, `kmPerHour` is door to door on the way, `fixedMinutes`
 * is parking, waiting and walking to the stop. Figures of the agreed design, section 4 (ADR 0006).
 */
const PACE: Readonly<Record<Transport, { detour: number; kmPerHour: number; fixedMinutes: number }>> = {
  car: { detour: 1.3, kmPerHour: 48, fixedMinutes: 5 },
  public: { detour: 1.4, kmPerHour: 22, fixedMinutes: 12 },
  bicycle: { detour: 1.2, kmPerHour: 15, fixedMinutes: 2 },
  walk: { detour: 1.2, kmPerHour: 4.8, fixedMinutes: 0 },
};

/** Great-circle distance in km by the haversine formula, on a sphere of 6371 km. */
export function greatCircleKm(from: Point, to: Point): number {
  const radians = Math.PI / 180;
  const north = (to.latitude - from.latitude) * radians;
  const east = (to.longitude - from.longitude) * radians;
  const chord =
    Math.sin(north / 2) ** 2 +
    Math.cos(from.latitude * radians) * Math.cos(to.latitude * radians) * Math.sin(east / 2) ** 2;
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(chord)));
}

/** One-way minutes for a distance as the crow flies, rounded up to a whole minute. */
export function minutesForKm(km: number, transport: Transport): number {
  const { detour, kmPerHour, fixedMinutes } = PACE[transport];
  return Math.ceil(((km * detour) / kmPerHour) * 60 + fixedMinutes);
}

/** The longest distance as the crow flies that still takes at most `minutes`; negative when none does. */
export function kmWithinMinutes(minutes: number, transport: Transport): number {
  const { detour, kmPerHour, fixedMinutes } = PACE[transport];
  return ((minutes - fixedMinutes) / 60) * (kmPerHour / detour);
}

/** A postcode district, such as `OX4`, with the point that stands for it. */
export interface District extends Point {
  readonly id: string;
}

/** Distance as the crow flies between two districts; 4 km within one and the same. */
export function districtKm(from: District, to: District): number {
  return from.id === to.id ? SAME_DISTRICT_KM : greatCircleKm(from, to);
}

/** One-way minutes between two postcode districts by one kind of transport, rounded up. */
export function travelMinutes(from: District, to: District, transport: Transport): number {
  return minutesForKm(districtKm(from, to), transport);
}
