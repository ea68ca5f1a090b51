import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type highs from 'highs';
import { readInstance, type Instance } from '../../src/matching/engine/instance.js';

/**
 * A general solver of linear programs, HiGHS in WebAssembly, on one .plm file; prints figures as JSON. The program is that of
 * a flow, so its best corner is whole. One run instead of two after each other, which is quicker: a placed student is worth
 * eight of the dearest pairs, which in practice is enough for most placed first, and no proof that it is.
 */
const WORTH_IN_DEAREST = 8;

const instance = readInstance(readFileSync(process.argv[2]!));
const text = programOf(instance);
// The package is CommonJS, and its types tell of one more `default` than there is.
const load = createRequire(import.meta.url)('highs') as typeof highs.default;
const solver = await load();
const start = performance.now();
const answer = solver.solve(text, { output_flag: false });
const solveMs = performance.now() - start;
if (answer.Status !== 'Optimal') throw new Error(`HiGHS says ${answer.Status}.`);
let placed = 0;
let cost = 0;
for (const [name, { Primal: value }] of Object.entries(
  answer.Columns as Record<string, { Primal: number }>,
)) {
  if (Math.round(value) !== 1) continue;
  placed++;
  cost += instance.cost[Number(name.slice(1))]!;
}
const peakRssMb = Math.round(process.resourceUsage().maxRSS / 1024);
process.stdout.write(
  `${JSON.stringify({ solveMs: [Number(solveMs.toFixed(1))], placed, cost, peakRssMb })}\n`,
);

/** In the CPLEX LP format, which is the only one that it reads. */
function programOf({ places, rowStart, offer, cost }: Instance): string {
  const worth = WORTH_IN_DEAREST * cost.reduce((most, one) => Math.max(most, one), 1);
  const lines = ['Minimize', 'goal:'];
  for (let pair = 0; pair < cost.length; pair++) lines.push(`- ${worth - cost[pair]!} x${pair}`);
  lines.push('Subject To');
  const ofOffer = Array.from(places, (): string[] => []);
  for (let student = 0; student + 1 < rowStart.length; student++) {
    const row: string[] = [];
    for (let pair = rowStart[student]!; pair < rowStart[student + 1]!; pair++) {
      row.push(`x${pair}`);
      ofOffer[offer[pair]!]!.push(`x${pair}`);
    }
    if (row.length > 0) lines.push(`s${student}: ${row.join('\n + ')} <= 1`);
  }
  ofOffer.forEach((column, at) => {
    if (column.length > 0) lines.push(`o${at}: ${column.join('\n + ')} <= ${places[at]}`);
  });
  return [...lines, 'End'].join('\n');
}
