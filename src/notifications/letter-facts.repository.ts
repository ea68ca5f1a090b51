import { Inject, Injectable } from '@nestjs/common';
import { Hei, StudentRecords } from '../cohorts/index.js';
import { CONFIG, type Config } from '../config/index.js';
import { Database, EVERY_ROW, fixed, join, type Sql, sql } from '../database/index.js';
import { Gazetteer, OfflineTravelTimes } from '../geography/index.js';
import { AuditEvent } from '../identity/index.js';
import { Run } from '../matching/index.js';
import {
  discloseStudent,
  HOLDING_STATES,
  type PlacedStudent,
  type PlacementState,
  type PlacementViewer,
} from '../placements/index.js';
import { Provider } from '../providers/index.js';
import { PROFESSIONS, type ProfessionFacts } from '../reference/index.js';
import { isoDay } from '../shared/days.js';
import type {
  AnswerFacts,
  HeiRunFacts,
  ProviderFacts,
  StudentFacts,
  ToldPlacement,
} from './rules/letters.js';
import { plural } from './rules/words.js';

/** Somebody to write to. */
export interface Addressee {
  readonly name: string;
  readonly address: string | null;
}

interface LegRow extends PlacedStudent {
  readonly token: string;
  readonly status: PlacementState;
  readonly offerTitle: string;
  readonly startsOn: string;
  readonly endsOn: string;
  readonly halfDays: number;
  readonly leg: number;
  readonly legs: number | string;
}

const LEG_COLUMNS: Sql = sql`p.token AS "token", p.status AS "status", m.profession AS "profession", c.year AS "year",
  h.name AS "hei", s.ref AS "ref", s.given_name AS "givenName", s.family_name AS "familyName", s.email AS "email",
  o.title AS "offerTitle", b.starts_on AS "startsOn", b.ends_on AS "endsOn", g.half_days_per_week AS "halfDays",
  g.leg AS "leg", (SELECT count(*) FROM offer_leg x WHERE x.offer_id = o.id) AS "legs"`;

/** Where placements are taken from: those there are, or those that publishing a run would make. */
const PLACEMENTS: Sql = fixed('placement p');

const legSources = (placements: Sql): Sql => sql`${placements}
  JOIN offer o ON o.id = p.offer_id
  JOIN offer_leg g ON g.offer_id = o.id
  JOIN placement_request q ON q.id = p.request_id
  JOIN block b ON b.id = q.block_id
  JOIN student s ON s.id = q.student_id
  JOIN cohort c ON c.id = s.cohort_id
  JOIN programme m ON m.id = c.programme_id
  JOIN hei h ON h.id = s.hei_id`;

type ToldStudent = StudentFacts & Addressee & { readonly firstWhere: string; readonly isHeld: boolean };

/** Placements that publishing a run would make, as the placement table would have them. */
function foreseen(runId: string, within: Sql): Sql {
  return sql`(SELECT proposal.request_id, proposal.offer_id, 'offered' AS status, '(new)' AS token FROM proposal
               WHERE proposal.run_id = ${runId} AND proposal.status = 'placed' AND ${within}) p`;
}

/** Gathers what a mail tells, at the moment in which it is written. */
@Injectable()
export class LetterFacts {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(StudentRecords) private readonly students: StudentRecords,
    @Inject(Gazetteer) private readonly gazetteer: Gazetteer,
    @Inject(PROFESSIONS) private readonly professions: readonly ProfessionFacts[],
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async event(id: string): Promise<AuditEvent | undefined> {
    return (await this.database.reader.findOneBy(AuditEvent, { id })) ?? undefined;
  }

  /** What a provider is to hear of a run's placements that hold, or that were withdrawn; nothing when there are none. */
  async provider(
    id: string,
    runId: string,
    isHeld: boolean,
  ): Promise<(ProviderFacts & Addressee) | undefined> {
    const states = join(isHeld ? HOLDING_STATES : ['withdrawn'], ', ');
    return this.providerOf(id, PLACEMENTS, sql`p.run_id = ${runId} AND p.status IN (${states})`);
  }

  /** What a provider would hear if a run were published. @param within - a scope over `proposal` */
  foreseenProvider(id: string, runId: string, within: Sql): Promise<(ProviderFacts & Addressee) | undefined> {
    return this.providerOf(id, foreseen(runId, within), EVERY_ROW);
  }

  private async providerOf(
    id: string,
    placements: Sql,
    condition: Sql,
  ): Promise<(ProviderFacts & Addressee) | undefined> {
    const provider = await this.database.reader.findOneBy(Provider, { id });
    if (!provider) return undefined;
    const rows = await this.database.rows<LegRow>(
      sql`SELECT ${LEG_COLUMNS} FROM ${legSources(placements)}
           WHERE ${condition} AND g.provider_id = ${id}
           ORDER BY b.starts_on, o.title, p.token`,
    );
    if (rows.length === 0) return undefined;
    return {
      name: provider.contactName ?? provider.name,
      address: provider.contactEmail,
      providerName: provider.name,
      contactName: provider.contactName,
      placements: rows.map((row) => this.told(row, 'provider')),
      publicUrl: this.config.publicUrl,
    };
  }

  async heiOfRun(id: string, runId: string): Promise<(HeiRunFacts & Addressee) | undefined> {
    const [hei, run] = await Promise.all([
      this.database.reader.findOneBy(Hei, { id }),
      this.database.reader.findOneBy(Run, { id: runId }),
    ]);
    if (!hei || !run) return undefined;
    const counts = await this.database.rows<{ status: string; requests: number | string }>(
      sql`SELECT x.status AS "status", count(*) AS "requests"
            FROM proposal x
            JOIN placement_request q ON q.id = x.request_id
            JOIN student s ON s.id = q.student_id
           WHERE x.run_id = ${runId} AND s.hei_id = ${id} GROUP BY x.status`,
    );
    const count = (status: string) => Number(counts.find((row) => row.status === status)?.requests ?? 0);
    return {
      name: hei.name,
      address: hei.contactEmail,
      heiName: hei.name,
      runLabel: run.label,
      placed: count('placed'),
      unplaced: count('unplaced'),
      publicUrl: this.config.publicUrl,
    };
  }

  async answer(
    heiId: string,
    placementId: string,
    event: AuditEvent,
  ): Promise<(AnswerFacts & Addressee) | undefined> {
    const hei = await this.database.reader.findOneBy(Hei, { id: heiId });
    const leg = Number(event.data.leg);
    const [row] = await this.database.rows<LegRow & { providerName: string }>(
      sql`SELECT ${LEG_COLUMNS}, v.name AS "providerName" FROM ${legSources(PLACEMENTS)}
            JOIN provider v ON v.id = g.provider_id
           WHERE p.id = ${placementId} AND g.leg = ${leg}`,
    );
    if (!hei || !row) return undefined;
    return {
      name: hei.name,
      address: hei.contactEmail,
      heiName: hei.name,
      providerName: row.providerName,
      isAccepted: event.type === 'placement-leg-accepted',
      isWholeAccepted: event.data.status === 'accepted',
      reason: typeof event.data.reason === 'string' ? event.data.reason : null,
      placement: this.told(row, 'hei'),
      publicUrl: this.config.publicUrl,
    };
  }

  student(requestId: string, placementId: string): Promise<ToldStudent | undefined> {
    return this.studentOf(requestId, PLACEMENTS, sql`p.id = ${placementId}`);
  }

  /** What a student would hear if a run were published. @param within - a scope over `proposal` */
  foreseenStudent(requestId: string, runId: string, within: Sql): Promise<ToldStudent | undefined> {
    return this.studentOf(requestId, foreseen(runId, within), sql`p.request_id = ${requestId}`);
  }

  private async studentOf(
    requestId: string,
    placements: Sql,
    condition: Sql,
  ): Promise<ToldStudent | undefined> {
    const request = await this.students.one(requestId);
    const legs = await this.database.rows<{
      status: PlacementState;
      title: string;
      requires: string;
      provider: string;
      site: string;
      postcode: string | null;
      district: string | null;
      mode: string;
      halfDays: number;
    }>(
      sql`SELECT p.status AS "status", o.title AS "title", o.requires AS "requires", v.name AS "provider", t.name AS "site",
                 t.postcode AS "postcode", t.district AS "district", g.mode AS "mode",
                 g.half_days_per_week AS "halfDays"
            FROM ${placements}
            JOIN offer o ON o.id = p.offer_id
            JOIN offer_leg g ON g.offer_id = o.id
            JOIN provider v ON v.id = g.provider_id
            JOIN site t ON t.id = g.site_id
           WHERE ${condition} ORDER BY g.leg`,
    );
    const [first] = legs;
    if (!request || !first) return undefined;
    const { record, heiContact } = request;
    const home = this.districtOf(record.postcode);
    const parts = await Promise.all(
      legs.map(async (leg) => {
        const names =
          leg.site === leg.provider || leg.site === leg.postcode ? [leg.provider] : [leg.provider, leg.site];
        const isRemote = leg.mode === 'remote';
        const there = leg.district ? this.gazetteer.enginePoint(leg.district) : undefined;
        const minutes =
          isRemote || !home || !there
            ? null
            : await new OfflineTravelTimes().minutesTo(home, [there], record.transport);
        return {
          where: [...names, ...(isRemote || !leg.postcode ? [] : [leg.postcode])].join(', '),
          daysPerWeek: leg.halfDays / 2,
          travelMinutes: minutes?.[0] ?? null,
        };
      }),
    );
    return {
      name: `${record.givenName} ${record.familyName}`.trim(),
      address: record.email || null,
      givenName: record.givenName,
      offerTitle: first.title,
      parts,
      firstWhere: parts[0]?.where ?? '',
      isHeld: HOLDING_STATES.some((state) => state === first.status),
      startsOn: isoDay(record.startsOn),
      endsOn: isoDay(record.endsOn),
      requires: first.requires === '' ? [] : first.requires.split('|'),
      heiName: record.hei,
      heiContact,
    };
  }

  private districtOf(postcode: string) {
    const located = this.gazetteer.locate(postcode);
    return located.ok ? this.gazetteer.enginePoint(located.value.district) : undefined;
  }

  /** A placement with as much of its student as the reader may know now. */
  private told(row: LegRow, viewer: PlacementViewer): ToldPlacement {
    const legs = Number(row.legs);
    const student = discloseStudent(row, row.status, viewer);
    return {
      token: row.token,
      ...student,
      profession:
        this.professions.find(({ code }) => code === student.profession)?.name ?? student.profession,
      offerTitle: row.offerTitle,
      startsOn: row.startsOn,
      endsOn: row.endsOn,
      daysPerWeek: row.halfDays / 2,
      part: legs > 1 ? `part ${row.leg} of ${legs}, ${plural(row.halfDays / 2, 'day')} a week with you` : '',
    };
  }
}
