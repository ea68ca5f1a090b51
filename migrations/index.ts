import { CreateTables1795338000000 } from './1795338000000-create-tables.js';
import { PeopleAndOrganisations1795341600000 } from './1795341600000-people-and-organisations.js';

/** Every migration, oldest first. Listed by hand: a file that is not here does not run. */
export const migrations = [CreateTables1795338000000, PeopleAndOrganisations1795341600000];
