import { randomUUID } from 'node:crypto';
import { copyFile, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errorCode } from './error-code.js';

export interface FileToWrite {
  readonly path: string;
  readonly pieces: Iterable<string> | AsyncIterable<string>;
}

/**
 * Writes all of the files or none: each is written whole beside its place first, and only when all
 * are safe on disk are they moved there. Where a move fails, those already moved are put back, so that
 * whatever stood there before stands there again.
 *
 * @throws the file system's error when a file cannot be written
 */
export async function writeTogether(files: readonly FileToWrite[]): Promise<void> {
  const pending = files.map(({ path, pieces }) => ({
    path,
    pieces,
    aside: asideOf(path),
    before: asideOf(path),
  }));
  const moved: typeof pending = [];
  try {
    for (const { aside, pieces } of pending) await writeWhole(aside, pieces);
    for (const file of pending) {
      await keepBefore(file.path, file.before);
      await rename(file.aside, file.path);
      moved.push(file);
    }
  } catch (error) {
    for (const { path, before } of moved) {
      await rename(before, path).catch(() => rm(path, { force: true }));
    }
    throw error;
  } finally {
    for (const { aside, before } of pending) {
      await rm(aside, { force: true });
      await rm(before, { force: true });
    }
  }
}

async function writeWhole(path: string, pieces: FileToWrite['pieces']): Promise<void> {
  const file = await open(path, 'wx');
  try {
    for await (const piece of pieces) await file.write(piece);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A copy and not a second name: not every file system has those. Nothing stands there the first time. */
async function keepBefore(path: string, before: string): Promise<void> {
  try {
    await copyFile(path, before);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}

function asideOf(path: string): string {
  return join(dirname(path), `.${basename(path)}.${randomUUID()}`);
}
