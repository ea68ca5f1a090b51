import { Module } from '@nestjs/common';
import { ClaimedHeis } from './claimed-heis.service.js';
import { CohortImportService } from './cohort-import.service.js';
import { CohortsController } from './cohorts.controller.js';
import { CohortsRepository } from './cohorts.repository.js';
import { JoinAsHeiController } from './pages/join-as-hei/join-as-hei.controller.js';
import { StudentInvitations } from './student-invitations.service.js';
import { StudentErasure } from './student-erasure.service.js';
import { StudentSeals } from './student-seals.service.js';
import { StudentWishes } from './student-wishes.service.js';
import { StudentRecords } from './student-records.service.js';

@Module({
  controllers: [CohortsController, JoinAsHeiController],
  providers: [
    CohortImportService,
    CohortsRepository,
    StudentRecords,
    StudentSeals,
    StudentErasure,
    StudentInvitations,
    StudentWishes,
    ClaimedHeis,
  ],
  exports: [
    StudentErasure,
    StudentWishes,
    StudentSeals,
    CohortImportService,
    CohortsRepository,
    StudentRecords,
  ],
})
export class CohortsModule {}
