import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestApp } from './test-app.js';
import { eventually } from './test-app.js';

export const SAMPLE_FOLDER = join(__dirname, '../../data/sample');

export const sampleFile = (name: string) => readFileSync(join(SAMPLE_FOLDER, name));

export interface RunAnswer {
  readonly id: string;
  readonly status: string;
  readonly totals: {
    readonly placed: number;
    readonly requests: number;
    readonly cost: number;
    readonly isExact: boolean;
  };
  readonly inputDigest: string;
  readonly engine: string;
}

/** Stages and commits a CSV through the API. */
export async function importCsv(
  { http }: TestApp,
  kind: string,
  csv: string | Buffer,
): Promise<Record<string, number>> {
  const staged = await http
    .post(`/api/v1/imports?kind=${kind}`)
    .type('text/csv')
    .send(csv.toString())
    .expect(201);
  const committed = await http.post(`/api/v1/imports/${staged.body.id}/commit`).send({}).expect(200);
  return committed.body.outcome;
}

export async function importSample(app: TestApp): Promise<void> {
  for (const kind of ['offers', 'pools', 'caps', 'students']) {
    await importCsv(app, kind, sampleFile(`${kind}.csv`));
  }
  const { body } = await app.http.get('/api/v1/heis').expect(200);
  for (const hei of body.items) {
    await app.http
      .patch(`/api/v1/heis/${hei.id}`)
      .send({ contactEmail: 'placements@hei.example.org' })
      .expect(200);
  }
}

export const samplePolicy = () => JSON.parse(sampleFile('policy.json').toString()) as Record<string, unknown>;

/** Puts a run on the queue and waits for its end. */
export async function finishedRun(
  app: TestApp,
  body: object = { policy: samplePolicy() },
): Promise<RunAnswer> {
  const created = await app.http.post('/api/v1/runs').send(body).expect(202);
  return eventually(
    async () => (await app.http.get(`/api/v1/runs/${created.body.id}`).expect(200)).body as RunAnswer,
    (run) => ['succeeded', 'failed', 'cancelled'].includes(run.status),
  );
}
