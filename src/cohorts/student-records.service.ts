import { Inject, Injectable } from '@nestjs/common';
import { Database, fixed, isOneOf, join, type Sql, sql } from '../database/index.js';
import type { StudentRecord } from '../exchange/index.js';
import { type KeyRing, Secrets } from '../secrets/index.js';
import { dayNumber } from '../shared/days.js';
import type { Transport } from '../shared/travel-time.js';
import { type SealedStudentColumn, studentPlace } from './sealed-columns.js';

/** A request with its student as a file has them, and the ids that a file does not have. */
export interface KnownRequest {
  readonly requestId: string;
  readonly studentId: string;
  readonly heiId: string;
  readonly blockId: string;
  /** First half of the home postcode. */
  readonly district: string;
  /** Address of the HEI's placement team. */
  readonly heiContact: string | null;
  readonly record: StudentRecord;
}

export interface RequestFilter {
  readonly blockIds?: readonly string[];
  readonly heiIds?: readonly string[];
  /** Requests for blocks that start on or after this day. */
  readonly startsFrom?: string;
  readonly requestIds?: readonly string[];
}

const REQUESTS_A_PAGE = 200;

interface Row {
  readonly requestId: string;
  readonly studentId: string;
  readonly heiId: string;
  readonly blockId: string;
  readonly district: string;
  readonly heiContact: string | null;
  readonly ref: string;
  readonly hei: string;
  readonly profession: string;
  readonly year: number;
  readonly postcode: string;
  readonly transport: Transport;
  readonly maxTravelMinutes: number | null;
  readonly startsOn: string;
  readonly endsOn: string;
  readonly halfDaysPerWeek: number;
  readonly preferences: string;
  readonly settingsDone: string;
  readonly providersDone: string;
  readonly clearances: string;
  readonly accessNeeds: string;
  readonly excludedProviders: string;
  readonly priority: number;
  readonly carryOver: number;
  readonly requiredSettings: string;
  readonly requiredPillars: string;
  readonly requiredStandards: string;
  readonly givenName: string | null;
  readonly familyName: string | null;
  readonly email: string | null;
  readonly extra: string;
}

/** Requests in the terms of the files: what exports write and what runs are made of. */
@Injectable()
export class StudentRecords {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Secrets) private readonly secrets: Secrets,
  ) {}

  /** Requests page by page, in the order in which they came in. Holds one page at a time. */
  async *pages(filter: RequestFilter): AsyncGenerator<KnownRequest[]> {
    let after = '';
    for (;;) {
      const rows = await this.database.rows<Row>(
        sql`${SELECT} WHERE ${conditionsOf(filter)} AND q.id > ${after} ORDER BY q.id LIMIT ${REQUESTS_A_PAGE}`,
      );
      if (rows.length === 0) return;
      after = rows.at(-1)?.requestId ?? after;
      yield rows.map((row) => requestOf(row, this.secrets.keyRing));
    }
  }

  async one(requestId: string): Promise<KnownRequest | undefined> {
    const [row] = await this.database.rows<Row>(sql`${SELECT} WHERE q.id = ${requestId}`);
    return row && requestOf(row, this.secrets.keyRing);
  }

  /** All requests of one student, oldest first. */
  async ofStudent(studentId: string): Promise<KnownRequest[]> {
    const rows = await this.database.rows<Row>(sql`${SELECT} WHERE s.id = ${studentId} ORDER BY q.id`);
    return rows.map((row) => requestOf(row, this.secrets.keyRing));
  }

  async count(filter: RequestFilter): Promise<number> {
    const [row] = await this.database.rows<{ requests: number | string }>(
      sql`SELECT count(*) AS "requests" FROM ${SOURCES} WHERE ${conditionsOf(filter)}`,
    );
    return Number(row?.requests ?? 0);
  }
}

const SOURCES = sql`placement_request q
  JOIN student s ON s.id = q.student_id
  JOIN block b ON b.id = q.block_id
  JOIN hei h ON h.id = s.hei_id
  JOIN cohort c ON c.id = s.cohort_id
  JOIN programme p ON p.id = c.programme_id`;

const SELECT = sql`SELECT q.id AS "requestId", s.id AS "studentId", h.id AS "heiId", b.id AS "blockId",
  s.district AS "district",
  h.contact_email AS "heiContact",
  s.ref AS "ref", h.name AS "hei", p.profession AS "profession", c.year AS "year", s.postcode AS "postcode",
  s.transport AS "transport", s.max_travel_minutes AS "maxTravelMinutes", b.starts_on AS "startsOn",
  b.ends_on AS "endsOn", b.half_days_per_week AS "halfDaysPerWeek", q.preferences AS "preferences",
  s.settings_done AS "settingsDone", s.providers_done AS "providersDone", s.clearances AS "clearances",
  s.access_needs AS "accessNeeds", s.excluded_providers AS "excludedProviders", q.priority AS "priority",
  q.carry_over AS "carryOver",
  b.required_settings AS "requiredSettings", b.required_pillars AS "requiredPillars",
  b.required_standards AS "requiredStandards", s.given_name AS "givenName", s.family_name AS "familyName",
  s.email AS "email", s.extra AS "extra" FROM ${SOURCES}`;

function conditionsOf({ blockIds, heiIds, startsFrom, requestIds }: RequestFilter): Sql {
  const conditions = [fixed('1 = 1')];
  if (blockIds && blockIds.length > 0) conditions.push(sql`b.id IN (${join(blockIds, ', ')})`);
  if (heiIds && heiIds.length > 0) conditions.push(sql`h.id IN (${join(heiIds, ', ')})`);
  if (startsFrom) conditions.push(sql`b.starts_on >= ${startsFrom}`);
  if (requestIds) conditions.push(isOneOf(fixed('q.id'), requestIds));
  return join(conditions, ' AND ');
}

function requestOf(row: Row, ring: KeyRing): KnownRequest {
  const open = (sealed: string, column: SealedStudentColumn) =>
    list(ring.open(sealed, studentPlace(row.studentId, column)));
  const list = (text: string) => (text === '' ? [] : text.split('|'));
  return {
    requestId: row.requestId,
    studentId: row.studentId,
    heiId: row.heiId,
    blockId: row.blockId,
    district: row.district,
    heiContact: row.heiContact,
    record: {
      studentRef: row.ref,
      hei: row.hei,
      profession: row.profession,
      year: row.year,
      postcode: row.postcode,
      transport: row.transport,
      maxTravelMinutes: row.maxTravelMinutes,
      startsOn: day(row.startsOn),
      endsOn: day(row.endsOn),
      halfDaysPerWeek: row.halfDaysPerWeek,
      preferences: list(row.preferences),
      settingsDone: list(row.settingsDone),
      providersDone: list(row.providersDone),
      clearances: list(row.clearances),
      accessNeeds: open(row.accessNeeds, 'access_needs'),
      excludedProviders: open(row.excludedProviders, 'excluded_providers'),
      priority: row.priority,
      carryOver: row.carryOver,
      requiredSettings: list(row.requiredSettings),
      requiredPillars: list(row.requiredPillars),
      requiredStandards: list(row.requiredStandards),
      givenName: row.givenName ?? '',
      familyName: row.familyName ?? '',
      email: row.email ?? '',
      extra: JSON.parse(row.extra) as Record<string, string>,
    },
  };
}

function day(text: string): number {
  const number = dayNumber(text);
  if (number === undefined) throw new Error('A block holds a day that is none');
  return number;
}
