import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Path of the reference data that ships: `data/reference` in the nearest folder above this file that has
 * it, so that the sources and what is built from them, however deep it lies, read the same files.
 */
export const REFERENCE_DIRECTORY = directoryAbove(dirname(fileURLToPath(import.meta.url)));

function directoryAbove(folder: string): string {
  const here = join(folder, 'data', 'reference');
  if (existsSync(here)) return here;
  const above = dirname(folder);
  if (above === folder) throw new Error('No folder data/reference above the program; the install is broken');
  return directoryAbove(above);
}
