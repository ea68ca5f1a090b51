export { Explanations } from './explanations.repository.js';
export { MatchingModule } from './matching.module.js';
export { ERASED_EXPLANATION, tellOutcome } from './rules/told-proposal.js';
export { Proposal, Run } from './run.entity.js';
export { RunResults, type ToldProposal } from './run-results.service.js';
export { RunsRepository } from './runs.repository.js';
export { RunsService } from './runs.service.js';
export { runScopeOf, RunInput } from './run.dto.js';
export { progressBar } from './match-files/progress-bar.js';
