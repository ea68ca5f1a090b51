import type { Instance } from '../../src/matching/engine/instance.js';
import { deferredAcceptance, firstCome } from './baselines.js';
import {
  asFile,
  hasLemon,
  runEngine,
  runHighs,
  runLemon,
  together,
  type Figures,
  type OwnFigures,
} from './rivals.js';

/** How often a race is run. */
export interface Turns {
  /** Processes of each, one after the other. */
  readonly turns: number;
  /** Solves in each process, so that the program is warm. */
  readonly warm: number;
  /** Whether HiGHS races too. */
  readonly highs?: boolean;
}

export const RACE_HEAD =
  '| instance | students | offers | pairs | placed | cost | engine ms | LEMON ms | ratio | HiGHS ms | proof of solve | MB, of LEMON |\n' +
  '|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|';

/**
 * The engine, LEMON and perhaps HiGHS on one instance, taking turns; the least of all times counts. Returns a row of a table.
 *
 * @throws Error when the engine's answer is not proven, or a rival's is worth something else
 */
export function race(name: string, instance: Instance, { turns, warm, highs = false }: Turns): string {
  const file = asFile(name, instance);
  let ours: OwnFigures | undefined;
  let theirs: Figures | undefined;
  for (let turn = 0; turn < turns; turn++) {
    ours = together(ours, runEngine(file, Math.max(2, warm)));
    if (hasLemon()) theirs = together(theirs, runLemon(file, warm));
  }
  if (ours?.doubts !== 0) throw new Error(`${name}: the engine's answer is not proven.`);
  const general = highs ? runHighs(file) : undefined;
  for (const [rival, figures] of [
    ['LEMON', theirs],
    ['HiGHS', general],
  ] as const) {
    if (figures && (figures.placed !== ours.placed || figures.cost !== ours.cost))
      throw new Error(
        `${name}: ${rival} has ${figures.placed} at ${figures.cost}, the engine ${ours.placed} at ${ours.cost}.`,
      );
  }
  const mine = Math.min(...ours.solveMs);
  const other = theirs && Math.min(...theirs.solveMs);
  return row([
    name,
    ...[
      instance.rowStart.length - 1,
      instance.places.length,
      instance.offer.length,
      ours.placed,
      ours.cost,
    ].map(whole),
    tenths(mine),
    other === undefined ? '' : tenths(other),
    other === undefined ? '' : `**${(mine / other).toFixed(2)}**`,
    general === undefined ? '' : general === null ? 'over 120,000' : tenths(general.solveMs[0]!),
    `${((100 * ours.certifyMs) / mine).toFixed(0)} %`,
    `${ours.peakRssMb}${theirs ? `, ${(ours.peakRssMb / theirs.peakRssMb).toFixed(2)}` : ''}`,
  ]);
}

export const CUSTOM_HEAD =
  '| instance | who decides | placed | fewer than can be | cost for each placed |\n|---|---|--:|--:|--:|';

/** What today's ways of doing it reach, beside the best: rows of a table. */
export function compareWithCustoms(name: string, instance: Instance): string[] {
  const best = runEngine(asFile(name, instance), 1);
  const line = (who: string, placed: number, cost: number) => {
    const fewer = best.placed - placed;
    const part = fewer === 0 ? '' : `${whole(fewer)} (${((100 * fewer) / best.placed).toFixed(1)} %)`;
    return row([name, who, whole(placed), part, placed > 0 ? (cost / placed).toFixed(1) : '']);
  };
  const first = firstCome(instance);
  const deferred = deferredAcceptance(instance);
  return [
    line('engine', best.placed, best.cost),
    line('first come, first served', first.placed, first.cost),
    line('deferred acceptance', deferred.placed, deferred.cost),
  ];
}

export function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

export function whole(number: number): string {
  return number.toLocaleString('en-GB');
}

export function tenths(number: number): string {
  return number.toLocaleString('en-GB', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
}
