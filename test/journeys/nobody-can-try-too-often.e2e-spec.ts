import { RATE_LIMITS } from '../../src/web/index.js';
import { TestBrowser } from '../support/pages.js';
import { startApp, type TestApp } from '../support/test-app.js';

describe('Nobody can try too often', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.close());

  it('to have links sent to one address, while others still can', async () => {
    const ask = (email: string) => new TestBrowser(app).send('/sign-in', '/sign-in', { email });
    const { most } = RATE_LIMITS['sign-in-address'];
    for (let n = 0; n < most; n++) expect((await ask('one@system.example.org')).status).toBe(303);
    const refused = await ask(' ONE@system.example.org');
    expect(refused.status).toBe(429);
    expect(refused.text).toContain('Try again in 15 minutes');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect((await ask('two@system.example.org')).status).toBe(303);
  });

  it('to guess tokens', async () => {
    const { most } = RATE_LIMITS['token-from'];
    const guess = () =>
      app
        .as()
        .get('/api/v1/runs')
        .set('Authorization', `Bearer fpl_${'x'.repeat(43)}`);
    for (let n = 0; n < most; n += 20) {
      const answers = await Promise.all(Array.from({ length: 20 }, guess));
      expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(401));
    }
    const refused = await guess();
    expect(refused.status).toBe(429);
    expect(refused.body.detail).toContain('too often');
    await app.http.get('/api/v1/runs').expect(200);
  });
});
