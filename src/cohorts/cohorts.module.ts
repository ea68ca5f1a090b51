import { Module } from '@nestjs/common';
import { CohortImportService } from './cohort-import.service.js';
import { CohortsController } from './cohorts.controller.js';
import { StudentRecords } from './student-records.service.js';

@Module({
  controllers: [CohortsController],
  providers: [CohortImportService, StudentRecords],
  exports: [CohortImportService, StudentRecords],
})
export class CohortsModule {}
