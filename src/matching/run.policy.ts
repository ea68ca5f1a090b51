import { type Actor, type Decision, may, scopeOf } from '../access/index.js';
import { isRequestOfHei } from '../cohorts/index.js';
import { EVERY_ROW, fixed, NO_ROW, type Sql, sql } from '../database/index.js';
import type { ProposalReader } from './rules/told-proposal.js';

/** Whose a run is. */
export interface RunOwnership {
  /** Whose people started it; `null`: whoever runs the machine. */
  readonly organisationId: string | null;
  /** HEIs whose requests it has answered. */
  readonly heiIds: readonly string[];
}

/** Whether the actor may see a run: their organisation started it, or requests of theirs are in it. */
export function maySeeRun(actor: Actor, { organisationId, heiIds }: RunOwnership): Decision {
  return may(actor, 'runs.read', { owners: [organisationId, ...heiIds] });
}

/** Whether the actor may stop a run: their organisation started it. */
export function mayStopRun(actor: Actor, { organisationId }: Pick<RunOwnership, 'organisationId'>): Decision {
  return may(actor, 'runs.start', { owners: [organisationId] });
}

/** Whether the actor may make placements of a run, or take them back: their organisation started it. */
export function mayPublishRun(
  actor: Actor,
  { organisationId }: Pick<RunOwnership, 'organisationId'>,
): Decision {
  return may(actor, 'runs.publish', { owners: [organisationId] });
}

/** {@link maySeeRun} as a narrowing of a query over `run`. */
export function runsWithin(actor: Actor): Sql {
  const scope = scopeOf(actor, 'runs.read');
  switch (scope.reach) {
    case 'all':
      return EVERY_ROW;
    case 'own':
      return sql`(run.organisation_id = ${scope.organisationId} OR EXISTS
        (SELECT 1 FROM run_hei x WHERE x.run_id = run.id AND x.hei_id = ${scope.ownerId}))`;
    default:
      return NO_ROW;
  }
}

/** Narrows a query over `proposal`, in a run that the actor may see, to requests of theirs. */
export function proposalsWithin(actor: Actor): Sql {
  const scope = scopeOf(actor, 'runs.read');
  switch (scope.reach) {
    case 'all':
      return EVERY_ROW;
    case 'own':
      return isRequestOfHei(fixed('proposal.request_id'), scope.ownerId);
    default:
      return NO_ROW;
  }
}

/** The HEI over whose requests alone the actor may start a run; `null`: over everybody's. */
export function runsOverHei(actor: Actor): string | null {
  const scope = scopeOf(actor, 'runs.start');
  return scope.reach === 'own' ? scope.ownerId : null;
}

/** How much of a run that the actor may see is theirs to see. */
export function readerOf(
  actor: Actor,
  { organisationId }: Pick<RunOwnership, 'organisationId'>,
): ProposalReader {
  const scope = scopeOf(actor, 'runs.read');
  const isOwn = scope.reach === 'own';
  return {
    seesWholeRun: scope.reach === 'all' || (isOwn && scope.organisationId === organisationId),
    knowsStudents: isOwn || typeof actor === 'string',
    knowsSupervision: scope.reach === 'all',
  };
}
