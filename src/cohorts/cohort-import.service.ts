import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { addCounts, inChunks, newId, NOTHING_PUT, type PutCounts, putRows } from '../database/index.js';
import { type FileFault, shown, type StudentRecord, textKey } from '../exchange/index.js';
import { Gazetteer } from '../geography/index.js';
import { isoDay } from '../shared/days.js';
import { type KeyRing, Secrets } from '../secrets/index.js';
import { Block } from './block.entity.js';
import { Hei } from './hei.entity.js';
import { type SealedStudentColumn, studentPlace } from './sealed-columns.js';
import { Cohort, Programme } from './programme.entity.js';
import { withUntold } from './rules/untold.js';
import { PlacementRequest, Student } from './student.entity.js';

const STUDENTS_A_TURN = 400;

const STUDENT_FIELDS = [
  'cohortId',
  'givenName',
  'familyName',
  'email',
  'postcode',
  'district',
  'transport',
  'maxTravelMinutes',
  'settingsDone',
  'providersDone',
  'clearances',
  'accessNeeds',
  'excludedProviders',
  'extra',
] as const satisfies readonly (keyof Student)[];

export interface CohortCounts {
  readonly heis: PutCounts;
  readonly cohorts: PutCounts;
  readonly blocks: PutCounts;
  readonly students: PutCounts;
  readonly requests: PutCounts;
}

/** Where the students of a file belong. */
interface Whereabouts {
  readonly heiIds: ReadonlyMap<string, string>;
  readonly cohortOf: (record: StudentRecord) => string;
  readonly blocks: { idOf(record: StudentRecord): string; readonly byId: ReadonlyMap<string, Block> };
}

/** Brings in the students of a file, with the HEIs, cohorts and blocks that they belong to. */
@Injectable()
export class CohortImportService {
  constructor(
    @Inject(Gazetteer) private readonly gazetteer: Gazetteer,
    @Inject(Secrets) private readonly secrets: Secrets,
  ) {}

  /** Students of other HEIs than this one, by their place in `records`. */
  async foreign(
    manager: EntityManager,
    records: readonly StudentRecord[],
    ownId: string,
  ): Promise<ReadonlyMap<number, Omit<FileFault, 'line'>>> {
    const own = await manager.findOneBy(Hei, { id: ownId });
    if (!own) throw new Error('People of an HEI that is not there');
    return new Map(
      records.flatMap(({ hei }, index): [number, Omit<FileFault, 'line'>][] =>
        textKey(hei) === own.nameKey
          ? []
          : [[index, { column: 'hei', found: shown(hei), wanted: `your own, ${own.name}` }]],
      ),
    );
  }

  /**
   * Makes the tables say what the records say; the same records twice change nothing.
   *
   * @param columns - those that the file has: what a file does not speak of stays as it is
   */
  async putStudents(
    manager: EntityManager,
    records: readonly StudentRecord[],
    columns: ReadonlySet<string>,
    now: Date,
  ): Promise<CohortCounts> {
    const heis = await this.putHeis(manager, records, now);
    const cohorts = await this.putCohorts(manager, records, heis.ids);
    const blocks = await this.putBlocks(manager, records, cohorts.idOf);
    let students = NOTHING_PUT;
    let requests = NOTHING_PUT;
    for (const some of inChunks(records, STUDENTS_A_TURN)) {
      const put = await this.putSome(
        manager,
        some,
        columns,
        { heiIds: heis.ids, cohortOf: cohorts.idOf, blocks },
        now,
      );
      students = addCounts(students, put.students);
      requests = addCounts(requests, put.requests);
      await nextTurn();
    }
    return { heis: heis.counts, cohorts: cohorts.counts, blocks: blocks.counts, students, requests };
  }

  private async putHeis(manager: EntityManager, records: readonly StudentRecord[], now: Date) {
    const existing = await manager.find(Hei);
    const ids = new Map(existing.map((hei) => [hei.nameKey, hei.id]));
    const rows: Hei[] = [];
    for (const { hei } of records) {
      const nameKey = textKey(hei);
      if (ids.has(nameKey)) continue;
      const row: Hei = { id: newId(), name: hei, nameKey, ukprn: null, contactEmail: null, createdAt: now };
      ids.set(nameKey, row.id);
      rows.push(row);
    }
    const { counts } = await putRows(manager, Hei, rows, [], []);
    return { counts, ids };
  }

  private async putCohorts(
    manager: EntityManager,
    records: readonly StudentRecord[],
    heiIds: ReadonlyMap<string, string>,
  ) {
    const programmes = await manager.find(Programme);
    const cohorts = await manager.find(Cohort);
    const programmeIds = new Map(programmes.map((each) => [`${each.heiId} ${each.profession}`, each.id]));
    const cohortIds = new Map(cohorts.map((each) => [`${each.programmeId} ${each.year}`, each.id]));
    const newProgrammes: Programme[] = [];
    const newCohorts: Cohort[] = [];
    const idOf = (record: StudentRecord): string => {
      const heiId = known(heiIds, textKey(record.hei));
      const programmeKey = `${heiId} ${record.profession}`;
      let programmeId = programmeIds.get(programmeKey);
      if (!programmeId) {
        programmeId = newId();
        programmeIds.set(programmeKey, programmeId);
        newProgrammes.push({ id: programmeId, heiId, profession: record.profession });
      }
      const cohortKey = `${programmeId} ${record.year}`;
      let cohortId = cohortIds.get(cohortKey);
      if (!cohortId) {
        cohortId = newId();
        cohortIds.set(cohortKey, cohortId);
        newCohorts.push({ id: cohortId, programmeId, year: record.year });
      }
      return cohortId;
    };
    for (const record of records) idOf(record);
    await putRows(manager, Programme, newProgrammes, [], []);
    const { counts } = await putRows(manager, Cohort, newCohorts, [], []);
    return { counts, idOf };
  }

  private async putBlocks(
    manager: EntityManager,
    records: readonly StudentRecord[],
    cohortOf: (record: StudentRecord) => string,
  ) {
    const existing = await manager.find(Block);
    const ids = new Map(existing.map((block) => [`${block.cohortId} ${block.key}`, block.id]));
    const rows: Block[] = [];
    const idOf = (record: StudentRecord): string => {
      const cohortId = cohortOf(record);
      const terms = blockTerms(record);
      const key = createHash('sha256').update(JSON.stringify(terms)).digest('base64url');
      let id = ids.get(`${cohortId} ${key}`);
      if (!id) {
        id = newId();
        ids.set(`${cohortId} ${key}`, id);
        rows.push({ id, cohortId, key, ...terms });
      }
      return id;
    };
    for (const record of records) idOf(record);
    const { counts } = await putRows(manager, Block, rows, [], []);
    const byId = new Map([...existing, ...rows].map((block) => [block.id, block]));
    return { counts, idOf, byId };
  }

  private async putSome(
    manager: EntityManager,
    records: readonly StudentRecord[],
    columns: ReadonlySet<string>,
    { heiIds, cohortOf, blocks }: Whereabouts,
    now: Date,
  ) {
    const existing = await manager
      .createQueryBuilder(Student, 'student')
      .where('student.refKey IN (:...keys)', { keys: records.map((record) => textKey(record.studentRef)) })
      .getMany();
    const byRef = new Map(existing.map((student) => [`${student.heiId} ${student.refKey}`, student]));
    const rows = records.map((record): Student => {
      const heiId = known(heiIds, textKey(record.hei));
      const before = byRef.get(`${heiId} ${textKey(record.studentRef)}`);
      const located = this.gazetteer.locate(record.postcode);
      if (!located.ok) throw new Error('A student with a postcode that was not checked');
      const id = before?.id ?? newId();
      const seal = (list: readonly string[], column: SealedStudentColumn, sealed: string | undefined) =>
        sealedAnew(this.secrets.keyRing, list.join('|'), studentPlace(id, column), sealed);
      const row: Student = {
        id,
        heiId,
        cohortId: cohortOf(record),
        ref: before?.ref ?? record.studentRef,
        refKey: textKey(record.studentRef),
        givenName: record.givenName || null,
        familyName: record.familyName || null,
        email: record.email || null,
        postcode: located.value.postcode ?? located.value.district,
        district: located.value.district,
        transport: record.transport,
        maxTravelMinutes: record.maxTravelMinutes,
        settingsDone: [...record.settingsDone],
        providersDone: [...record.providersDone],
        clearances: [...record.clearances],
        accessNeeds: seal(record.accessNeeds, 'access_needs', before?.accessNeeds),
        excludedProviders: seal(record.excludedProviders, 'excluded_providers', before?.excludedProviders),
        extra: { ...record.extra },
        pseudonymisedAt: null,
        createdAt: before?.createdAt ?? now,
        updatedAt: now,
      };
      return before ? withUntold(row, before, columns) : row;
    });
    const students = await putRows(manager, Student, rows, existing, STUDENT_FIELDS);
    const requestsBefore = await manager
      .createQueryBuilder(PlacementRequest, 'request')
      .where('request.studentId IN (:...ids)', { ids: rows.map((row) => row.id) })
      .getMany();
    const requestRows = records.map((record, index): PlacementRequest => {
      const studentId = rows[index]?.id ?? '';
      const block = blocks.byId.get(blocks.idOf(record));
      if (!block) throw new Error('A request for a block that was not put');
      const before = requestsBefore.filter((each) => each.studentId === studentId);
      // A student cannot be in two places at once: what overlaps is this need with its dates put right.
      const same =
        before.find((each) => each.blockId === block.id) ??
        before.find((each) => overlap(blocks.byId.get(each.blockId), block));
      const told = (column: string) => same === undefined || columns.has(column);
      return {
        id: same?.id ?? newId(),
        studentId,
        blockId: block.id,
        preferences: told('preferences') ? [...record.preferences] : (same?.preferences ?? []),
        priority: told('priority') ? record.priority : (same?.priority ?? record.priority),
        carryOver: told('carry_over') ? record.carryOver : (same?.carryOver ?? record.carryOver),
      };
    });
    const requests = await putRows(manager, PlacementRequest, requestRows, requestsBefore, [
      'blockId',
      'preferences',
      'priority',
      'carryOver',
    ]);
    return { students: students.counts, requests: requests.counts };
  }
}

/** The text sealed; where it was sealed before and says the same, as it is, so that nothing counts as changed. */
function sealedAnew(ring: KeyRing, text: string, place: string, before: string | undefined): string {
  if (before !== undefined && ring.open(before, place) === text) return before;
  return ring.seal(text, place);
}

function overlap(one: Block | undefined, other: Block): boolean {
  return one !== undefined && one.startsOn <= other.endsOn && other.startsOn <= one.endsOn;
}

function blockTerms(record: StudentRecord) {
  return {
    startsOn: isoDay(record.startsOn),
    endsOn: isoDay(record.endsOn),
    halfDaysPerWeek: record.halfDaysPerWeek,
    requiredSettings: [...record.requiredSettings],
    requiredPillars: [...record.requiredPillars],
    requiredStandards: [...record.requiredStandards],
  };
}

function known(ids: ReadonlyMap<string, string>, key: string): string {
  const id = ids.get(key);
  if (id === undefined) throw new Error('A student of an HEI that was not put');
  return id;
}
