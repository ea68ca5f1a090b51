import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeTogether } from '../../src/matching/match-files/result-files.writer.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fairplace-write-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string): string => join(folder, name);
const contents = (name: string): string => readFileSync(at(name), 'utf8');

function* failing(): Generator<string> {
  yield 'half';
  throw new Error('no more');
}

describe('Files written together', () => {
  it('are all there, and nothing else', async () => {
    await writeTogether([
      { path: at('a'), pieces: ['1', '2'] },
      { path: at('b'), pieces: ['3'] },
    ]);
    expect([contents('a'), contents('b'), readdirSync(folder)]).toEqual(['12', '3', ['a', 'b']]);
  });

  it('leave what stood there when one of them cannot be made', async () => {
    writeFileSync(at('a'), 'old');
    const writing = writeTogether([
      { path: at('a'), pieces: ['new'] },
      { path: at('b'), pieces: failing() },
    ]);
    await expect(writing).rejects.toThrow('no more');
    expect([contents('a'), readdirSync(folder)]).toEqual(['old', ['a']]);
  });

  it('put back what stood there when a later one cannot be moved to its place', async () => {
    writeFileSync(at('a'), 'old');
    mkdirSync(at('b'));
    const writing = writeTogether([
      { path: at('a'), pieces: ['new'] },
      { path: at('new'), pieces: ['new'] },
      { path: at('b'), pieces: ['new'] },
    ]);
    await expect(writing).rejects.toThrow();
    expect([contents('a'), readdirSync(folder)]).toEqual(['old', ['a', 'b']]);
  });
});
