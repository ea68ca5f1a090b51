import { Inject, Injectable } from '@nestjs/common';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';
import type { Actor } from '../access/index.js';
import { StudentErasure } from '../cohorts/index.js';
import { Explanations } from '../matching/index.js';
import { Database, fixed, join, newId, type Sql, sql } from '../database/index.js';
import { recordEvent } from '../identity/index.js';
import { cutoff, type RetentionAction, type RetentionCode, rulesOn } from './rules/retention-rules.js';

export interface RetentionLine {
  readonly code: RetentionCode;
  readonly action: RetentionAction;
  /** What is older than this is over. */
  readonly before: string;
  readonly records: number;
}

export interface RetentionReport {
  readonly isDryRun: boolean;
  readonly lines: readonly RetentionLine[];
}

const RECORDS_A_TURN = 200;

/** What is over, as a table and the condition on its rows. */
interface Over {
  readonly table: string;
  readonly key: string;
  readonly where: Sql;
}

/** Erases and pseudonymises what its time is over for, by the rules that hold today. */
@Injectable()
export class RetentionService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(StudentErasure) private readonly students: StudentErasure,
    @Inject(Explanations) private readonly explanations: Explanations,
  ) {}

  /** Counts what would go. Changes nothing. */
  async look(now = new Date()): Promise<RetentionReport> {
    const lines: RetentionLine[] = [];
    for (const { code, action, before } of this.lines(now)) {
      const { table, where } = overBefore(code, before);
      const [row] = await this.database.rows<{ records: number | string }>(
        sql`SELECT count(*) AS "records" FROM ${fixed(table)} WHERE ${where}`,
      );
      lines.push({ code, action, before, records: Number(row?.records ?? 0) });
    }
    return { isDryRun: true, lines };
  }

  /** Lets it go, some hundred records at a time, and writes down how many of each. Done again it finds nothing. */
  async apply(actor: Actor, now = new Date()): Promise<RetentionReport> {
    const lines: RetentionLine[] = [];
    for (const { code, action, before } of this.lines(now)) {
      let records = 0;
      for (;;) {
        const done = await this.database.inTransaction((manager) => this.letGo(manager, code, before));
        records += done;
        if (done < RECORDS_A_TURN) break;
        await nextTurn();
      }
      lines.push({ code, action, before, records });
    }
    await this.database.forgetPast();
    const told = lines.filter(({ records }) => records > 0);
    if (told.length > 0) {
      await this.database.inTransaction((manager) =>
        recordEvent(manager, {
          type: 'retention-applied',
          actor,
          subjectType: 'retention',
          subjectId: newId(),
          data: Object.fromEntries(told.map(({ code, records }) => [code, records])),
          isNews: false,
        }),
      );
    }
    return { isDryRun: false, lines };
  }

  private async letGo(manager: EntityManager, code: RetentionCode, before: string): Promise<number> {
    const { table, key, where } = overBefore(code, before);
    const rows = await this.database.rows<{ id: string }>(
      sql`SELECT ${fixed(key)} AS "id" FROM ${fixed(table)} WHERE ${where} ORDER BY 1 LIMIT ${RECORDS_A_TURN}`,
      manager,
    );
    const ids = rows.map(({ id }) => id);
    if (ids.length === 0) return 0;
    if (code === 'students') {
      await this.explanations.forgetStudents(manager, ids);
      await this.students.pseudonymise(manager, ids);
    } else
      await this.database.change(
        sql`DELETE FROM ${fixed(code === 'import-rows' ? 'import_row' : table)}
             WHERE ${fixed(code === 'import-rows' ? 'import_id' : key)} IN (${join(ids, ', ')})`,
        manager,
      );
    return ids.length;
  }

  private lines(now: Date) {
    return rulesOn(now.toISOString().slice(0, 10)).map((rule) => ({
      code: rule.code as RetentionCode,
      action: rule.action,
      before: cutoff(rule, now).toISOString(),
    }));
  }
}

function overBefore(code: RetentionCode, before: string): Over {
  const day = before.slice(0, 10);
  switch (code) {
    case 'sign-in-links':
      return { table: 'sign_in_link', key: 'id', where: sql`expires_at < ${before}` };
    case 'oidc-attempts':
      return { table: 'oidc_attempt', key: 'id', where: sql`expires_at < ${before}` };
    case 'sessions':
      return { table: 'session', key: 'id', where: sql`ends_at < ${before}` };
    case 'invitations':
      return {
        table: 'invitation',
        key: 'id',
        where: sql`coalesce(accepted_at, withdrawn_at, expires_at) < ${before}`,
      };
    case 'claims':
      return {
        table: 'organisation_claim',
        key: 'id',
        where: sql`state <> 'waiting' AND coalesce(decided_at, expires_at) < ${before}`,
      };
    case 'import-rows':
      return {
        table: 'import_file',
        key: 'id',
        where: sql`coalesce(committed_at, created_at) < ${before}
          AND EXISTS (SELECT 1 FROM import_row r WHERE r.import_id = import_file.id)`,
      };
    case 'students':
      return {
        table: 'student',
        key: 'id',
        where: sql`pseudonymised_at IS NULL AND created_at < ${before} AND NOT EXISTS (
          SELECT 1 FROM placement_request q JOIN block b ON b.id = q.block_id
           WHERE q.student_id = student.id AND b.ends_on >= ${day})`,
      };
    case 'persons':
      return {
        table: 'person',
        key: 'id',
        where: sql`coalesce(left_at, created_at) < ${before}
          AND NOT EXISTS (SELECT 1 FROM membership m WHERE m.person_id = person.id)`,
      };
    case 'deliveries':
      return {
        table: 'delivery',
        key: 'id',
        where: sql`status IN ('sent', 'failed', 'unconfirmed') AND created_at < ${before}`,
      };
    case 'api-tokens':
      return { table: 'api_token', key: 'id', where: sql`coalesce(revoked_at, expires_at) < ${before}` };
  }
}
