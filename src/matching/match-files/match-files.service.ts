import { performance } from 'node:perf_hooks';
import { writeCsv } from '../../csv/index.js';
import {
  allColumns,
  MATCH_COLUMNS,
  siteKey,
  textKey,
  writeMatch,
  writeReport,
  type MatchRecord,
  type MatchReport,
} from '../../exchange/index.js';
import type { DayNumber } from '../../shared/days.js';
import { ok, refused, type Result } from '../../shared/result.js';
import type { Stage, Watch } from '../engine/types.js';
import type { FaultList } from './fault-list.js';
import { inputDigest } from './input-digest.js';
import { inputFaultList } from './input-faults.js';
import { readInputFiles, type InputPaths, type ReadInput } from './input-files.reader.js';
import { matchRecords } from './match-records.js';
import { matchReport, type ReportNames } from './match-report.js';
import { matchingInput } from './matching-input.js';
import { ENGINE, solved, type Engine } from './solve-files.js';
import type { ReferenceData } from './reference-data.reader.js';
import { writeTogether } from './result-files.writer.js';

export interface MatchFilesOptions extends InputPaths {
  /** Where `matches.csv` and `report.json` are to be written; what stands there is replaced. */
  readonly out: string;
  readonly report: string;
  /** The day by which reservations are judged when the policy names none. */
  readonly today: DayNumber;
}

/** Told of progress, often; must be cheap. May throw to stop the work: nothing is written then. */
export type FilesWatch = Pick<Watch, 'progress'>;

export interface MatchedFiles {
  readonly report: MatchReport;
  readonly matches: readonly MatchRecord[];
}

/**
 * From the agreed files to `matches.csv` and `report.json`: reads, checks, matches, checks the answer
 * and writes both files or neither. The same files, policy and day give the same `matches.csv`, byte
 * for byte.
 *
 * @returns what was written; or every fault of the files, with nothing written
 * @throws Error if the engine's answer breaks a rule (a bug), and the file system's errors on writing
 */
export async function matchFiles(
  options: MatchFilesOptions,
  reference: ReferenceData,
  watch: FilesWatch,
  engine: Engine = ENGINE,
): Promise<Result<MatchedFiles, FaultList>> {
  const timer = new StageTimer();
  timer.enter('reading');
  const read = await readInputFiles(options, reference.vocabulary, options.today, (done, total) =>
    watch.progress('reading', done, total),
  );
  if (!read.ok) return read;
  const { files, warnings } = read.value;
  const timed = timedWatch(watch, timer, files.policy.maxSeconds);
  const answer = solved(matchingInput(files, reference.districtOf), files, engine, {
    ...timed,
    beforeChecking: () => timer.enter('checking'),
  });
  if (!answer.ok) return refused(inputFaultList(answer.refusal, files, options));
  const { input, result } = answer.value;

  timer.enter('telling');
  const names = namesOf(read.value);
  const pulse = () => watch.progress('checking', 1, 1);
  const matches = matchRecords(input, result, names, pulse);
  const report = matchReport({
    input,
    result,
    policy: files.policy,
    inputDigest: inputDigest(input, pulse),
    offers: files.offers.map(({ record }) => record),
    names,
    warnings,
    timingsMs: {},
  });
  timer.enter('writing');
  const withTimes = (): MatchReport => ({ ...report, timingsMs: timer.milliseconds() });
  await writeTogether([
    { path: options.out, pieces: writeCsv(matches.map(writeMatch), allColumns(MATCH_COLUMNS)) },
    // Made last, when the other file is on disk, so that it can tell how long that took.
    { path: options.report, pieces: lazily(() => writeReport(withTimes())) },
  ]);
  return ok({ report: withTimes(), matches });
}

function* lazily(text: () => string): Generator<string> {
  yield text();
}

/** Passes progress on, keeps the time of each stage, and ends the search when policy's seconds are over. */
function timedWatch(watch: FilesWatch, timer: StageTimer, maxSeconds: number): Watch {
  const endsAt = performance.now() + maxSeconds * 1000;
  return {
    progress(stage: Stage, done: number, total: number): void {
      timer.enter(stage);
      watch.progress(stage, done, total);
    },
    isTimeUp: () => performance.now() >= endsAt,
  };
}

function namesOf({ files }: ReadInput): ReportNames {
  const heis = new Map<string, string>();
  for (const { record } of files.students) {
    const key = textKey(record.hei);
    if (!heis.has(key)) heis.set(key, record.hei);
  }
  const hosts = { provider: new Map<string, string>(), site: new Map<string, string>() };
  const codes = { setting: new Map<string, string>(), pillar: new Map<string, string>() };
  const providers = new Map(
    files.offers.map(({ record }) => {
      const byKey = new Map(record.legs.map((leg) => [textKey(leg.provider), leg.provider]));
      for (const leg of record.legs) {
        hosts.provider.set(textKey(leg.provider), leg.provider);
        hosts.site.set(siteKey(leg), `${leg.site || leg.postcode}, ${leg.provider}`);
        codes.setting.set(textKey(leg.setting), leg.setting);
      }
      for (const pillar of record.pillars) codes.pillar.set(textKey(pillar), pillar);
      return [record.offerRef, [...byKey.values()]] as const;
    }),
  );
  const pools = new Map(
    (files.pools ?? []).map(({ record }) => [textKey(record.supervisionPool), record.supervisionPool]),
  );
  return {
    hei: (key) => heis.get(key) ?? key,
    providers: (offerId) => providers.get(offerId) ?? [],
    host: (kind, key) => hosts[kind].get(key) ?? key,
    pool: (key) => pools.get(key) ?? key,
    code: (kind, key) => codes[kind].get(key) ?? key,
  };
}

/** How long each stage took, in whole milliseconds; a stage that is entered again goes on counting. */
class StageTimer {
  private readonly spent = new Map<string, number>();
  private stage: string | undefined;
  private since = 0;

  enter(stage: string): void {
    if (stage === this.stage) return;
    this.stop();
    this.stage = stage;
    this.since = performance.now();
  }

  milliseconds(): Readonly<Record<string, number>> {
    this.stop();
    return Object.fromEntries([...this.spent].map(([stage, spent]) => [stage, Math.round(spent)]));
  }

  private stop(): void {
    if (this.stage === undefined) return;
    const now = performance.now();
    this.spent.set(this.stage, (this.spent.get(this.stage) ?? 0) + now - this.since);
    this.since = now;
  }
}
