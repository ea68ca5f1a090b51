import { Inject, Injectable } from '@nestjs/common';
import type { Member } from '../access/index.js';
import { type KnownRequest, StudentRecords } from '../cohorts/index.js';
import { Gazetteer } from '../geography/index.js';
import { ProvidersRepository } from '../providers/index.js';
import { type District, type Transport, travelMinutes } from '../shared/travel-time.js';
import type { Placement } from './placement.entity.js';
import { maySeePlacement, placementsWithin } from './placement.policy.js';
import { PlacementsRepository } from './placements.repository.js';
import type { OfferLeg } from './offer-leg.entity.js';
import { type OfferWithLegs, OffersRepository } from './offers.repository.js';
import { HOLDING_STATES } from './rules/placement-states.js';

/** A block that the student needs a place in, and what came of it. */
export interface OwnRequest {
  readonly request: KnownRequest;
  /** Newest first. */
  readonly placements: readonly { readonly placement: Placement; readonly title: string }[];
}

/** One part of a placement, and the way there. */
export interface OwnLeg {
  readonly leg: OfferLeg;
  readonly providerName: string;
  readonly siteName: string;
  readonly address: string | null;
  readonly postcode: string | null;
  /** Centre of the site's postcode district; `null` for remote legs. */
  readonly point: District | null;
  /** One way, an estimate; `null` for remote legs. */
  readonly minutes: number | null;
}

export interface OwnPlacement {
  readonly placement: Placement;
  readonly request: KnownRequest;
  readonly offer: OfferWithLegs['offer'];
  readonly legs: readonly OwnLeg[];
  /** Centre of the student's postcode district. */
  readonly home: District | null;
}

/** Most placements of one student that are looked at. */
const MOST_PLACEMENTS = 200;

/** What a student sees of their own placements. */
@Injectable()
export class OwnPlacements {
  constructor(
    @Inject(StudentRecords) private readonly students: StudentRecords,
    @Inject(PlacementsRepository) private readonly placements: PlacementsRepository,
    @Inject(OffersRepository) private readonly offers: OffersRepository,
    @Inject(ProvidersRepository) private readonly providers: ProvidersRepository,
    @Inject(Gazetteer) private readonly gazetteer: Gazetteer,
  ) {}

  /** All blocks of the student, the latest first. */
  async of(member: Member): Promise<OwnRequest[]> {
    const [requests, placements] = await Promise.all([
      this.requestsOf(member),
      this.placements.list({}, placementsWithin(member), MOST_PLACEMENTS, ''),
    ]);
    const offers = await this.offers.byIds([...new Set(placements.map(({ offerId }) => offerId))]);
    const titles = new Map(offers.map(({ offer }) => [offer.id, offer.title]));
    return requests
      .map((request) => ({
        request,
        placements: placements
          .filter(({ requestId }) => requestId === request.requestId)
          .map((placement) => ({ placement, title: titles.get(placement.offerId) ?? '' }))
          .reverse(),
      }))
      .sort((one, other) => other.request.record.startsOn - one.request.record.startsOn);
  }

  /** One placement of the student; `undefined` when it is none of theirs. */
  async one(member: Member, id: string): Promise<OwnPlacement | undefined> {
    const found = await this.placements.concerned(id);
    if (!found || !maySeePlacement(member, found.concerned).isAllowed) return undefined;
    const { placement, legs } = found;
    const [request, known] = await Promise.all([
      this.students.one(placement.requestId),
      this.offers.one(placement.offerId),
    ]);
    if (!request || !known) throw new Error('A placement of nobody, or on nothing');
    const [providers, sites] = await Promise.all([
      this.providers.byIds(legs.map(({ providerId }) => providerId)),
      this.providers.sitesByIds(legs.map(({ siteId }) => siteId)),
    ]);
    const home = this.pointOf(request.district);
    return {
      placement,
      request,
      offer: known.offer,
      home,
      legs: legs.map((leg) => {
        const site = sites.get(leg.siteId);
        const point = leg.mode === 'remote' || !site?.district ? null : this.pointOf(site.district);
        return {
          leg,
          providerName: providers.get(leg.providerId)?.name ?? '',
          siteName: site?.name ?? '',
          address: site?.address ?? null,
          postcode: site?.postcode ?? null,
          point,
          minutes: home && point ? travelMinutes(home, point, request.record.transport) : null,
        };
      }),
    };
  }

  /** A block of the student's that has not begun and in which no place is held; `undefined` for every other. */
  async openRequest(member: Member, requestId: string, today: number): Promise<KnownRequest | undefined> {
    const own = (await this.of(member)).find(({ request }) => request.requestId === requestId);
    if (!own || own.request.record.startsOn <= today || isHeld(own)) return undefined;
    return own.request;
  }

  private async requestsOf({ studentIds }: Member): Promise<KnownRequest[]> {
    const lists = await Promise.all(studentIds.map((id) => this.students.ofStudent(id)));
    return lists.flat();
  }

  private pointOf(district: string): District | null {
    return this.gazetteer.enginePoint(district) ?? null;
  }
}

/** Whether a place is held for the block. */
export function isHeld({ placements }: OwnRequest): boolean {
  return placements.some(({ placement }) => HOLDING_STATES.some((state) => state === placement.status));
}

export const TRANSPORT_WORDS: Readonly<Record<Transport, string>> = {
  car: 'by car',
  public: 'by bus or train',
  bicycle: 'by bicycle',
  walk: 'on foot',
};
