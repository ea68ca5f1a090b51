import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Database, newId, sql } from '../../src/database/index.js';
import type { Gazetteer } from '../../src/geography/index.js';
import { ImportsService } from '../../src/imports/imports.service.js';
import { Readable } from 'node:stream';
import { insertRows } from '../search/insert-rows.js';
import { seeded } from '../search/seeded.js';

const HEIS = 20;
const PROFESSIONS = ['physiotherapist', 'occupational-therapist', 'paramedic', 'dietitian', 'podiatrist'];
const COLUMNS = [
  'student_ref',
  'hei',
  'profession',
  'year',
  'postcode',
  'transport',
  'starts_on',
  'ends_on',
  'days_per_week',
  'given_name',
  'family_name',
  'email',
];
const STATES = ['offered', 'accepted', 'confirmed', 'declined', 'completed'] as const;

/** Students of twenty HEIs, brought in as a file; three in five have a placement in some state. */
export async function storeCohorts(
  app: NestFastifyApplication,
  gazetteer: Gazetteer,
  students: number,
  seed: number,
): Promise<void> {
  const draw = seeded(seed);
  const districts = gazetteer.districts.filter(({ country }) => country === 'England');
  const lines = [COLUMNS.join(',')];
  for (let at = 0; at < students; at++) {
    const hei = at % HEIS;
    const cells = [
      `B-${at}`,
      `Bench University ${hei}`,
      draw.one(PROFESSIONS),
      draw.whole(1, 3),
      `${draw.one(districts).code} 1AA`,
      draw.one(['car', 'public']),
      '2027-02-01',
      '2027-03-12',
      4,
      'Given',
      `Family${at}`,
      `bench-${at}@students.example.org`,
    ];
    lines.push(cells.join(','));
  }
  const imports = app.get(ImportsService, { strict: false });
  const staged = await imports.stageFile(
    'students',
    'students.csv',
    Readable.from([Buffer.from(lines.join('\n'))]),
    'operator',
  );
  if (!staged.ok) throw new Error('The file of students was not taken');
  const committed = await imports.commitFile(staged.value.id, { goodRowsOnly: false }, 'operator');
  if (!committed.ok) throw new Error('The file of students was not committed');
  await storePlacements(app.get(Database, { strict: false }), seed);
}

async function storePlacements(database: Database, seed: number): Promise<void> {
  const draw = seeded(seed + 1);
  const requests = await database.rows<{ id: string }>(sql`SELECT id AS "id" FROM placement_request`);
  const offers = await database.rows<{ id: string }>(
    sql`SELECT offer_id AS "id" FROM offer_listing ORDER BY offer_id LIMIT 20000`,
  );
  const now = new Date().toISOString();
  const rows = requests
    .filter(() => draw.chance(0.6))
    .map(({ id: requestId }) => {
      const id = newId();
      return {
        id,
        token: id.slice(-8).toUpperCase(),
        offer_id: draw.one(offers).id,
        request_id: requestId,
        run_id: null,
        status: draw.one(STATES),
        reason: null,
        created_at: now,
        updated_at: now,
        version: 1,
      };
    });
  await database.inTransaction((manager) => insertRows(database, manager, 'placement', rows));
}
