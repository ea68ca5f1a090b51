import { type District, type Transport, travelMinutes } from '../shared/travel-time.js';

/**
 * One-way journeys between postcode districts. A deployment may answer from a routing server; without
 * one {@link OfflineTravelTimes} estimates them.
 */
export interface TravelTimes {
  /** Whole minutes to each of `to`, in its order; `null` where there is no way. */
  minutesTo(
    from: District,
    to: readonly District[],
    transport: Transport,
  ): Promise<readonly (number | null)[]>;
}

/** Estimates from the distance as the crow flies, by the formula of `shared/travel-time`. Needs no network. */
export class OfflineTravelTimes implements TravelTimes {
  minutesTo(
    from: District,
    to: readonly District[],
    transport: Transport,
  ): Promise<readonly (number | null)[]> {
    return Promise.resolve(to.map((district) => travelMinutes(from, district, transport)));
  }
}
