import { Module } from '@nestjs/common';
import { CohortsModule } from '../cohorts/index.js';
import { ImportsModule } from '../imports/index.js';
import { MatchingModule } from '../matching/index.js';
import { ApplyRetentionJob } from './apply-retention.job.js';
import { OwnDataController } from './pages/own-data/own-data.controller.js';
import { PrivacyNoticeController } from './pages/privacy-notice/privacy-notice.controller.js';
import { SeeToPersonController } from './pages/see-to-person/see-to-person.controller.js';
import { PersonalDataService } from './personal-data.service.js';
import { RetentionService } from './retention.service.js';

/** What is kept about people, how long, and their rights over it. */
@Module({
  imports: [CohortsModule, ImportsModule, MatchingModule],
  controllers: [OwnDataController, PrivacyNoticeController, SeeToPersonController],
  providers: [RetentionService, PersonalDataService, ApplyRetentionJob],
  exports: [RetentionService, PersonalDataService],
})
export class PrivacyModule {}
