import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { ROOT_FOLDER } from '../config/index.js';

const require = createRequire(join(ROOT_FOLDER, 'package.json'));

/** Folder of the design system's templates and assets. */
export const DESIGN_SYSTEM = dirname(require.resolve('nhsuk-frontend/package.json'));

/**
 * The design system's stylesheet without its typeface, which is licensed to the NHS alone and would be
 * fetched from another host. Text falls back to Arial.
 */
export function designSystemStyles(): string {
  return readFileSync(join(DESIGN_SYSTEM, 'dist/nhsuk/nhsuk-frontend.min.css'), 'utf8')
    .replace(/@font-face\{[^}]*\}/g, '')
    .replace(/"?Frutiger W01"?,/g, '');
}
