import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { CsvFault, readCsv, writeCsv } from '../../csv/index.js';
import {
  allColumns,
  fileFaultOf,
  MATCH_COLUMNS,
  readEvents,
  readMatch,
  shown,
  writeMatch,
  type EventRecord,
  type FileFault,
  type Lined,
  type MatchRecord,
} from '../../exchange/index.js';
import type { DayNumber } from '../../shared/days.js';
import { ok, refused, type Result } from '../../shared/result.js';
import { checkInput, repairMatching, type Repair } from '../engine/index.js';
import type { InputFault, MatchingInput } from '../engine/types.js';
import { errorCode } from './error-code.js';
import { FaultList } from './fault-list.js';
import { inputFaultList } from './input-faults.js';
import { readInputFiles, type InputPaths } from './input-files.reader.js';
import { matchingInput } from './matching-input.js';
import type { ReferenceData } from './reference-data.reader.js';
import { repairEvents, studentsAdded } from './repair-events.js';
import { repairReport, repairedRecords } from './repair-report.js';
import { writeTogether } from './result-files.writer.js';
import { areSequences } from './sequences-input.js';

export interface RepairFilesOptions extends InputPaths {
  /** The matching in force, as `matches.csv` has it, and what happens to it. */
  readonly matches: string;
  readonly events: string;
  /** Where the repaired `matches.csv` and the report of what has changed are to be written. */
  readonly out: string;
  readonly report: string;
  readonly today: DayNumber;
}

/**
 * From a matching in force and events to the repaired matching, with every change and why. The files say how everything was
 * before the events. Writes both files or neither.
 *
 * @returns what the repair is; or every fault of the files, with nothing written
 */
export async function repairFiles(
  options: RepairFilesOptions,
  reference: ReferenceData,
): Promise<Result<Repair, FaultList>> {
  const read = await readInputFiles(options, reference.vocabulary, options.today, () => undefined);
  const faults = read.ok ? new FaultList() : read.refusal;
  const matches = await readMatches(options.matches, faults);
  const events = await readEventsFile(options.events, faults);
  if (!read.ok || faults.total > 0) return refused(faults);
  const { files } = read.value;
  if (areSequences(files)) {
    faults.add(basename(options.students), [
      fault(
        'learner_ref',
        'several blocks of one learner',
        'blocks that stand by themselves: a repair does not look at sequences',
      ),
    ]);
    return refused(faults);
  }
  const whole = matchingInput(files, reference.districtOf);
  const added = studentsAdded(events);
  const input: MatchingInput = { ...whole, requests: whole.requests.filter(({ id }) => !added.has(id)) };
  const wrong = checkInput(whole);
  if (wrong.length > 0) return refused(inputFaultList(wrong, files, options));
  const known = repairEvents(events, whole.requests);
  if (!known.ok) {
    faults.add(basename(options.events), known.refusal);
    return refused(faults);
  }
  const placed = matches.filter(({ record }) => record.status === 'placed');
  const held = placed.flatMap(({ record }) =>
    record.status === 'placed'
      ? [{ request: record.studentRef, offer: record.offerRef, isFixed: false }]
      : [],
  );
  const repair = repairMatching(input, held, known.value);
  if (!repair.ok) return refused(repairFaults(repair.refusal, placed, options));
  const before = new Map(matches.map(({ record }) => [record.studentRef, record]));
  const records = repairedRecords(
    whole,
    files.offers.map(({ record }) => record),
    before,
    repair.value,
    withdrawn(events),
  );
  await writeTogether([
    { path: options.out, pieces: writeCsv(records.map(writeMatch), allColumns(MATCH_COLUMNS)) },
    { path: options.report, pieces: [repairReport(repair.value)] },
  ]);
  return ok(repair.value);
}

function withdrawn(events: readonly EventRecord[]): ReadonlySet<string> {
  const gone = new Set<string>();
  for (const { kind, studentRef } of events) {
    if (kind === 'student-withdrawn') gone.add(studentRef);
    if (kind === 'student-added') gone.delete(studentRef);
  }
  return gone;
}

/** Faults of the matching by the line of `matches.csv`, those of events by their place in the list. */
function repairFaults(
  wrong: readonly InputFault[],
  placed: readonly Lined<MatchRecord>[],
  options: RepairFilesOptions,
): FaultList {
  const list = new FaultList();
  for (const { path, found, wanted } of wrong) {
    const [, index, member = ''] = /^held\[(\d+)\]\.?(.*)$/.exec(path) ?? [];
    const line = index === undefined ? 0 : (placed[Number(index)]?.line ?? 0);
    const isOfEvents = path.startsWith('events');
    const column = (isOfEvents ? path : member)
      .replace(/request$/, 'student_ref')
      .replace(/offer$/, 'offer_ref');
    const file = isOfEvents
      ? options.events
      : path.startsWith('policy')
        ? (options.policy ?? 'policy')
        : options.matches;
    list.add(basename(file), [
      {
        line,
        column: path.startsWith('policy') ? path.replace('policy.', '') : column,
        found: shown(found),
        wanted,
        isDescribed: true,
      },
    ]);
  }
  return list;
}

async function readMatches(path: string, faults: FaultList): Promise<Lined<MatchRecord>[]> {
  const file = basename(path);
  const records: Lined<MatchRecord>[] = [];
  try {
    const bytes = createReadStream(path) as AsyncIterable<Uint8Array>;
    for await (const row of readCsv(bytes, { requiredColumns: MATCH_COLUMNS.needed })) {
      if (row.fault) {
        faults.add(file, [fileFaultOf(row.fault)]);
        continue;
      }
      const match = readMatch(row);
      if (match.ok) records.push({ line: row.line, record: match.value });
      else faults.add(file, match.refusal);
    }
  } catch (error) {
    if (error instanceof CsvFault) faults.add(file, [fileFaultOf(error)]);
    else faults.add(file, [unreadable(error)]);
  }
  return records;
}

async function readEventsFile(path: string, faults: FaultList): Promise<readonly EventRecord[]> {
  try {
    const events = readEvents(await readFile(path, 'utf8'));
    if (events.ok) return events.value;
    faults.add(basename(path), events.refusal);
  } catch (error) {
    faults.add(basename(path), [unreadable(error)]);
  }
  return [];
}

/** @throws the error itself unless it says that there is no such file */
function unreadable(error: unknown): FileFault {
  if (errorCode(error) !== 'ENOENT') throw error;
  return fault('', 'no such file', 'a file that exists');
}

function fault(column: string, found: string, wanted: string): FileFault {
  return { line: 0, column, found, wanted, isDescribed: true };
}
