import { daysAWeek } from '../shared/half-days.js';
import { ok, refused, type Result } from '../shared/result.js';
import { CellReader, type FileRow } from './cell-reader.js';
import { readColumns, type FileColumns } from './columns.js';
import { shown, type FileFault, type FileFindings, type FileNote, type Lined } from './file-fault.js';
import { meantPerhaps } from './meant-perhaps.js';
import type { OfferRecord } from './offer-file.js';
import { textKey } from './text-key.js';

/** One row of `pools.csv`: the learner-days a week that one educator or team can supervise. */
export interface PoolRecord {
  readonly supervisionPool: string;
  readonly learnerHalfDaysPerWeek: number;
  readonly extra: Readonly<Record<string, string>>;
}

export const POOL_COLUMNS: FileColumns = {
  needed: ['supervision_pool', 'learner_days_per_week'],
  optional: [],
};

const READ = readColumns(POOL_COLUMNS);

export function readPool(row: FileRow): Result<PoolRecord, readonly FileFault[]> {
  const cells = new CellReader(row);
  const record: PoolRecord = {
    supervisionPool: cells.filled('supervision_pool', 'the name of a supervision pool'),
    learnerHalfDaysPerWeek: cells.learnerHalfDaysPerWeek('learner_days_per_week'),
    extra: cells.extra(READ),
  };
  return cells.faults.length === 0 ? ok(record) : refused(cells.faults);
}

/** Writes a record as the cells of a row; the inverse of {@link readPool}. */
export function writePool(pool: PoolRecord): Readonly<Record<string, string>> {
  return {
    supervision_pool: pool.supervisionPool,
    learner_days_per_week: String(daysAWeek(pool.learnerHalfDaysPerWeek)),
    ...pool.extra,
  };
}

/** Rules over the whole file: each pool once. */
export function checkPools(pools: readonly Lined<PoolRecord>[]): FileFindings {
  const firstLines = new Map<string, number>();
  const faults: FileFault[] = [];
  for (const { line, record } of pools) {
    const key = textKey(record.supervisionPool);
    const firstLine = firstLines.get(key);
    if (firstLine === undefined) firstLines.set(key, line);
    else {
      faults.push({
        line,
        column: 'supervision_pool',
        found: shown(record.supervisionPool),
        wanted: `each pool once: line ${firstLine} has this one too`,
      });
    }
  }
  return { faults, notes: [] };
}

/**
 * Whether every pool that an offer draws on has a size; lines are those of the offers' file. With a
 * pools' file a pool that it lacks is a fault: nobody could say how many learners fit. Without one
 * supervision is not counted at all, and one note says so.
 */
export function checkPoolsOfOffers(
  offers: readonly Lined<OfferRecord>[],
  pools: readonly Lined<PoolRecord>[] | undefined,
): FileFindings {
  const names = pools?.map(({ record }) => record.supervisionPool) ?? [];
  const keys = new Set(names.map(textKey));
  const faults: FileFault[] = [];
  const uncounted = new Set<string>();
  for (const { line, record } of offers) {
    for (const leg of record.legs) {
      if (leg.supervisionPool === null || keys.has(textKey(leg.supervisionPool))) continue;
      uncounted.add(textKey(leg.supervisionPool));
      if (!pools) continue;
      faults.push({
        line,
        column: 'supervision_pool',
        found: shown(leg.supervisionPool),
        wanted: `a pool that the pools' file has${meantPerhaps(leg.supervisionPool, names)}, for leg ${leg.leg} of ${shown(record.offerRef)}`,
      });
    }
  }
  const notes: FileNote[] = [];
  if (!pools && uncounted.size > 0) {
    notes.push({
      line: 0,
      column: 'supervision_pool',
      text: `no pools' file was given, so supervision is not counted (${uncounted.size} ${uncounted.size === 1 ? 'pool' : 'pools'})`,
    });
  }
  return { faults, notes };
}
