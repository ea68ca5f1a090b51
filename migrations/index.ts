import { CreateTables1795338000000 } from './1795338000000-create-tables.js';
import { PeopleAndOrganisations1795341600000 } from './1795341600000-people-and-organisations.js';
import { WhoseRecordsAreWhose1795345200000 } from './1795345200000-whose-records-are-whose.js';
import { SealExplanations1795352400000 } from './1795352400000-seal-explanations.js';
import { MendRowsAndChoosePairs1795356000000 } from './1795356000000-mend-rows-and-choose-pairs.js';

/** Every migration, oldest first. Listed by hand: a file that is not here does not run. */
export const migrations = [
  CreateTables1795338000000,
  PeopleAndOrganisations1795341600000,
  WhoseRecordsAreWhose1795345200000,
  SealExplanations1795352400000,
  MendRowsAndChoosePairs1795356000000,
];
