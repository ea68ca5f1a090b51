import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database, isOneOf, fixed, sql } from '../database/index.js';
import { Secrets } from '../secrets/index.js';
import type { Outcome } from './engine/types.js';
import { Proposal } from './run.entity.js';

/** Why a request was answered as it was: in words, and as the engine has it with our ids of requests. */
export interface Explanation {
  readonly reason: string;
  /** Empty where the student is placed, or no one change would do. */
  readonly changeThatWouldHelp: string;
  readonly outcome: Outcome;
}

const PROPOSALS_A_TURN = 500;

/**
 * Why requests were answered as they were. It names what a student needs or avoids, so all of it is sealed, each for
 * its proposal.
 */
@Injectable()
export class Explanations {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Secrets) private readonly secrets: Secrets,
  ) {}

  sealed(runId: string, requestId: string, explanation: Explanation): string {
    return this.secrets.keyRing.seal(JSON.stringify(explanation), placeOf(runId, requestId));
  }

  /** `undefined` when it was erased with who the student was. */
  of({
    runId,
    requestId,
    explanation,
  }: Pick<Proposal, 'runId' | 'requestId' | 'explanation'>): Explanation | undefined {
    if (explanation === null) return undefined;
    return JSON.parse(this.secrets.keyRing.open(explanation, placeOf(runId, requestId))) as Explanation;
  }

  /** Erases what was said of students; what they were answered stays. */
  async forgetStudents(manager: EntityManager, studentIds: readonly string[]): Promise<void> {
    await this.database.change(
      sql`UPDATE proposal SET explanation = NULL WHERE request_id IN
            (SELECT q.id FROM placement_request q WHERE ${isOneOf(fixed('q.student_id'), studentIds)})`,
      manager,
    );
  }

  /** Every proposal for students, with the name of its run. */
  async ofStudents(studentIds: readonly string[]): Promise<{ run: string; proposal: Proposal }[]> {
    const rows = await this.database.rows<{ run: string; runId: string; requestId: string }>(
      sql`SELECT r.label AS "run", p.run_id AS "runId", p.request_id AS "requestId" FROM proposal p
            JOIN run r ON r.id = p.run_id JOIN placement_request q ON q.id = p.request_id
           WHERE ${isOneOf(fixed('q.student_id'), studentIds)} ORDER BY p.run_id, p.request_id`,
    );
    const found: { run: string; proposal: Proposal }[] = [];
    for (const { run, runId, requestId } of rows) {
      const proposal = await this.database.reader.findOneBy(Proposal, { runId, requestId });
      if (proposal) found.push({ run, proposal });
    }
    return found;
  }

  /** Moves what is sealed to the key that seals now. Stopped midway it goes on when called again. */
  async sealAnew(): Promise<{ seen: number; sealed: number }> {
    const { keyRing } = this.secrets;
    let after = { runId: '', requestId: '' };
    let [seen, sealed] = [0, 0];
    for (;;) {
      const { runId, requestId } = after;
      const page = await this.database.rows<{ runId: string; requestId: string; explanation: string }>(
        sql`SELECT run_id AS "runId", request_id AS "requestId", explanation AS "explanation" FROM proposal
             WHERE explanation IS NOT NULL AND (run_id > ${runId} OR (run_id = ${runId} AND request_id > ${requestId}))
             ORDER BY run_id, request_id LIMIT ${PROPOSALS_A_TURN}`,
      );
      const last = page.at(-1);
      if (!last) return { seen, sealed };
      after = last;
      seen += page.length;
      const old = page.filter(({ explanation }) => keyRing.keyOf(explanation) !== keyRing.current);
      sealed += await this.database.inTransaction(async (manager) => {
        let changed = 0;
        for (const { explanation, ...key } of old) {
          const place = placeOf(key.runId, key.requestId);
          const anew = keyRing.seal(keyRing.open(explanation, place), place);
          // Only over what was read: it may have been erased meanwhile.
          changed += await this.database.change(
            sql`UPDATE proposal SET explanation = ${anew}
                 WHERE run_id = ${key.runId} AND request_id = ${key.requestId} AND explanation = ${explanation}`,
            manager,
          );
        }
        return changed;
      });
    }
  }
}

function placeOf(runId: string, requestId: string): string {
  return `proposal:${runId}:${requestId}:explanation`;
}
