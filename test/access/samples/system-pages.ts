import { newId } from '../../../src/database/index.js';
import type { Sample } from '../route-samples.js';

const page = (path: string): Sample => ({ ask: () => ({ path }) });

/** Pages of the system's team. */
export const SYSTEM_PAGES: Readonly<Record<string, Sample>> = {
  'GET /system': page('/system'),
  'GET /system/gaps': page('/system/gaps?profession=occupational-therapist'),
  'GET /system/queue': page('/system/queue'),
  'POST /system/queue/:job/:id/retry': {
    ask: () => ({ path: `/system/queue/send-mail/${newId()}/retry`, form: {} }),
    // No job has failed, and to be told so one must be let in.
    allowed: 404,
  },
  'GET /system/mails': page('/system/mails?state=failed'),
  'POST /system/mails/:id/send-again': {
    ask: () => ({ path: `/system/mails/${newId()}/send-again`, form: {} }),
    allowed: 404,
  },
  'GET /system/organisations': page('/system/organisations?name=ridge'),
  'GET /system/organisations/:id': {
    ask: ({ organisationId }) => ({ path: `/system/organisations/${organisationId}` }),
  },
  'GET /system/reference-data': page('/system/reference-data'),
};
