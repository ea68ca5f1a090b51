import { finishedRun, importCsv, importSample, sampleFile, samplePolicy } from '../support/sample.js';
import { startApp, type TestApp } from '../support/test-app.js';

interface TestShare {
  readonly requests: number;
  readonly entitlement: number;
  readonly placed: number;
  readonly due: number;
  readonly deviation: number;
}

const WEIGHT = 3;
const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);

describe('A run shares places fairly', () => {
  let app: TestApp;
  let heis: { id: string; name: string }[];
  beforeAll(async () => {
    app = await startApp();
    await importSample(app);
    heis = (await app.http.get('/api/v1/heis').expect(200)).body.items;
  });
  afterAll(() => app.close());

  const run = (more: object) => finishedRun(app, { policy: { ...samplePolicy(), ...more } });
  const report = async ({ id }: { id: string }) =>
    (await app.http.get(`/api/v1/runs/${id}/report.json`).expect(200)).body;

  it('tells each HEI, and each of its professions, what was due to it and how far from that it is', async () => {
    const plain = await run({ fairness: 'none' });
    const fair = await run({ fairness: 'max-min' });
    expect(fair.totals.placed).toBe(plain.totals.placed);
    const { heis: shares } = (await report(fair)) as {
      heis: (TestShare & { professions: TestShare[] })[];
    };
    expect(shares.length).toBeGreaterThan(1);
    expect(sum(shares.map(({ due }) => due))).toBeCloseTo(fair.totals.placed, 1);
    expect(sum(shares.map(({ deviation }) => deviation))).toBeCloseTo(0, 1);
    for (const { professions, requests, entitlement, placed, due, deviation } of shares) {
      expect(entitlement).toBe(requests);
      expect(deviation).toBeCloseTo(placed - due, 5);
      expect(sum(professions.map((own) => own.placed))).toBe(placed);
    }
  });

  it('weighs an HEI by its id, and refuses one that nobody knows', async () => {
    const [hei] = heis;
    const weighed = await run({
      fairness: 'max-min',
      entitlementWeights: [{ heiId: hei!.id, weight: WEIGHT }],
    });
    const { heis: shares } = (await report(weighed)) as { heis: (TestShare & { hei: string })[] };
    for (const { hei: name, requests, entitlement } of shares)
      expect(entitlement).toBe(requests * (name === hei!.name.toLowerCase() ? WEIGHT : 1));
    expect(shares.map(({ hei: name }) => name)).toContain(hei!.name.toLowerCase());

    const unknown = '0f5b1c1e-0000-4000-8000-000000000000';
    const { body } = await app.http
      .post('/api/v1/runs')
      .send({ policy: { entitlementWeights: [{ heiId: unknown, weight: 2 }] } })
      .expect(422);
    expect(body.errors).toEqual([
      { field: 'policy.entitlementWeights', message: `found ${unknown}, wanted ids of HEIs` },
    ]);
  });

  it('puts first among equals who fared badly before, as the file says, and gives that back', async () => {
    const [header, ...rows] = sampleFile('students.csv').toString().trimEnd().split(/\r?\n/);
    const carried = rows.map((row, at) => `${row},${at % 3 === 0 ? 2 : ''}`);
    await importCsv(app, 'students', [`${header},carry_over`, ...carried].join('\n'));
    const { text } = await app.http.get('/api/v1/exports/students').expect(200);
    expect(text.split('\r\n')[0]).toContain('carry_over');

    const { objective } = await report(await run({ fairness: 'none' }));
    const [level] = objective.placedByCarryOver;
    expect(level).toMatchObject({ carryOver: 2, requests: Math.ceil(rows.length / 3) });
    // A student for whom no offer fits cannot be helped; the column is empty again in a file that says so.
    expect(level.placed).toBeGreaterThan(0);
    await importCsv(app, 'students', [`${header},carry_over`, ...rows.map((row) => `${row},`)].join('\n'));
    const after = await report(await run({ fairness: 'none' }));
    expect(after.objective.placedByCarryOver).toEqual([]);
  });
});
