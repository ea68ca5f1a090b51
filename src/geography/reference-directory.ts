import { fileURLToPath } from 'node:url';

/** Path of the reference data that ships: `data/reference` beside `src`, and beside `dist` once built. */
export const REFERENCE_DIRECTORY = fileURLToPath(new URL('../../data/reference', import.meta.url));
