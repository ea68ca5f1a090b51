import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { ProvidersRepository } from '../providers/index.js';
import { type Onlooker, seesClosed, shownReservations } from './offer.policy.js';
import { TERM_KINDS } from './offer-listing.entity.js';
import type { OfferWithLegs } from './offers.repository.js';
import { type Supervision, SUPERVISIONS } from './rules/supervision.js';
import { nextOfferStates, OFFER_STATES, type OfferState } from './rules/offer-states.js';

const MAYBE = { type: String, nullable: true } as const;

export class LegView {
  @ApiProperty() leg: number;
  @ApiProperty() providerId: string;
  @ApiProperty() providerName: string;
  @ApiProperty() providerType: string;
  @ApiProperty() siteId: string;
  @ApiProperty() siteName: string;
  @ApiProperty(MAYBE) postcode: string | null;
  @ApiProperty({ ...MAYBE, description: "To the leg's provider and coordinators" }) poolId: string | null;
  @ApiProperty() daysPerWeek: number;
  @ApiProperty({ enum: ['in-person', 'remote'] }) mode: 'in-person' | 'remote';
  @ApiProperty() setting: string;
}

export class OfferView {
  @ApiProperty() id: string;
  @ApiProperty() ref: string;
  @ApiProperty({ enum: OFFER_STATES }) status: OfferState;
  @ApiProperty({ enum: OFFER_STATES, isArray: true, description: 'States that may follow' })
  next: readonly OfferState[];
  @ApiProperty() title: string;
  @ApiProperty(MAYBE) summary: string | null;
  @ApiProperty() model: string;
  @ApiProperty({ description: 'Legs at two or more providers' }) isHybrid: boolean;
  @ApiProperty({ type: [String] }) professions: string[];
  @ApiProperty({ type: [Number] }) years: number[];
  @ApiProperty() startsOn: string;
  @ApiProperty() endsOn: string;
  @ApiProperty() places: number;
  @ApiProperty() minGroup: number;
  @ApiProperty({ type: [String] }) requires: string[];
  @ApiProperty() isDriverNeeded: boolean;
  @ApiProperty({ type: [String] }) accessFeatures: string[];
  @ApiProperty({
    type: [String],
    description:
      'HEIs that it is kept for, to those who keep it and coordinators; to an HEI its own name alone',
  })
  reservedFor: string[];
  @ApiProperty(MAYBE) releaseOn: string | null;
  @ApiProperty({ type: [String] }) standards: string[];
  @ApiProperty({ type: [String] }) pillars: string[];
  @ApiProperty({ enum: SUPERVISIONS, description: 'Who supervises; empty where nobody said' })
  supervision: Supervision;
  @ApiProperty({ type: [LegView] }) legs: LegView[];
  @ApiProperty({ ...MAYBE, format: 'date-time' }) reconfirmedAt: string | null;
  @ApiProperty() version: number;
}

export class FoundOfferView extends OfferView {
  @ApiProperty({ type: Number, nullable: true, description: 'As the crow flies; null without `near`' })
  distanceKm: number | null;
  @ApiProperty({ type: Number, nullable: true, description: 'One way; null without `near`' })
  travelMinutes: number | null;
}

export class FacetView {
  @ApiProperty({ enum: TERM_KINDS }) kind: string;
  @ApiProperty() code: string;
  @ApiProperty() offers: number;
}

export class OfferListView {
  @ApiProperty({ type: [FoundOfferView] }) items: FoundOfferView[];
  @ApiProperty({ description: 'Offers on all pages' }) total: number;
  @ApiProperty(MAYBE) next: string | null;
  @ApiPropertyOptional({ type: [FacetView] }) facets?: FacetView[];
}

/** Shows offers with the names of their providers and sites, fetched together, and what is the onlooker's business. */
export async function offerViews(
  offers: readonly OfferWithLegs[],
  repository: ProvidersRepository,
  onlooker: Onlooker,
): Promise<OfferView[]> {
  const legs = offers.flatMap((each) => each.legs);
  const [providers, sites] = await Promise.all([
    repository.byIds(legs.map((leg) => leg.providerId)),
    repository.sitesByIds(legs.map((leg) => leg.siteId)),
  ]);
  return offers.map(({ offer, legs: itsLegs }) => {
    const reservedFor = [...shownReservations(onlooker, { offer, legs: itsLegs })];
    return {
      id: offer.id,
      ref: offer.ref,
      status: offer.status,
      next: nextOfferStates(offer.status),
      title: offer.title,
      summary: offer.summary,
      model: offer.model,
      isHybrid: new Set(itsLegs.map((leg) => leg.providerId)).size > 1,
      professions: offer.professions,
      years: offer.years.map(Number),
      startsOn: offer.startsOn,
      endsOn: offer.endsOn,
      places: offer.places,
      minGroup: offer.minGroup,
      requires: offer.requires,
      isDriverNeeded: offer.isDriverNeeded,
      accessFeatures: offer.accessFeatures,
      reservedFor,
      releaseOn: reservedFor.length > 0 ? offer.releaseOn : null,
      standards: offer.standards,
      pillars: offer.pillars,
      supervision: offer.supervision,
      legs: itsLegs.map((leg) => ({
        leg: leg.leg,
        providerId: leg.providerId,
        providerName: providers.get(leg.providerId)?.name ?? '',
        providerType: providers.get(leg.providerId)?.type ?? '',
        siteId: leg.siteId,
        siteName: sites.get(leg.siteId)?.name ?? '',
        postcode: sites.get(leg.siteId)?.postcode ?? null,
        poolId: seesClosed(onlooker, { legs: [leg] }) ? leg.poolId : null,
        daysPerWeek: leg.halfDaysPerWeek / 2,
        mode: leg.mode,
        setting: leg.setting,
      })),
      reconfirmedAt: offer.reconfirmedAt?.toISOString() ?? null,
      version: offer.version,
    };
  });
}
