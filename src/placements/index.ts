export { type CalendarEntry, calendarFile } from './rules/calendar.js';
export { OfferImportService } from './offer-import.service.js';
export { type KnownOffer, OfferRecords } from './offer-records.service.js';
export { OfferSearchService } from './offer-search.service.js';
export { OfferLeg } from './offer-leg.entity.js';
export { Offer } from './offer.entity.js';
export { OffersRepository, type OfferWithLegs } from './offers.repository.js';
export { Placement } from './placement.entity.js';
export { PlacementsModule } from './placements.module.js';
export { type OfferedPair, PlacementsService } from './placements.service.js';
export {
  discloseStudent,
  type PlacedStudent,
  type PlacementViewer,
  type ShownStudent,
} from './rules/disclosure.js';
export {
  type OwnPlacement,
  OwnPlacements,
  type OwnRequest,
  TRANSPORT_WORDS,
} from './own-placements.service.js';
export { HeldOffers } from './held-offers.service.js';
export { PartnerOffers } from './partner-offers.service.js';
export { Onlookers } from './onlookers.service.js';
export { hostedWithin, offersWithin } from './offer.policy.js';
export { HOLDING_STATES, type PlacementState } from './rules/placement-states.js';
export { ListingsRepository } from './listings.repository.js';
