import { Module } from '@nestjs/common';
import { CohortsModule } from '../cohorts/index.js';
import { PlacementsModule } from '../placements/index.js';
import { ProvidersModule } from '../providers/index.js';
import { ExportsService } from './exports.service.js';
import { ImportRecords } from './import-records.service.js';
import { ImportsController } from './imports.controller.js';
import { ImportsService } from './imports.service.js';
import { MendRows } from './mend-rows.service.js';
import { BringInFileController } from './pages/bring-in-file/bring-in-file.controller.js';
import { StagedRows } from './staged-rows.repository.js';

@Module({
  imports: [CohortsModule, PlacementsModule, ProvidersModule],
  controllers: [ImportsController, BringInFileController],
  providers: [StagedRows, ImportRecords, ImportsService, MendRows, ExportsService],
  exports: [ImportsService, StagedRows],
})
export class ImportsModule {}
