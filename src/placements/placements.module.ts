import { Module } from '@nestjs/common';
import { CohortsModule } from '../cohorts/index.js';
import { ProvidersModule } from '../providers/index.js';
import { HeldOffers } from './held-offers.service.js';
import { ListingsRepository } from './listings.repository.js';
import { OfferImportService } from './offer-import.service.js';
import { OfferRecords } from './offer-records.service.js';
import { OfferSearchRepository } from './offer-search.repository.js';
import { OfferSearchService } from './offer-search.service.js';
import { OffersController } from './offers.controller.js';
import { OffersRepository } from './offers.repository.js';
import { OffersService } from './offers.service.js';
import { Onlookers } from './onlookers.service.js';
import { OwnPlacements } from './own-placements.service.js';
import { SeeOwnPlacementsController } from './pages/see-own-placements/see-own-placements.controller.js';
import { PartnerOffers } from './partner-offers.service.js';
import { PlacementsController } from './placements.controller.js';
import { PlacementsRepository } from './placements.repository.js';
import { PlacementsService } from './placements.service.js';

@Module({
  imports: [CohortsModule, ProvidersModule],
  controllers: [OffersController, PlacementsController, SeeOwnPlacementsController],
  providers: [
    ListingsRepository,
    OffersRepository,
    OffersService,
    OfferImportService,
    OfferRecords,
    OfferSearchRepository,
    OfferSearchService,
    HeldOffers,
    Onlookers,
    OwnPlacements,
    PartnerOffers,
    PlacementsRepository,
    PlacementsService,
  ],
  exports: [
    HeldOffers,
    Onlookers,
    OwnPlacements,
    PartnerOffers,
    OfferImportService,
    OfferRecords,
    OffersRepository,
    PlacementsService,
    ListingsRepository,
  ],
})
export class PlacementsModule {}
