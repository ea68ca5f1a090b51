import { Module } from '@nestjs/common';
import { CohortsModule } from '../cohorts/index.js';
import { PlacementsModule } from '../placements/index.js';
import { ProvidersModule } from '../providers/index.js';
import { OwnWishesService } from './own-wishes.service.js';
import { GivePreferencesController } from './pages/give-preferences/give-preferences.controller.js';
import { Explanations } from './explanations.repository.js';
import { RunProblem } from './run-problem.service.js';
import { RunResults } from './run-results.service.js';
import { RunsController } from './runs.controller.js';
import { RunsRepository } from './runs.repository.js';
import { RunsService } from './runs.service.js';
import { SolveRunJob } from './solve-run.job.js';

@Module({
  imports: [CohortsModule, PlacementsModule, ProvidersModule],
  controllers: [RunsController, GivePreferencesController],
  providers: [
    Explanations,
    OwnWishesService,
    RunsRepository,
    RunsService,
    RunProblem,
    RunResults,
    SolveRunJob,
  ],
  exports: [Explanations, RunsRepository, RunsService, RunResults],
})
export class MatchingModule {}
