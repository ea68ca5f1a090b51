import { ROLES } from '../../../src/access/index.js';
import { newId } from '../../../src/database/index.js';
import { ImportFile } from '../../../src/imports/import.entity.js';
import { runOf } from '../../support/two-of-each.js';
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

/** A run of the organisation that has ended well. */
const onRun = (rest: string): Sample => ({
  ask: async ({ app, organisationId }) => ({
    path: `/matching/${(await runOf(app, organisationId)).id}${rest}`,
  }),
});
const toRun = (
  rest: string,
  more: { form?: Readonly<Record<string, string>>; allowed?: number } = {},
): Sample => ({
  ask: async ({ app, organisationId }) => ({
    path: `/matching/${(await runOf(app, organisationId)).id}${rest}`,
    form: more.form ?? {},
  }),
  ...(more.allowed ? { allowed: more.allowed } : {}),
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

  'GET /matching': {
    ask: () => ({ path: '/matching' }),
    mark: async ({ app, organisationId }) => (await runOf(app, organisationId)).id,
  },
  'GET /matching/new': { ask: () => ({ path: '/matching/new' }) },
  // Nothing is filled in, and to be told so one must be let in.
  'POST /matching': { ask: () => ({ path: '/matching', form: {} }), allowed: 422 },
  'GET /matching/:id': onRun(''),
  'GET /matching/:id/progress.json': onRun('/progress.json'),
  'POST /matching/:id/cancel': toRun('/cancel'),
  'GET /matching/:id/placed': onRun('/placed'),
  'GET /matching/:id/not-placed': onRun('/not-placed'),
  'GET /matching/:id/providers': onRun('/providers'),
  'GET /matching/:id/fairness': onRun('/fairness'),
  'GET /matching/:id/travel': onRun('/travel'),
  'GET /matching/:id/choices': onRun('/choices'),
  // The run has answered nobody: a choice in it is not refused for who asks.
  'POST /matching/:id/choices': toRun('/choices', { allowed: 422 }),
  'GET /matching/:id/students/:requestId': { ...onRun(`/students/${newId()}`), allowed: 404 },
  'GET /matching/:id/compare': {
    ask: async ({ app, organisationId }) => {
      const { id } = await runOf(app, organisationId);
      return { path: `/matching/${id}/compare?with=${id}` };
    },
  },
  'GET /matching/:id/publish': onRun('/publish'),
  'POST /matching/:id/publish': toRun('/publish'),
  'GET /matching/:id/withdraw': onRun('/withdraw'),
  // It is not published, and to be told so one must be let in.
  'POST /matching/:id/withdraw': toRun('/withdraw', { allowed: 409 }),

  'GET /matching/:id/letters': onRun('/letters'),
  'GET /matching/:id/letters/students': onRun('/letters/students'),
  // The run has placed nobody: there is no such letter, and to be told so one must be let in.
  'GET /matching/:id/letters/providers/:providerId': {
    ...onRun(`/letters/providers/${newId()}`),
    allowed: 404,
  },
  'GET /matching/:id/letters/students/:requestId': {
    ...onRun(`/letters/students/${newId()}`),
    allowed: 404,
  },
};
