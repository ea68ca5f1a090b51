import { readFileSync } from 'node:fs';
import { assign } from '../../src/matching/engine/assignment/assign.js';
import { certificateOf } from '../../src/matching/engine/assignment/certificate.js';
import { readInstance } from '../../src/matching/engine/instance.js';

/** Reads one .plm file, solves it so many times, and prints figures as JSON: the engine in a process of its own. */
const [file, times] = process.argv.slice(2);
const loadStart = performance.now();
const instance = readInstance(readFileSync(file!));
const loadMs = performance.now() - loadStart;
const solveMs: number[] = [];
let assignment = assign({
  ...instance,
  places: new Int32Array(0),
  rowStart: new Int32Array(1),
  offer: new Int32Array(0),
  cost: new Int32Array(0),
});
for (let time = 0; time < Number(times ?? 1); time++) {
  const start = performance.now();
  assignment = assign(instance);
  solveMs.push(Number((performance.now() - start).toFixed(2)));
}
let certifyMs = Infinity;
let certificate = certificateOf(instance, assignment);
for (let time = 0; time < Math.min(5, solveMs.length); time++) {
  const start = performance.now();
  certificate = certificateOf(instance, assignment);
  certifyMs = Math.min(certifyMs, performance.now() - start);
}
const { placed, cost, doubts } = certificate;
const peakRssMb = Math.round(process.resourceUsage().maxRSS / 1024);
process.stdout.write(`${JSON.stringify({ solveMs, placed, cost, doubts, loadMs, certifyMs, peakRssMb })}\n`);
