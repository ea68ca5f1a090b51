import { CreateTables1795338000000 } from './1795338000000-create-tables.js';

/** Every migration, oldest first. Listed by hand: a file that is not here does not run. */
export const migrations = [CreateTables1795338000000];
