import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds `package.json`, `data/` and the rest, wherever this file was built to. */
export const ROOT_FOLDER = rootAbove(dirname(fileURLToPath(import.meta.url)));

/** Folder of the reference data that ships. */
export const REFERENCE_FOLDER = join(ROOT_FOLDER, 'data/reference');

function rootAbove(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const above = dirname(folder);
  if (above === folder) throw new Error('There is no package.json above the code');
  return rootAbove(above);
}
