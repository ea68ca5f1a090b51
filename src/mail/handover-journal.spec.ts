import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HandoverJournal, isAlive, leftJournals } from './handover-journal.js';

describe('The journal of mails that are being handed over', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fairplace-journal-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('knows what is in it until that is forgotten, and leaves nothing behind when it ends empty', () => {
    const journal = HandoverJournal.open(folder);
    journal.record('one');
    journal.record('one');
    expect([journal.has('one'), journal.has('two')]).toEqual([true, false]);
    expect(isAlive(folder, journal.owner)).toBe(true);
    expect(leftJournals(folder)).toEqual([]);
    journal.forget('one');
    journal.close();
    expect(isAlive(folder, journal.owner)).toBe(false);
    expect(leftJournals(folder)).toEqual([]);
  });

  it('outlives a process that is killed, and is given to one finder', async () => {
    const code = `
      const Sqlite = require(${JSON.stringify(require.resolve('better-sqlite3'))});
      const file = new Sqlite(${JSON.stringify(join(folder, 'dead.journal'))});
      file.pragma('locking_mode = EXCLUSIVE');
      file.pragma('journal_mode = WAL');
      file.exec('CREATE TABLE handover (id TEXT PRIMARY KEY) WITHOUT ROWID');
      file.prepare('INSERT INTO handover (id) VALUES (?)').run('half-way');
      process.stdout.write('ready');
      setInterval(() => undefined, 1000);`;
    const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    expect(isAlive(folder, 'dead')).toBe(true);
    child.kill('SIGKILL');
    await once(child, 'exit');

    const [left, ...more] = leftJournals(folder);
    expect(more).toEqual([]);
    expect(left).toMatchObject({ owner: 'dead', ids: new Set(['half-way']) });
    expect(leftJournals(folder)).toEqual([]);
    left?.remove();
    expect(leftJournals(folder)).toEqual([]);
  });
});
