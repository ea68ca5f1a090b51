import { Block } from '../../../src/cohorts/block.entity.js';
import { PlacementRequest, Student } from '../../../src/cohorts/index.js';
import { newId } from '../../../src/database/index.js';
import { placed } from '../../support/two-of-each.js';
import type { Case, Sample } from '../route-samples.js';

/** A confirmed placement of the HEI's first student, who is the one that signs in. */
async function ownPlacement({ app, host, hei }: Case): Promise<string> {
  const placement = await placed(app, host.openOfferId, hei.students[0]?.requestId ?? '', 'confirmed');
  return placement.id;
}

/** A block of that student for which no place is held. */
async function openRequest({ app, hei }: Case): Promise<string> {
  const id = newId();
  await app.database.inTransaction(async (manager) => {
    const student = await manager.findOneByOrFail(Student, { id: hei.students[0]?.id ?? '' });
    const block = {
      id: newId(),
      cohortId: student.cohortId,
      key: id.slice(-12),
      startsOn: '2027-02-01',
      endsOn: '2027-03-12',
      halfDaysPerWeek: 8,
      requiredSettings: [],
      requiredPillars: [],
      requiredStandards: [],
    };
    await manager.insert(Block, block);
    await manager.insert(PlacementRequest, {
      id,
      studentId: student.id,
      blockId: block.id,
      preferences: [],
      priority: 0,
    });
  });
  return id;
}

/** Pages of students about themselves. */
export const STUDENT_PAGES: Readonly<Record<string, Sample>> = {
  'GET /my-placements': { ask: () => ({ path: '/my-placements' }) },
  'GET /my-placements/:id': {
    ask: async (about) => ({ path: `/my-placements/${await ownPlacement(about)}` }),
  },
  'GET /my-placements/:id/calendar.ics': {
    ask: async (about) => ({ path: `/my-placements/${await ownPlacement(about)}/calendar.ics` }),
  },
  'GET /my-preferences/:requestId': {
    ask: async (about) => ({ path: `/my-preferences/${await openRequest(about)}` }),
  },
  'POST /my-preferences/:requestId/travel': {
    ask: async (about) => ({
      path: `/my-preferences/${await openRequest(about)}/travel`,
      form: { transport: 'car', maxTravelMinutes: '60', settingsDone: 'care home' },
    }),
  },
  'POST /my-preferences/:requestId/rank': {
    ask: async (about) => ({
      path: `/my-preferences/${await openRequest(about)}/rank`,
      form: { offer: 'any', move: 'remove' },
    }),
  },
};
