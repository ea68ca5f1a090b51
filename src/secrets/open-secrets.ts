import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Config, ConfigError, type SecretSource } from '../config/index.js';
import { KeyRing, type KeyRingFault } from './key-ring.js';
import { newToken, Secrets } from './secrets.js';

const FIRST_KEY = 'first';

/**
 * Takes the secrets that the configuration gives, or reads those in its files. Where there are none yet, makes
 * them and keeps them, readable to this user alone, so that links and sealed data survive a restart.
 *
 * @throws ConfigError for keys that are weak or not keys; never with a word of the keys themselves
 */
export async function openSecrets({
  secret,
  dataKeys,
}: Pick<Config, 'secret' | 'dataKeys'>): Promise<Secrets> {
  const read = KeyRing.read(await kept(dataKeys, () => KeyRing.newKey(FIRST_KEY)));
  if ('faults' in read) {
    throw new ConfigError(read.faults.map((fault) => ({ name: 'DATA_KEYS', message: faultWords(fault) })));
  }
  return new Secrets(await kept(secret, newToken), read.ring);
}

async function kept(source: SecretSource, make: () => string): Promise<string> {
  if (source.kind === 'given') return source.value;
  await mkdir(dirname(source.file), { recursive: true });
  try {
    // Two processes that start at once: the file is made by one, and read by both.
    await writeFile(source.file, make(), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as { code?: string }).code !== 'EEXIST') throw error;
  }
  const text = (await readFile(source.file, 'utf8')).trim();
  if (text.length === 0) throw new Error(`${source.file} is empty: put back what was in it, or delete it`);
  return text;
}

function faultWords(fault: KeyRingFault): string {
  switch (fault.kind) {
    case 'none':
      return 'holds no key; wanted name:key, such as from: fairplace keys make';
    case 'shape':
      return `entry ${fault.entry} is no key; wanted a name of up to 16 of a-z, 0-9 and -, a colon, and 32 bytes in base64`;
    case 'weak':
      return `key '${fault.id}' is not random; wanted one such as from: fairplace keys make`;
    case 'twice':
      return `two keys are called '${fault.id}'`;
  }
}
