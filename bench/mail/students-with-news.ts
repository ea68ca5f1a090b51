import { type Database, newId, sql } from '../../src/database/index.js';
import type { Gazetteer } from '../../src/geography/index.js';
import { putInOutbox } from '../../src/queue/index.js';
import { insertRows, type Row } from '../search/insert-rows.js';
import { seeded } from '../search/seeded.js';

/** Who is written to: each has one placement to hear of. */
export interface Recipient {
  readonly requestId: string;
  readonly placementId: string;
}

const OFFERS = 60;
const NOW = '2026-11-02T09:00:00.000Z';
const EMPTY_STUDENT = {
  settings_done: '',
  providers_done: '',
  clearances: '',
  access_needs: '',
  excluded_providers: '',
  extra: '{}',
};

/** Students of one HEI, each placed by one published run, a tenth of them on hybrid offers. All made up. */
export async function storeStudents(
  database: Database,
  gazetteer: Gazetteer,
  students: number,
): Promise<Recipient[]> {
  const draw = seeded(7);
  const districts = gazetteer.districts.filter(({ code }) => /^(OX|RG|HP|MK|SN)\d/.test(code));
  const [hei, programme, cohort, block, run] = [newId(), newId(), newId(), newId(), newId()];
  const times = { created_at: NOW, updated_at: NOW };
  const providers: Row[] = [];
  const sites: Row[] = [];
  const offers: Row[] = [];
  const legs: Row[] = [];
  for (let index = 0; index < OFFERS; index += 1) {
    const [providerId, siteId, offerId] = [newId(), newId(), newId()];
    const { code } = draw.one(districts);
    providers.push({
      id: providerId,
      name: `Provider ${index}`,
      name_key: `provider ${index}`,
      type: 'care-home',
      ...times,
    });
    sites.push({
      id: siteId,
      provider_id: providerId,
      name: `House ${index}`,
      name_key: `house ${index}`,
      postcode: `${code} 1AA`,
      district: code,
      created_at: NOW,
    });
    offers.push({
      id: offerId,
      ref: `OFF-${index}`,
      ref_key: `off-${index}`,
      status: 'published',
      title: `Later life and rehabilitation at House ${index}`,
      summary: null,
      model: 'one-to-one',
      professions: 'occupational-therapist',
      years: '2',
      starts_on: '2027-01-04',
      ends_on: '2027-03-26',
      places: students,
      min_group: 1,
      requires: 'enhanced-dbs|immunisations',
      is_driver_needed: 0,
      access_features: '',
      reserved_for: '',
      standards: '',
      pillars: 'clinical',
      extra: '{}',
      published_at: NOW,
      ...times,
      version: 1,
    });
    for (let leg = 1; leg <= (index % 10 === 9 ? 2 : 1); leg += 1) {
      legs.push({
        id: newId(),
        offer_id: offerId,
        leg,
        provider_id: leg === 1 ? providerId : (providers[0]?.id ?? providerId),
        site_id: leg === 1 ? siteId : (sites[0]?.id ?? siteId),
        half_days_per_week: 5,
        mode: 'in-person',
        setting: 'care-home',
      });
    }
  }
  const people: Row[] = [];
  const requests: Row[] = [];
  const placements: Row[] = [];
  for (let index = 0; index < students; index += 1) {
    const [studentId, requestId] = [newId(), newId()];
    const { code } = draw.one(districts);
    people.push({
      id: studentId,
      hei_id: hei,
      cohort_id: cohort,
      ref: `S${index}`,
      ref_key: `s${index}`,
      given_name: 'Sam',
      family_name: `Student ${index}`,
      email: `s${index}@students.example.org`,
      postcode: `${code} 2BB`,
      district: code,
      transport: 'public',
      ...EMPTY_STUDENT,
      ...times,
    });
    requests.push({ id: requestId, student_id: studentId, block_id: block, preferences: '', priority: 1 });
    placements.push({
      id: newId(),
      token: `T${index}`,
      offer_id: offers[index % OFFERS]?.id ?? '',
      request_id: requestId,
      run_id: run,
      status: 'offered',
      ...times,
    });
  }
  await database.inTransaction(async (manager) => {
    const tables: readonly (readonly [string, readonly Row[]])[] = [
      [
        'hei',
        [
          {
            id: hei,
            name: 'University',
            name_key: 'university',
            contact_email: 'p@hei.example.org',
            created_at: NOW,
          },
        ],
      ],
      ['programme', [{ id: programme, hei_id: hei, profession: 'occupational-therapist' }]],
      ['cohort', [{ id: cohort, programme_id: programme, year: 2 }]],
      [
        'block',
        [
          {
            id: block,
            cohort_id: cohort,
            key: 'block',
            starts_on: '2027-01-11',
            ends_on: '2027-03-19',
            half_days_per_week: 10,
            required_settings: '',
            required_pillars: '',
            required_standards: '',
          },
        ],
      ],
      ['provider', providers],
      ['site', sites],
      ['offer', offers],
      ['offer_leg', legs],
      ['student', people],
      ['placement_request', requests],
      [
        'run',
        [
          {
            id: run,
            label: 'Bench',
            status: 'succeeded',
            scope: '{}',
            scope_digest: 'bench',
            created_at: NOW,
          },
        ],
      ],
      ['placement', placements],
    ];
    for (const [table, rows] of tables) await insertRows(database, manager, table, rows);
  });
  return placements.map((row) => ({ requestId: row.request_id as string, placementId: row.id as string }));
}

/**
 * Has every recipient told, as the announcement of a published run does: deliveries and jobs in one
 * transaction, which the relay learns of when it commits. Gives the event's id.
 */
export async function tellEverybody(database: Database, recipients: readonly Recipient[]): Promise<string> {
  const eventId = newId();
  const deliveries = recipients.map(({ requestId, placementId }) => {
    const id = newId();
    return {
      id,
      event_id: eventId,
      template: 'placement-offered-know',
      recipient_kind: 'student',
      recipient_id: requestId,
      subject_id: placementId,
      message_id: `${id}@fairplace`,
      status: 'waiting',
      attempts: 0,
      created_at: new Date().toISOString(),
    };
  });
  await database.inTransaction(async (manager) => {
    await database.change(
      sql`INSERT INTO audit_event (id, type, actor, subject_type, subject_id, data, happened_at)
          VALUES (${eventId}, 'run-published', 'bench', 'run', ${eventId}, '{}', ${NOW})`,
      manager,
    );
    await insertRows(database, manager, 'delivery', deliveries);
    await putInOutbox(
      manager,
      'send-mail',
      deliveries.map(({ id }) => ({ deliveryId: id })),
    );
  });
  return eventId;
}
