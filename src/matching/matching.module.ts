import { Module } from '@nestjs/common';
import { CohortsModule } from '../cohorts/index.js';
import { PlacementsModule } from '../placements/index.js';
import { ProvidersModule } from '../providers/index.js';
import { OwnWishesService } from './own-wishes.service.js';
import { GivePreferencesController } from './pages/give-preferences/give-preferences.controller.js';
import { Explanations } from './explanations.repository.js';
import { ChoosePairsController } from './pages/choose-pairs/choose-pairs.controller.js';
import { CompareRunsController } from './pages/compare-runs/compare-runs.controller.js';
import { PublishRunController } from './pages/publish-run/publish-run.controller.js';
import { SeeRunController } from './pages/see-run/see-run.controller.js';
import { StartRunController } from './pages/start-run/start-run.controller.js';
import { RunFinder } from './run-finder.service.js';
import { RunProblem } from './run-problem.service.js';
import { RunResults } from './run-results.service.js';
import { RunShares } from './run-shares.repository.js';
import { RunsController } from './runs.controller.js';
import { RunsRepository } from './runs.repository.js';
import { RunsService } from './runs.service.js';
import { SolveRunJob } from './solve-run.job.js';

@Module({
  imports: [CohortsModule, PlacementsModule, ProvidersModule],
  controllers: [
    RunsController,
    GivePreferencesController,
    StartRunController,
    SeeRunController,
    ChoosePairsController,
    CompareRunsController,
    PublishRunController,
  ],
  providers: [
    RunFinder,
    RunShares,
    Explanations,
    OwnWishesService,
    RunsRepository,
    RunsService,
    RunProblem,
    RunResults,
    SolveRunJob,
  ],
  exports: [RunFinder, RunShares, Explanations, RunsRepository, RunsService, RunResults],
})
export class MatchingModule {}
