import { readFile, writeFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { assign, certificateOf, ENGINE_VERSION, readInstance } from '../engine/index.js';

/** What `report.json` of a solved instance says. Times in milliseconds, memory in millions of bytes. */
export interface SolveReport {
  readonly engine: string;
  readonly students: number;
  readonly offers: number;
  readonly pairs: number;
  readonly placed: number;
  readonly cost: number;
  readonly loadMs: number;
  /** The quickest of `eachSolveMs`; of which the first has the compiling of the program in it. */
  readonly solveMs: number;
  readonly eachSolveMs: readonly number[];
  readonly certifyMs: number;
  readonly peakRssMb: number;
  /** `doubts` counts what speaks against the answer being the best: 0 is a proof. */
  readonly certificate: { readonly placed: number; readonly cost: number; readonly doubts: number };
}

/**
 * The command `solve`: a bare instance in, for each student the number of an offer, or -1, out, a line each
 * in the order of the instance.
 *
 * @param times - how often to solve, for the time that it takes once the program is warm; the answer is always the same
 * @returns 0 when solved and proven; 1 when the proof has doubts, with nothing written; 2 when the file is
 *   no instance
 */
export async function solveFile(
  { file, out, report, times = 1 }: { file: string; out?: string; report?: string; times?: number },
  { stdout, stderr }: { stdout: (text: string) => void; stderr: (text: string) => void },
): Promise<0 | 1 | 2> {
  const startedAt = performance.now();
  const bytes = await readFile(file);
  let instance;
  try {
    instance = readInstance(bytes);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    stderr(`${file}: ${error.message}\n`);
    return 2;
  }
  const loadedAt = performance.now();
  let assignment = assign(instance);
  let solvedAt = performance.now();
  const eachSolveMs = [tenths(solvedAt - loadedAt)];
  while (eachSolveMs.length < times) {
    const startsAt = performance.now();
    assignment = assign(instance);
    solvedAt = performance.now();
    eachSolveMs.push(tenths(solvedAt - startsAt));
  }
  const certificate = certificateOf(instance, assignment);
  const certifiedAt = performance.now();
  if (certificate.doubts > 0) {
    stderr(`The proof found ${certificate.doubts} doubts; nothing is written.\n`);
    return 1;
  }
  const told: SolveReport = {
    engine: ENGINE_VERSION,
    students: instance.rowStart.length - 1,
    offers: instance.places.length,
    pairs: instance.offer.length,
    placed: certificate.placed,
    cost: certificate.cost,
    loadMs: tenths(loadedAt - startedAt),
    solveMs: Math.min(...eachSolveMs),
    eachSolveMs,
    certifyMs: tenths(certifiedAt - solvedAt),
    // The kernel counts in kibibytes.
    peakRssMb: Math.round((process.resourceUsage().maxRSS * 1_024) / 1_000_000),
    certificate,
  };
  const answer = `${assignment.offerOf.join('\n')}\n`;
  if (report) await writeFile(report, `${JSON.stringify(told, null, 2)}\n`);
  if (out) await writeFile(out, answer);
  else stdout(answer);
  stderr(
    `${told.placed} of ${told.students} placed at cost ${told.cost}, proven best, in ${told.solveMs} ms\n`,
  );
  return 0;
}

function tenths(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}
