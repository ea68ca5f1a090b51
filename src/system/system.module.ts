import { Module } from '@nestjs/common';
import { GeographyModule } from '../geography/index.js';
import { ReferenceModule } from '../reference/index.js';
import { PlacementsModule } from '../placements/index.js';
import { FailedJobs } from './failed-jobs.service.js';
import { SeeOrganisationsController } from './pages/see-organisations/see-organisations.controller.js';
import { SeeQueueController } from './pages/see-queue/see-queue.controller.js';
import { SeeReferenceDataController } from './pages/see-reference-data/see-reference-data.controller.js';
import { SeeSystemController } from './pages/see-system/see-system.controller.js';
import { GapCountsService } from './gap-counts.service.js';
import { QueueController } from './queue.controller.js';
import { SystemRepository } from './system.repository.js';

/** What the local system's team sees of everything, and where it sees to the service. */
@Module({
  imports: [GeographyModule, PlacementsModule, ReferenceModule],
  controllers: [
    QueueController,
    SeeSystemController,
    SeeQueueController,
    SeeOrganisationsController,
    SeeReferenceDataController,
  ],
  providers: [FailedJobs, GapCountsService, SystemRepository],
})
export class SystemModule {}
