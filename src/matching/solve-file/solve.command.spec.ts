import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeInstance } from '../engine/index.js';
import { solveFile, type SolveReport } from './solve.command.js';

describe('The command solve', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fairplace-solve-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const said: string[] = [];
  const output = { stdout: (text: string) => said.push(text), stderr: (text: string) => said.push(text) };
  const file = join(folder, 'three.plm');

  it('gives each student an offer or -1, in the order of the file, and reports with a proof', async () => {
    // Three students want offer 0, which has one place; the second could also go to offer 1, dearer.
    const instance = {
      places: Int32Array.of(1, 1),
      rowStart: Int32Array.of(0, 1, 3, 4),
      offer: Int32Array.of(0, 0, 1, 0),
      cost: Int32Array.of(5, 1, 9, 4),
    };
    writeFileSync(file, writeInstance(instance, { seed: 1, placesPerThousand: 667, fineness: 1 }));
    const [out, report] = [join(folder, 'out.txt'), join(folder, 'report.json')];
    expect(await solveFile({ file, out, report, times: 3 }, output)).toBe(0);
    expect(readFileSync(out, 'utf8')).toBe('-1\n1\n0\n');
    const told = JSON.parse(readFileSync(report, 'utf8')) as SolveReport;
    expect(told.eachSolveMs).toHaveLength(3);
    expect(told.solveMs).toBe(Math.min(...told.eachSolveMs));
    expect(told).toMatchObject({
      students: 3,
      placed: 2,
      cost: 13,
      certificate: { placed: 2, cost: 13, doubts: 0 },
    });
  });

  it('says what is wrong with a file that is no instance, and writes nothing', async () => {
    writeFileSync(file, 'student_ref,hei');
    expect(await solveFile({ file }, output)).toBe(2);
    expect(said.at(-1)).toContain('three.plm');
  });

  it('refuses costs whose sums would not be exact, and says how large they may be', async () => {
    const students = 2 ** 20;
    const instance = {
      places: Int32Array.of(1),
      rowStart: new Int32Array(students + 1).fill(1, 1),
      offer: Int32Array.of(0),
      cost: Int32Array.of(2 ** 31 - 1),
    };
    writeFileSync(file, writeInstance(instance, { seed: 1, placesPerThousand: 0, fineness: 1 }));
    expect(await solveFile({ file }, output)).toBe(2);
    expect(said.at(-1)).toMatch(/three.plm: 1048576 students and a pair that costs 2147483647.*up to \d+/);
  });
});
