import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import Sqlite from 'better-sqlite3';

/**
 * What one process is handing over to a mail server, kept on this machine's disk. Written in the instant
 * before a mail is out of our hands, by a call that returns only when the operating system has it: it
 * outlives the process however that ends. The operating system also tells the living from the dead, since
 * the lock on the file goes with the process.
 */
export class HandoverJournal {
  private readonly add: Sqlite.Statement;
  private readonly remove: Sqlite.Statement;
  private readonly find: Sqlite.Statement;

  private constructor(
    readonly owner: string,
    private readonly folder: string,
    private readonly file: Sqlite.Database,
  ) {
    this.add = file.prepare('INSERT OR IGNORE INTO handover (id) VALUES (?)');
    this.remove = file.prepare('DELETE FROM handover WHERE id = ?');
    this.find = file.prepare('SELECT 1 FROM handover WHERE id = ?');
  }

  /** Begins a journal of this process's own in a folder that the processes of one machine share. */
  static open(folder: string): HandoverJournal {
    mkdirSync(folder, { recursive: true });
    const owner = randomUUID();
    const file = lockedFile(fileOf(folder, owner));
    if (!file) throw new Error('A journal that was just made is locked');
    return new HandoverJournal(owner, folder, file);
  }

  /** Takes tens of microseconds, and is on disk as far as this process is concerned when it returns. */
  record(id: string): void {
    this.add.run(id);
  }

  has(id: string): boolean {
    return this.find.get(id) !== undefined;
  }

  /** What became of the mail is known by now. */
  forget(id: string): void {
    this.remove.run(id);
  }

  /** Ends the journal. What is still in it stays for the next process to find. */
  close(): void {
    const isEmpty = this.file.prepare('SELECT 1 FROM handover').get() === undefined;
    this.file.close();
    if (isEmpty) removeFile(fileOf(this.folder, this.owner));
  }
}

/** The journal of a process that is no more. */
export interface LeftJournal {
  readonly owner: string;
  readonly ids: ReadonlySet<string>;
  /** Removes it, once what it says has been dealt with. */
  readonly remove: () => void;
}

/** Journals whose processes have ended. Each is given to one caller only, who must remove it. */
export function leftJournals(folder: string): LeftJournal[] {
  const names = listed(folder).filter((name) => name.endsWith('.journal'));
  return names.flatMap((name) => {
    const path = join(folder, name);
    const file = lockedFile(path);
    if (!file) return [];
    const ids = file.prepare('SELECT id FROM handover').pluck().all() as string[];
    return [
      {
        owner: name.slice(0, -'.journal'.length),
        ids: new Set(ids),
        remove: () => {
          file.close();
          removeFile(path);
        },
      },
    ];
  });
}

/** Whether a process of this machine that has such a journal is alive. Always false for other machines. */
export function isAlive(folder: string, owner: string): boolean {
  if (!listed(folder).includes(`${owner}.journal`)) return false;
  const file = lockedFile(fileOf(folder, owner));
  file?.close();
  return file === undefined;
}

function lockedFile(path: string): Sqlite.Database | undefined {
  const file = new Sqlite(path, { timeout: 0 });
  try {
    file.pragma('locking_mode = EXCLUSIVE');
    file.pragma('journal_mode = WAL');
    // A crash of the machine may lose the last lines. A crash of the process, which is far likelier, not.
    file.pragma('synchronous = OFF');
    file.exec(
      'BEGIN EXCLUSIVE; CREATE TABLE IF NOT EXISTS handover (id TEXT PRIMARY KEY) WITHOUT ROWID; COMMIT',
    );
    return file;
  } catch (error) {
    file.close();
    if ((error as { code?: string }).code?.startsWith('SQLITE_BUSY')) return undefined;
    throw error;
  }
}

function fileOf(folder: string, owner: string): string {
  return join(folder, `${owner}.journal`);
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function removeFile(path: string): void {
  for (const end of ['', '-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
}
