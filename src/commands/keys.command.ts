import type { Config } from '../config/index.js';
import { StudentSeals } from '../cohorts/index.js';
import { Explanations } from '../matching/index.js';
import { createContext, openDatabaseOnly } from '../create-app.js';
import { KeyRing } from '../secrets/index.js';
import type { CommandOutput } from './output.js';

/** Prints a new key for DATA_KEYS. */
export function makeKey({ name }: { readonly name: string }, { stdout, stderr }: CommandOutput): number {
  if (!/^[a-z0-9-]{1,16}$/.test(name)) {
    stderr(`Found the name '${name}', wanted up to 16 of a-z, 0-9 and -.\n`);
    return 2;
  }
  stdout(`${KeyRing.newKey(name)}\n`);
  return 0;
}

/**
 * Seals students' data anew, and what runs said of them, that is not sealed with the first key, a few rows at a time, while the service goes on.
 * Rows of imports are erased after a while, visits to institutions within a day: once both are gone, the other
 * keys can be taken off the ring.
 */
export async function rotateKeys(config: Config, { stdout }: CommandOutput): Promise<number> {
  const context = await createContext(await openDatabaseOnly(config), 'idle');
  try {
    const { seen, sealed, key } = await context.get(StudentSeals).sealAnew();
    stdout(`${seen} students looked at, ${sealed} sealed anew with key '${key}'.\n`);
    const said = await context.get(Explanations).sealAnew();
    stdout(`${said.seen} explanations looked at, ${said.sealed} sealed anew with key '${key}'.\n`);
    return 0;
  } finally {
    await context.close();
  }
}
