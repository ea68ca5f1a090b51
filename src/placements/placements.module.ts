import { Module } from '@nestjs/common';
import { CohortsModule } from '../cohorts/index.js';
import { ProvidersModule } from '../providers/index.js';
import { HeldOffers } from './held-offers.service.js';
import { HostedRepository } from './hosted.repository.js';
import { CohortStandings } from './cohort-standing.repository.js';
import { SeeCohortsController } from './pages/see-cohorts/see-cohorts.controller.js';
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
import { AnswerPlacementController } from './pages/answer-placement/answer-placement.controller.js';
import { FindOffersController } from './pages/find-offers/find-offers.controller.js';
import { ReadBeforeStartController } from './pages/read-before-start/read-before-start.controller.js';
import { SeeOfferController } from './pages/see-offers/see-offer.controller.js';
import { CheckController } from './pages/publish-offer/check.controller.js';
import { OfferChoicesRepository } from './pages/publish-offer/offer-choices.repository.js';
import { PlaceController } from './pages/publish-offer/place.controller.js';
import { QuestionController } from './pages/publish-offer/question.controller.js';
import { HostedOfferController } from './pages/see-hosting/hosted-offer.controller.js';
import { HostingController } from './pages/see-hosting/hosting.controller.js';
import { OfferPresenter } from './pages/see-offers/offer-facts.service.js';
import { UnfinishedOffers } from './unfinished-offers.service.js';
import { PartnerOffers } from './partner-offers.service.js';
import { PlacementsController } from './placements.controller.js';
import { PlacementsRepository } from './placements.repository.js';
import { PlacementsService } from './placements.service.js';

@Module({
  imports: [CohortsModule, ProvidersModule],
  controllers: [
    OffersController,
    PlacementsController,
    SeeOwnPlacementsController,
    HostingController,
    HostedOfferController,
    AnswerPlacementController,
    QuestionController,
    PlaceController,
    CheckController,
    FindOffersController,
    SeeOfferController,
    SeeCohortsController,
    ReadBeforeStartController,
  ],
  providers: [
    CohortStandings,
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
    UnfinishedOffers,
    HostedRepository,
    OfferChoicesRepository,
    OfferPresenter,
  ],
  exports: [
    HeldOffers,
    Onlookers,
    OwnPlacements,
    PartnerOffers,
    OfferImportService,
    OfferRecords,
    OfferSearchService,
    OffersRepository,
    PlacementsService,
    ListingsRepository,
  ],
})
export class PlacementsModule {}
