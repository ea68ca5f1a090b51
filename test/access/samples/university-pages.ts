import { ROLES } from '../../../src/access/index.js';
import { newId } from '../../../src/database/index.js';
import { ImportFile } from '../../../src/imports/import.entity.js';
import type { Case, Sample } from '../route-samples.js';

/** A file that the organisation's people sent and have not decided on. */
const fileOf = async ({ app, role, organisationId }: Case): Promise<string> => {
  const id = newId();
  const file = {
    id,
    organisationId,
    kind: ROLES[role].kind === 'hei' ? ('students' as const) : ('pools' as const),
    fileName: 'file.csv',
    digest: 'x',
    status: 'staged' as const,
    rows: 0,
    faultyRows: 0,
    columns: [],
    warnings: [],
    outcome: null,
    revision: 0,
    createdAt: new Date(),
    committedAt: null,
  };
  await app.database.inTransaction((manager) => manager.insert(ImportFile, file));
  return id;
};

const onFile = (rest: string): Sample => ({
  ask: async (about) => ({ path: `/imports/${await fileOf(about)}${rest}` }),
});
const toFile = (rest: string): Sample => ({
  ask: async (about) => ({ path: `/imports/${await fileOf(about)}${rest}`, form: {} }),
});

/** Pages of placement teams. */
export const UNIVERSITY_PAGES: Readonly<Record<string, Sample>> = {
  'GET /cohorts': { ask: () => ({ path: '/cohorts' }), mark: ({ hei }) => hei.blockId },
  'GET /cohorts/:blockId': { ask: ({ hei }) => ({ path: `/cohorts/${hei.blockId}` }) },
  'GET /imports': {
    ask: () => ({ path: '/imports' }),
    mark: async (about) => fileOf(about),
  },
  // No file comes with it, and to be told so one must be let in.
  'POST /imports': { ask: () => ({ path: '/imports', form: {} }), allowed: 422 },
  'GET /imports/:id': onFile(''),
  'GET /imports/:id/check': onFile('/check'),
  'POST /imports/:id/commit': toFile('/commit'),
  'POST /imports/:id/discard': toFile('/discard'),
  // The file has no such row, and to be told so one must be let in.
  'GET /imports/:id/rows/:line': { ...onFile('/rows/2'), allowed: 404 },
  'POST /imports/:id/rows/:line': { ...toFile('/rows/2'), allowed: 404 },
};
