import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { CsvFault, readCsv, type CsvHeader, type CsvRow } from '../../csv/index.js';
import {
  knownColumns,
  CAP_COLUMNS,
  checkCapHeader,
  checkPools,
  checkPoolsOfOffers,
  checkStudents,
  defaultPolicy,
  fileFaultOf,
  formulaColumns,
  gatherOffers,
  OFFER_COLUMNS,
  POOL_COLUMNS,
  readCap,
  readOfferRow,
  readPolicy,
  readPool,
  readStudent,
  resolveCaps,
  shown,
  STUDENT_COLUMNS,
  textKey,
  unknownColumnNotes,
  wantedProfession,
  type CapRecord,
  type EntitlementWeightRecord,
  type FileColumns,
  type FileFault,
  type Lined,
  type OfferRecord,
  type OfferRow,
  type PolicyRecord,
  type PoolRecord,
  type StudentRecord,
  type Vocabulary,
} from '../../exchange/index.js';
import type { DayNumber } from '../../shared/days.js';
import { ok, refused, type Result } from '../../shared/result.js';
import { errorCode } from './error-code.js';
import { FaultList } from './fault-list.js';
import { checkLearners } from './learner-faults.js';
import type { CheckedFiles } from './matching-input.js';
import { demandNotes } from './sequences-input.js';
import { WarningList } from './warning-list.js';

export interface InputPaths {
  readonly students: string;
  readonly offers: string;
  readonly pools?: string;
  readonly caps?: string;
  readonly policy?: string;
}

export interface ReadInput {
  readonly files: CheckedFiles;
  readonly warnings: WarningList;
}

/** Most bytes of `policy.json`; pinned and forbidden pairs are what makes it long. */
const MOST_POLICY_BYTES = 20_000_000;

/**
 * Reads every file and judges each row, each file and the files against each other, so that all
 * faults come back at once. Memory is bounded by the rows of good records, of which a file may have
 * 200,000.
 *
 * @param onRead - called with the bytes read so far, of all files together
 */
export async function readInputFiles(
  paths: InputPaths,
  vocabulary: Vocabulary,
  today: DayNumber,
  onRead: (done: number, total: number) => void,
): Promise<Result<ReadInput, FaultList>> {
  const reading = new Reading(vocabulary, await totalBytes(paths), onRead);
  const students = await reading.students(paths.students);
  const { offers, providers, offerRefs } = await reading.offers(paths.offers);
  const pools = paths.pools === undefined ? undefined : await reading.pools(paths.pools);
  const caps = paths.caps === undefined ? [] : await reading.caps(paths.caps);
  const told = paths.policy === undefined ? defaultPolicy(today) : await reading.policy(paths.policy, today);

  reading.judge(paths.students, checkStudents(students, { offerRefs, providers }));
  reading.judge(paths.students, checkLearners(students));
  if (paths.pools === undefined || !reading.faults.has(basename(paths.pools))) {
    reading.judge(paths.offers, checkPoolsOfOffers(offers, pools));
  }
  const resolved = resolveCaps(caps, offers);
  if (paths.caps !== undefined) reading.judge(paths.caps, resolved);
  if (paths.policy !== undefined) {
    reading.judge(paths.policy, checkPairs(told, students, offerRefs));
    reading.judge(paths.policy, { faults: [], notes: demandNotes(told, offers) });
  }
  const { weights: entitlementWeights, ...judged } = weightsInCodes(told, students, vocabulary);
  if (paths.policy !== undefined) reading.judge(paths.policy, judged);
  const policy = { ...told, entitlementWeights };
  if (reading.faults.total > 0) return refused(reading.faults);
  const files = { students, offers, caps: resolved.caps, policy, ...(pools ? { pools } : {}) };
  return ok({ files, warnings: reading.warnings });
}

class Reading {
  readonly faults = new FaultList();
  readonly warnings = new WarningList();
  private bytesRead = 0;

  constructor(
    private readonly vocabulary: Vocabulary,
    private readonly bytesInAll: number,
    private readonly onRead: (done: number, total: number) => void,
  ) {}

  judge(path: string, { faults, notes }: { faults: readonly FileFault[]; notes: WarningNotes }): void {
    this.faults.add(basename(path), faults);
    this.warnings.add(basename(path), notes);
  }

  students(path: string): Promise<Lined<StudentRecord>[]> {
    return this.records(path, STUDENT_COLUMNS, (row) => readStudent(row, this.vocabulary));
  }

  async offers(path: string): Promise<{
    readonly offers: readonly Lined<OfferRecord>[];
    /** Every offer that the file names, those with a fault included: what names them is not to blame. */
    readonly offerRefs: ReadonlySet<string>;
    readonly providers: readonly string[];
  }> {
    const refusedRefs = new Set<string>();
    const rows = await this.records<OfferRow>(path, OFFER_COLUMNS, (row) => {
      const read = readOfferRow(row, this.vocabulary);
      if (read.ok) return read;
      refusedRefs.add(read.refusal.offerRef);
      return refused(read.refusal.faults);
    });
    const gathered = gatherOffers(rows, refusedRefs);
    this.judge(path, gathered);
    return {
      offers: gathered.offers,
      offerRefs: new Set([...refusedRefs, ...rows.map(({ record }) => record.offerRef)]),
      providers: [...new Set(rows.map(({ record }) => record.leg.provider))],
    };
  }

  async pools(path: string): Promise<Lined<PoolRecord>[]> {
    const pools = await this.records(path, POOL_COLUMNS, readPool);
    this.judge(path, checkPools(pools));
    return pools;
  }

  caps(path: string): Promise<Lined<CapRecord>[]> {
    return this.records(path, CAP_COLUMNS, readCap, ({ columns }) => {
      this.faults.add(basename(path), checkCapHeader(columns));
    });
  }

  async policy(path: string, today: DayNumber): Promise<PolicyRecord> {
    try {
      const { size } = await stat(path);
      if (size > MOST_POLICY_BYTES) {
        this.faults.add(basename(path), [fileFault(`${size} bytes`, `at most ${MOST_POLICY_BYTES} bytes`)]);
        return defaultPolicy(today);
      }
      const read = readPolicy(await readFile(path, 'utf8'), today);
      if (read.ok) return read.value;
      this.faults.add(basename(path), read.refusal);
    } catch (error) {
      this.faults.add(basename(path), [unreadable(error)]);
    }
    return defaultPolicy(today);
  }

  private async records<Value>(
    path: string,
    columns: FileColumns,
    read: (row: CsvRow) => Result<Value, readonly FileFault[]>,
    onHeader: (header: CsvHeader) => void = () => undefined,
  ): Promise<Lined<Value>[]> {
    const file = basename(path);
    const records: Lined<Value>[] = [];
    const formulas = new Map<string, { line: number; cells: number }>();
    try {
      const rows = readCsv(this.bytesOf(path), {
        requiredColumns: columns.needed,
        knownColumns: knownColumns(columns),
        onHeader: (header) => {
          this.warnings.add(file, unknownColumnNotes(header));
          onHeader(header);
        },
      });
      for await (const row of rows) {
        if (row.fault) {
          this.faults.add(file, [fileFaultOf(row.fault)]);
          continue;
        }
        for (const column of formulaColumns(row.cells)) {
          const seen = formulas.get(column) ?? { line: row.line, cells: 0 };
          formulas.set(column, { ...seen, cells: seen.cells + 1 });
        }
        const result = read(row);
        if (result.ok) records.push({ line: row.line, record: result.value });
        else this.faults.add(file, result.refusal);
      }
    } catch (error) {
      this.faults.add(file, [error instanceof CsvFault ? fileFaultOf(error) : unreadable(error)]);
    }
    this.warnings.add(file, [...formulas].map(formulaNote));
    return records;
  }

  private async *bytesOf(path: string): AsyncGenerator<Uint8Array> {
    for await (const piece of createReadStream(path) as AsyncIterable<Uint8Array>) {
      this.bytesRead += piece.length;
      this.onRead(this.bytesRead, this.bytesInAll);
      yield piece;
    }
  }
}

type WarningNotes = Parameters<WarningList['add']>[1];

function formulaNote([column, { line, cells }]: [
  string,
  { line: number; cells: number },
]): WarningNotes[number] {
  const which = cells === 1 ? 'starts' : `and ${cells - 1} more start`;
  return {
    line,
    column: shown(column),
    text: `${which} like a spreadsheet formula; read as plain text, and written with an apostrophe before it`,
  };
}

/** A pinned pair must name what is there; a forbidden one that does not forbids nothing. */
function checkPairs(
  policy: PolicyRecord,
  students: readonly Lined<StudentRecord>[],
  offerRefs: ReadonlySet<string>,
): { readonly faults: readonly FileFault[]; readonly notes: WarningNotes } {
  const studentRefs = new Set(students.map(({ record }) => record.studentRef));
  const strangers = (list: PolicyRecord['pinned'], name: string): { column: string; found: string }[] =>
    list.flatMap(({ studentRef, offerRef }, index) => [
      ...(studentRefs.has(studentRef)
        ? []
        : [{ column: `${name}[${index}].student_ref`, found: shown(studentRef) }]),
      ...(offerRefs.has(offerRef) ? [] : [{ column: `${name}[${index}].offer_ref`, found: shown(offerRef) }]),
    ]);
  return {
    faults: strangers(policy.pinned, 'pinned').map((stranger) => ({
      ...stranger,
      line: 0,
      wanted: `a reference that the ${stranger.column.endsWith('student_ref') ? "students'" : "offers'"} file has`,
    })),
    notes: strangers(policy.forbidden, 'forbidden').map(({ column, found }) => ({
      line: 0,
      column,
      text: `'${found}' is not in the files; nothing is forbidden by it`,
    })),
  };
}

/** Weights by codes of professions, which have to be known; a weight of an HEI without students weighs nothing. */
function weightsInCodes(
  { entitlementWeights }: PolicyRecord,
  students: readonly Lined<StudentRecord>[],
  vocabulary: Vocabulary,
): {
  readonly weights: readonly EntitlementWeightRecord[];
  readonly faults: readonly FileFault[];
  readonly notes: WarningNotes;
} {
  const heis = new Set(students.map(({ record }) => textKey(record.hei)));
  const faults: FileFault[] = [];
  const notes: WarningNotes[number][] = [];
  const weights = entitlementWeights.map((each, index) => {
    const path = `entitlementWeights[${index}]`;
    if (!heis.has(textKey(each.hei))) {
      const text = `'${shown(each.hei)}' has no students here; nothing is weighed by it`;
      notes.push({ line: 0, column: `${path}.hei`, text });
    }
    if (each.profession === null) return each;
    const code = vocabulary.profession(each.profession);
    if (code === undefined) {
      const wanted = wantedProfession(each.profession, vocabulary);
      faults.push({ line: 0, column: `${path}.profession`, found: shown(each.profession), wanted });
    }
    return { ...each, profession: code ?? each.profession };
  });
  return { weights, faults, notes };
}

/** @throws the error itself unless it says that the file cannot be read */
function unreadable(error: unknown): FileFault {
  switch (errorCode(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return fileFault('no such file', 'a file that exists');
    case 'EISDIR':
      return fileFault('a folder', 'a file');
    case 'EACCES':
    case 'EPERM':
      return fileFault('a file that may not be read', 'leave to read it');
    default:
      throw error;
  }
}

function fileFault(found: string, wanted: string): FileFault {
  return { line: 0, column: '', found, wanted, isDescribed: true };
}

async function totalBytes(paths: InputPaths): Promise<number> {
  const sizes = await Promise.all(
    [paths.students, paths.offers, paths.pools, paths.caps].map(async (path) => {
      if (path === undefined) return 0;
      // A file that is not there is told when it is opened.
      return stat(path).then(
        ({ size }) => size,
        () => 0,
      );
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
