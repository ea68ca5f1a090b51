import { AuditEvent } from '../../src/identity/index.js';
import { Placement } from '../../src/placements/index.js';
import type { Role } from '../../src/access/index.js';
import { eventually, startApp, type TestApp } from '../support/test-app.js';
import {
  offerInput,
  placed,
  STUDENT_HEADER,
  studentRow,
  twoOfEach,
  type TwoOfEach,
} from '../support/two-of-each.js';

const OFFER_HEADER =
  'offer_ref,leg,title,provider,provider_type,setting,site,postcode,leg_days_per_week,mode,supervision_pool,professions,years,starts_on,ends_on,places';

describe('What is not yours is not there', () => {
  let app: TestApp;
  let world: TwoOfEach;
  beforeAll(async () => {
    app = await startApp();
    world = await twoOfEach(app);
  });
  afterAll(() => app.close());

  const as = (role: Role, place: 0 | 1 = 0) => app.as(world.person(role, place).cookie);
  const refs = async (role: Role, place: 0 | 1 = 0) => {
    const { body } = await as(role, place).get('/api/v1/offers?facets=true&limit=100').expect(200);
    const professions = body.facets.find((facet: { kind: string }) => facet.kind === 'profession');
    expect([body.total, professions.offers]).toEqual([body.items.length, body.items.length]);
    return body.items.map((offer: { ref: string }) => offer.ref).sort();
  };

  describe('A provider', () => {
    it('is seen by all, whom to contact there by its own people and coordinators alone', async () => {
      const { id } = world.hosts[0];
      const contact = async (role: Role, place: 0 | 1 = 0) =>
        (await as(role, place).get(`/api/v1/providers/${id}`).expect(200)).body.contactEmail;
      expect(await contact('assessor')).toBe('contact@larch.example.org');
      expect(await contact('system-coordinator')).toBe('contact@larch.example.org');
      for (const role of ['hei-lead', 'student', 'administrator'] as const)
        expect(await contact(role)).toBeNull();
      expect(await contact('provider-lead', 1)).toBeNull();
      const { text } = await as('hei-lead').get('/api/v1/providers').expect(200);
      expect(text).toContain('Larch House');
      expect(text).not.toContain('@larch.example.org');
    });
  });

  describe('An offer', () => {
    it('that is kept for an HEI is found and counted by its people, its hosts and coordinators alone', async () => {
      const open = ['Larch-OPEN', 'Maple-OPEN'];
      expect(await refs('administrator')).toEqual(open);
      expect(await refs('hei-lead', 0)).toEqual(['Larch-KEPT', ...open]);
      expect(await refs('student', 1)).toEqual(['Larch-OPEN', 'Maple-KEPT', 'Maple-OPEN']);
      expect(await refs('educator', 0)).toEqual(['Larch-KEPT', ...open]);
      expect(await refs('system-coordinator')).toEqual([
        'Larch-KEPT',
        'Larch-OPEN',
        'Maple-KEPT',
        'Maple-OPEN',
      ]);
      const { keptOfferId } = world.hosts[0];
      await as('hei-team', 1).get(`/api/v1/offers/${keptOfferId}`).expect(404);
      await as('provider-lead', 1).get(`/api/v1/offers/${keptOfferId}`).expect(404);
      const { body } = await as('hei-team', 0).get(`/api/v1/offers/${keptOfferId}`).expect(200);
      expect(body.reservedFor).toEqual(['Ridgeway University']);
    });

    it('that is a draft, paused or withdrawn is seen by its hosts and coordinators alone', async () => {
      const { draftOfferId } = world.hosts[0];
      for (const role of ['hei-lead', 'student', 'administrator'] as const) {
        await as(role).get(`/api/v1/offers/${draftOfferId}`).expect(404);
      }
      await as('provider-editor', 1).get(`/api/v1/offers/${draftOfferId}`).expect(404);
      await as('educator').get(`/api/v1/offers/${draftOfferId}`).expect(200);
    });

    it('shows the supervision pool of a leg to its own provider', async () => {
      const { openOfferId, poolId } = world.hosts[0];
      const pool = async (role: Role, place: 0 | 1 = 0) =>
        (await as(role, place).get(`/api/v1/offers/${openOfferId}`).expect(200)).body.legs[0].poolId;
      expect(await pool('provider-editor')).toBe(poolId);
      expect(await pool('provider-editor', 1)).toBeNull();
      expect(await pool('hei-lead')).toBeNull();
    });

    it('cannot draw on the pool of another provider, which is as unknown as any', async () => {
      const [larch, maple] = world.hosts;
      const answers = await Promise.all(
        [maple.poolId, '01a2033b-0000-4000-8000-000000000000'].map((poolId) =>
          as('provider-editor')
            .post('/api/v1/offers')
            .send(offerInput('STOLEN-POOL', { ...larch, poolId }))
            .expect(422),
        ),
      );
      expect(answers[0]?.body).toEqual(answers[1]?.body);
      expect(answers[0]?.body.errors[0]).toEqual({
        field: 'legs.0.poolId',
        message: 'names no supervision pool',
      });
    });

    it('of several hosts is drafted by any of them, each its own leg, and put before all by a coordinator', async () => {
      const [larch, maple] = world.hosts;
      const id = world.hybridOfferId;
      const { body: before } = await as('provider-editor', 1).get(`/api/v1/offers/${id}`).expect(200);
      await as('provider-lead').post(`/api/v1/offers/${id}/publish`).expect(409);
      const leg = (host: typeof larch, daysPerWeek: number) => ({
        ...offerInput('', host).legs[0],
        poolId: null,
        daysPerWeek,
      });
      const edit = (legs: object[]) => ({
        ...offerInput('HYBRID-DRAFT', larch),
        legs,
        version: before.version,
      });
      const refused = await as('provider-editor')
        .put(`/api/v1/offers/${id}`)
        .send(edit([leg(larch, 2), leg(maple, 3)]))
        .expect(422);
      expect(refused.body.errors[0].field).toBe('legs.1');
      const edited = await as('provider-editor')
        .put(`/api/v1/offers/${id}`)
        .send(edit([leg(larch, 3), leg(maple, 2)]))
        .expect(200);
      expect(edited.body.legs.map((each: { daysPerWeek: number }) => each.daysPerWeek)).toEqual([3, 2]);
      const { body: theirs } = await as('provider-editor', 1).get(`/api/v1/offers/${id}`).expect(200);
      expect(theirs.legs[1].poolId).toBe(maple.poolId);
      await as('system-coordinator').post(`/api/v1/offers/${id}/publish`).expect(200);
    });
  });

  describe('A placement', () => {
    const confirm = ({ id }: Placement) =>
      app.database.inTransaction((manager) => manager.update(Placement, { id }, { status: 'confirmed' }));
    const student = async (role: Role, id: string, place: 0 | 1 = 0) =>
      (await as(role, place).get(`/api/v1/placements/${id}`).expect(200)).body.student;

    it('tells the provider who comes once it is confirmed, and nobody where they live', async () => {
      const [host, hei] = [world.hosts[0], world.heis[0]];
      const placement = await placed(app, host.openOfferId, hei.students[0]?.requestId ?? '');
      const facts = { hei: hei.name, profession: 'occupational-therapist', year: 2 };
      const nobody = { ...facts, ref: null, name: null, email: null };
      const named = { name: 'Given01 Family01', email: 'student01@students.example.org' };
      for (const role of ['provider-lead', 'educator', 'system-coordinator'] as const) {
        expect(await student(role, placement.id)).toEqual(nobody);
      }
      expect(await student('hei-team', placement.id)).toEqual({ ...nobody, ref: 'RI-1' });
      expect(await student('student', placement.id)).toEqual({ ...facts, ref: 'RI-1', ...named });
      await confirm(placement);
      expect(await student('provider-lead', placement.id)).toEqual({ ...nobody, ...named });
      expect(await student('system-coordinator', placement.id)).toEqual(nobody);
      const { text } = await as('provider-lead').get('/api/v1/placements?limit=100').expect(200);
      expect(text).toContain('Family01');
      expect(text).not.toMatch(/OX4/);
    });

    it('of a fellow student is not there for a student', async () => {
      const placement = await placed(
        app,
        world.hosts[0].openOfferId,
        world.heis[0].students[1]?.requestId ?? '',
      );
      await as('student').get(`/api/v1/placements/${placement.id}`).expect(404);
      const { body } = await as('student').get('/api/v1/placements?limit=100').expect(200);
      expect(body.items.map(({ id }: { id: string }) => id)).not.toContain(placement.id);
    });

    it('of several hosts is seen by each, who answers for its own leg', async () => {
      const placement = await placed(app, world.hybridOfferId, world.heis[1].students[1]?.requestId ?? '');
      const path = `/api/v1/placements/${placement.id}`;
      await as('educator', 0).get(path).expect(200);
      await as('provider-lead', 0).post(`${path}/legs/2/accept`).expect(404);
      await as('provider-lead', 0).post(`${path}/legs/1/accept`).expect(200);
      const { body } = await as('provider-editor', 1).post(`${path}/legs/2/accept`).expect(200);
      expect(body.status).toBe('accepted');
    });

    it('goes into the trail with who did it', async () => {
      const events = await app.database.reader.find(AuditEvent, {
        where: { type: 'placement-leg-accepted' },
      });
      const lead = world.person('provider-lead');
      expect(events.find((event) => event.actor === lead.personId)).toMatchObject({
        organisationId: lead.organisationId,
      });
      expect(events.filter((event) => event.actor === 'operator')).toEqual([]);
    });
  });

  describe('A file', () => {
    const stage = (role: Role, kind: string, lines: readonly string[]) =>
      as(role).post(`/api/v1/imports?kind=${kind}`).type('text/csv').send(lines.join('\n')).expect(201);
    const faultsOf = async (role: Role, id: string) => {
      const { body } = await as(role).get(`/api/v1/imports/${id}/rows?faulty=true`).expect(200);
      return body.items.map(
        ({ line, faults }: { line: number; faults: { column: string; wanted: string }[] }) => [
          line,
          faults[0]?.column,
          faults[0]?.wanted,
        ],
      );
    };
    const offerRow = (
      ref: string,
      leg: number,
      provider: string,
      more: Readonly<Record<string, string>> = {},
    ) => {
      const cells: Record<string, string> = {
        offer_ref: ref,
        leg: String(leg),
        title: 'Sent in a file',
        provider,
        provider_type: 'care-home',
        setting: 'care-home',
        site: `Main ${provider.split(' ')[0]}`,
        postcode: 'OX4 1AB',
        leg_days_per_week: '2',
        mode: 'in-person',
        professions: 'occupational-therapist',
        years: '2',
        starts_on: '2027-02-01',
        ends_on: '2027-03-12',
        places: '2',
        ...more,
      };
      const columns = OFFER_HEADER.split(',');
      const terms = columns.slice(columns.indexOf('professions'));
      return columns
        .map((column) =>
          leg > 1 && (column === 'title' || terms.includes(column)) ? '' : (cells[column] ?? ''),
        )
        .join(',');
    };

    it("of an HEI's people brings in its own students, and names the rows that are not", async () => {
      const lines = [
        STUDENT_HEADER,
        studentRow('NEW-1', ' ridgeway  UNIVERSITY '),
        studentRow('NEW-2', 'Downs University'),
        studentRow('NEW-3', 'Invented University'),
      ];
      const { body } = await stage('hei-team', 'students', lines);
      expect(body).toMatchObject({ rows: 3, faultyRows: 2 });
      expect(await faultsOf('hei-team', body.id)).toEqual([
        [3, 'hei', 'your own, Ridgeway University'],
        [4, 'hei', 'your own, Ridgeway University'],
      ]);
      const done = await as('hei-team')
        .post(`/api/v1/imports/${body.id}/commit`)
        .send({ goodRowsOnly: true })
        .expect(200);
      expect(done.body.outcome).toMatchObject({ created: 1 });
      const { body: heis } = await as('system-coordinator').get('/api/v1/heis').expect(200);
      expect(heis.items).toHaveLength(2);
    });

    it("of a provider's people brings in its own offers, and a hybrid as a draft", async () => {
      const lines = [
        OFFER_HEADER,
        offerRow('OWN', 1, 'Larch House'),
        offerRow('THEIRS', 1, 'Maple House'),
        offerRow('BOTH', 1, 'Larch House'),
        offerRow('BOTH', 2, 'Maple House'),
        offerRow('POOL', 1, 'Larch House', { supervision_pool: 'pool-maple' }),
        offerRow('STRANGER', 1, 'Larch House'),
        offerRow('STRANGER', 2, 'Nobody House'),
        offerRow('Maple-OPEN', 1, 'Larch House'),
      ];
      const { body } = await stage('provider-editor', 'offers', lines);
      const faults = await faultsOf('provider-editor', body.id);
      expect(faults.map(([line, column]: [number, string]) => [line, column])).toEqual([
        [3, 'provider'],
        [6, 'supervision_pool'],
        [7, 'provider'],
        [8, 'provider'],
        [9, 'offer_ref'],
      ]);
      await as('provider-editor')
        .post(`/api/v1/imports/${body.id}/commit`)
        .send({ goodRowsOnly: true })
        .expect(200);
      expect(await refs('hei-lead', 1)).toContain('OWN');
      expect(await refs('hei-lead', 1)).not.toContain('BOTH');
      const { text } = await as('provider-editor', 1).get('/api/v1/exports/offers').expect(200);
      expect(text).toContain('BOTH');
      expect(text).not.toContain('OWN');
    });

    it("of a provider's people sizes its own pools and caps alone", async () => {
      const pools = await stage('provider-lead', 'pools', [
        'supervision_pool,learner_days_per_week',
        'pool-larch,5',
        'pool-maple,5',
        'pool-new,1',
      ]);
      expect(await faultsOf('provider-lead', pools.body.id)).toEqual([
        [3, 'supervision_pool', 'a pool of your own: this name is taken'],
      ]);
      await as('provider-lead')
        .post(`/api/v1/imports/${pools.body.id}/commit`)
        .send({ goodRowsOnly: true })
        .expect(200);
      const { text } = await as('provider-lead').get('/api/v1/exports/pools').expect(200);
      expect(text).toContain('pool-new,1');
      expect(text).not.toContain('pool-maple');

      const caps = await stage('provider-lead', 'caps', [
        'provider,site,max_learners',
        'Larch House,,3',
        'Maple House,,3',
        ',Main Maple,3',
      ]);
      const answer = await as('provider-lead')
        .post(`/api/v1/imports/${caps.body.id}/commit`)
        .send({ goodRowsOnly: true })
        .expect(200);
      expect(answer.body.outcome).toMatchObject({ updated: 1, refused: 1 });
    });

    it('that was staged is seen by those who sent it, and not even by a coordinator', async () => {
      const { body } = await stage('hei-lead', 'students', [
        STUDENT_HEADER,
        studentRow('SEEN', 'Ridgeway University'),
      ]);
      await as('hei-team').get(`/api/v1/imports/${body.id}/rows`).expect(200);
      for (const other of [as('system-coordinator'), as('hei-lead', 1), as('provider-lead')]) {
        await other.get(`/api/v1/imports/${body.id}`).expect(404);
        await other.get(`/api/v1/imports/${body.id}/rows`).expect(404);
        await other.post(`/api/v1/imports/${body.id}/commit`).send({}).expect(404);
        await other.delete(`/api/v1/imports/${body.id}`).expect(404);
      }
    });

    it('going out to a coordinator says of students who none of them is, and coming back erases nothing', async () => {
      const own = async () => (await as('hei-lead', 1).get('/api/v1/exports/students').expect(200)).text;
      const before = await own();
      expect(before).toContain('Family11');
      expect(before).not.toContain('Ridgeway');
      const { text } = await as('system-coordinator').get('/api/v1/exports/students').expect(200);
      expect(text).toContain('DO-1');
      expect(text).not.toMatch(/Family|students\.example\.org|OX4 1AB|access_needs|excluded_providers/);
      const staged = await stage('system-coordinator', 'students', text.trim().split('\r\n'));
      const { body } = await as('system-coordinator')
        .post(`/api/v1/imports/${staged.body.id}/commit`)
        .send({})
        .expect(200);
      expect(body.outcome).toMatchObject({ created: 0, updated: 0 });
      expect(await own()).toBe(before);
    });
  });

  describe('A run', () => {
    const run = async (role: Role, body: object, place: 0 | 1 = 0, key?: string) => {
      const asked = as(role, place).post('/api/v1/runs');
      if (key) void asked.set('Idempotency-Key', key);
      return (await asked.send(body).expect(202)).body as { id: string };
    };
    const solved = (role: Role, id: string, place: 0 | 1 = 0) =>
      eventually(
        async () => (await as(role, place).get(`/api/v1/runs/${id}`)).body,
        ({ status }) => status === 'succeeded',
      );

    it('of an HEI is over its own students and the offers that it may see today, whatever day it is judged by', async () => {
      const { id } = await run('hei-lead', { policy: { asOf: '2027-01-31' } }, 1);
      const { totals } = await solved('hei-lead', id, 1);
      const { body } = await as('hei-lead', 1).get(`/api/v1/runs/${id}/proposals?limit=100`).expect(200);
      expect(totals.requests).toBe(body.items.length);
      const { text } = await as('hei-lead', 1).get(`/api/v1/runs/${id}/report.json`).expect(200);
      expect(text).toContain('Maple-KEPT');
      expect(text).not.toMatch(/Larch-KEPT|RI-\d|pool-/);
    });

    it('over blocks of others is refused as over blocks that are not there', async () => {
      const answers = await Promise.all(
        [world.heis[1].blockId, '01a2033b-0000-4000-8000-000000000000'].map((id) =>
          as('hei-lead')
            .post('/api/v1/runs')
            .send({ blockIds: [id] })
            .expect(422),
        ),
      );
      const told = answers.map(({ body }) => JSON.stringify(body).replace(/[0-9a-f-]{36}/g, 'ID'));
      expect(told[0]).toBe(told[1]);
      await as('hei-lead')
        .post('/api/v1/runs')
        .send({ heiIds: [world.heis[1].id] })
        .expect(422);
    });

    it('of a coordinator is seen by each HEI as far as it is about its own students', async () => {
      const { id } = await run('system-coordinator', { label: 'Everybody', policy: { asOf: '2026-12-01' } });
      const { totals } = await solved('system-coordinator', id);
      const path = `/api/v1/runs/${id}`;
      for (const place of [0, 1] as const) {
        const { body } = await as('hei-team', place).get(`${path}/proposals?limit=100`).expect(200);
        const { body: own } = await as('hei-team', place).get(path).expect(200);
        expect(own.totals).toMatchObject({ requests: body.items.length, offers: null, mostPlaced: null });
        expect(own.totals.requests).toBeLessThan(totals.requests);
        const others = place === 0 ? /DO-\d/ : /RI-\d|NEW-1/;
        const kept = place === 0 ? 'Maple-KEPT' : 'Larch-KEPT';
        for (const part of ['', '/proposals?limit=100', '/matches.csv', '/report.json']) {
          const { text } = await as('hei-team', place).get(`${path}${part}`).expect(200);
          expect(text).not.toMatch(others);
          expect(text).not.toContain(kept);
          expect(text).not.toContain('pool-');
        }
        await as('hei-lead', place).post(`${path}/publish`).expect(404);
        await as('hei-lead', place).post(`${path}/cancel`).expect(404);
      }
      await as('hei-lead', 0).get(`${path}/compare/${id}`).expect(200);
    });

    it('asked for under a word that another organisation used is another run', async () => {
      const first = await run('hei-lead', { label: 'Ours' }, 0, 'spring');
      const again = await run('hei-team', { label: 'Ours' }, 0, 'spring');
      const theirs = await run('hei-lead', { label: 'Theirs' }, 1, 'spring');
      expect(again.id).toBe(first.id);
      expect(theirs.id).not.toBe(first.id);
      await as('hei-lead', 1).get(`/api/v1/runs/${first.id}`).expect(404);
    });
  });
});
