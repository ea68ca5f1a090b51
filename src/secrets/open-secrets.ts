import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Config } from '../config/index.js';
import { newToken, Secrets } from './secrets.js';

/**
 * Takes the secret that the configuration gives, or reads the one in its file. Where there is none yet, makes
 * one and keeps it, readable to this user alone, so that links and forms survive a restart.
 */
export async function openSecrets({ secret }: Pick<Config, 'secret'>): Promise<Secrets> {
  if (secret.kind === 'given') return new Secrets(secret.value);
  await mkdir(dirname(secret.file), { recursive: true });
  try {
    // Two processes that start at once: the file is made by one, and read by both.
    await writeFile(secret.file, newToken(), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as { code?: string }).code !== 'EEXIST') throw error;
  }
  const kept = (await readFile(secret.file, 'utf8')).trim();
  if (kept.length === 0) throw new Error(`${secret.file} is empty; delete it, and a secret is made anew`);
  return new Secrets(kept);
}
