import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { request as httpRequest } from 'node:http';
import type { Role } from '../../src/access/index.js';
import { sql } from '../../src/database/index.js';
import { readCsv } from '../../src/csv/index.js';
import { startApp, type TestApp } from '../support/test-app.js';
import {
  offerInput,
  placed,
  STUDENT_HEADER,
  studentRow,
  twoOfEach,
  type TwoOfEach,
} from '../support/two-of-each.js';

const STUDENTS = '/api/v1/imports?kind=students';

describe('Requests that mean no good', () => {
  let app: TestApp;
  let world: TwoOfEach;
  beforeAll(async () => {
    app = await startApp({ MOST_UPLOAD_MEGABYTES: '1' });
    world = await twoOfEach(app);
  });
  afterAll(() => app.close());

  const as = (role: Role, place: 0 | 1 = 0) => app.as(world.person(role, place).cookie);
  const port = (of: TestApp = app) => (of.app.getHttpServer().address() as AddressInfo).port;
  const staged = async () => {
    const [row] = await app.database.rows<{ files: number | string; rows: number | string }>(
      sql`SELECT (SELECT count(*) FROM import_file WHERE status IN ('staging', 'staged')) AS "files",
                 (SELECT count(*) FROM import_row) AS "rows"`,
    );
    return [Number(row?.files), Number(row?.rows)];
  };

  describe('with ids of others in a body or a query', () => {
    it('put no leg of an offer at a site of another, nor a cap, nor a pool', async () => {
      const [larch, maple] = world.hosts;
      const editor = as('provider-editor');
      const legs = (leg: object) => ({
        ...offerInput('SWAPPED', larch),
        legs: [{ ...offerInput('', larch).legs[0], poolId: null, ...leg }],
      });
      for (const leg of [
        { siteId: maple.siteId },
        { providerId: maple.id },
        { providerId: maple.id, siteId: maple.siteId },
        { poolId: maple.poolId },
      ]) {
        await editor.post('/api/v1/offers').send(legs(leg)).expect(422);
      }
      await editor
        .put(`/api/v1/providers/${larch.id}/learner-cap`)
        .send({ siteId: maple.siteId, maxLearners: 1 })
        .expect((answer) => expect([404, 422]).toContain(answer.status));
      await editor
        .put(`/api/v1/offers/${larch.draftOfferId}`)
        .send({ ...legs({ siteId: maple.siteId }), ref: 'Larch-DRAFT', version: 1 })
        .expect(422);
      const { text } = await as('provider-editor', 1).get('/api/v1/exports/offers').expect(200);
      expect(text).not.toContain('SWAPPED');
    });

    it('show no students, placements or blocks of another HEI', async () => {
      const [mine, theirs] = world.heis;
      const { id } = await placed(app, world.hosts[0].openOfferId, theirs.students[0]?.requestId ?? '');
      for (const path of [
        `/api/v1/students?heiId=${theirs.id}`,
        `/api/v1/students?blockId=${theirs.blockId}`,
        `/api/v1/students?heiId=${mine.id}&blockId=${theirs.blockId}`,
        `/api/v1/blocks?heiId=${theirs.id}`,
        `/api/v1/placements?heiId=${theirs.id}`,
        `/api/v1/placements?limit=100`,
      ]) {
        const { status, text } = await as('hei-lead').get(path);
        expect([path, status < 500]).toEqual([path, true]);
        expect([path, text.includes('DO-1') || text.includes(id)]).toEqual([path, false]);
      }
    });

    it('pin nobody else’s student in a run', async () => {
      const [mine, theirs] = world.heis;
      const pairs = [{ requestId: theirs.students[0]?.requestId, offerId: world.hosts[0].openOfferId }];
      for (const policy of [{ pinned: pairs }, { forbidden: pairs }]) {
        const { status, body } = await as('hei-lead')
          .post('/api/v1/runs')
          .send({ blockIds: [mine.blockId], policy });
        if (status === 202) {
          const { text } = await as('hei-lead').get(`/api/v1/runs/${body.id}/proposals?limit=100`);
          expect(text).not.toContain(theirs.students[0]?.requestId);
        } else {
          expect(status).toBe(422);
        }
      }
    });
  });

  describe('with another method', () => {
    it('do by HEAD and OPTIONS no more than by GET, and by TRACE or a method that is spelt out elsewhere nothing', async () => {
      for (const path of [
        '/api/v1/students',
        '/account',
        '/api/v1/exports/students',
        '/audit-trail/events.csv',
      ]) {
        const { status } = await app.as().head(path);
        expect([path, status]).toEqual([path, path.startsWith('/api/') ? 401 : 401 === status ? 401 : 303]);
        expect((await app.as().options(path)).status).toBe(404);
      }
      const own = await as('hei-lead').head('/api/v1/exports/students');
      expect([own.status, own.text ?? '']).toEqual([200, '']);
      expect((await app.as(world.person('provider-lead').cookie).head('/api/v1/students')).status).toBe(403);
      const offer = `/api/v1/offers/${world.hosts[0].openOfferId}`;
      for (const name of ['x-http-method-override', 'x-http-method', 'x-method-override']) {
        await as('provider-lead').get(offer).set(name, 'DELETE').expect(200);
        await as('hei-team').post('/api/v1/students').set(name, 'GET').send({}).expect(404);
      }
      await as('hei-team').post('/api/v1/students?_method=GET').send({ _method: 'GET' }).expect(404);
      expect(
        await raw(
          `TRACE /api/v1/offers HTTP/1.1\r\nhost: x\r\ncookie: secret=1\r\nconnection: close\r\n\r\n`,
        ),
      ).not.toContain('secret=1');
    });

    it('are not led by headers to another path or caller', async () => {
      for (const name of ['x-original-url', 'x-rewrite-url', 'x-forwarded-prefix'])
        await app.as().get('/privacy').set(name, '/api/v1/students').expect(200);
      await app.as().get('/api/v1/students').set('x-forwarded-for', '127.0.0.1').expect(401);
    });

    it('find no file by a path that climbs', async () => {
      for (const path of [
        '/assets/../create-app.js',
        '/assets/..%2f..%2fcreate-app.js',
        '/assets/%2e%2e/%2e%2e/package.json',
        '/assets/....//....//package.json',
        '/assets/..%5c..%5cpackage.json',
        '/assets/%00',
        '/mailbox/..%2f..%2fsecret',
        '/mailbox/..%2f..%2fsecret/html',
        '/..%2f..%2fetc%2fpasswd',
        '//etc/passwd',
      ]) {
        const answer = await raw(`GET ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`);
        expect([path, /^HTTP\/1.1 [34]\d\d/.test(answer)]).toEqual([path, true]);
        expect(answer).not.toMatch(/root:|"dependencies"|NestFactory/);
      }
    });
  });

  describe('that are too large, too slow or not what they say', () => {
    it('as JSON and forms of more than a megabyte are refused', async () => {
      const large = 'x'.repeat(1_100_000);
      await as('hei-lead').post('/api/v1/runs').send({ label: large }).expect(413);
      await app.as().post('/sign-in').type('form').send({ email: large }).expect(413);
    });

    it('as files over the limit are refused, however they come, and nothing of them is kept', async () => {
      const before = await staged();
      const rows = Array.from({ length: 14_000 }, (_, index) =>
        studentRow(`L-${index}`, 'Ridgeway University'),
      );
      const file = [STUDENT_HEADER, ...rows].join('\n');
      expect(file.length).toBeGreaterThan(1_000_000);
      const { cookie } = world.person('hei-lead');
      const attached = await as('hei-lead').post(STUDENTS).attach('file', Buffer.from(file), 'students.csv');
      expect([attached.status, attached.body.detail]).toEqual([413, expect.stringContaining('too large')]);
      expect(await sendSlowly(STUDENTS, { cookie, 'content-type': 'text/csv' }, [file])).toMatch(
        /^HTTP\/1.1 413/,
      );
      expect(await staged()).toEqual(before);
    });

    it('as bodies and headers that never end are ended', async () => {
      const hasty = await startApp({ REQUEST_SECONDS: '1' });
      const body = `POST /api/v1/runs HTTP/1.1\r\nhost: localhost\r\ncookie: ${hasty.cookie}\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{"label":`;
      expect(await raw(body, hasty)).toMatch(/^HTTP\/1.1 408/);
      expect(await raw('GET / HTTP/1.1\r\nhost: localhost\r\nx-more: ', hasty)).toMatch(/^HTTP\/1.1 408/);
      await hasty.close();
    });

    it('as bodies of another kind than they say are refused', async () => {
      const lead = () => as('hei-lead');
      for (const [type, text] of [
        ['application/json', '{"label":'],
        ['application/json', '{"label":"x"}}'],
        ['application/json', "{'label':'x'}"],
        ['application/json', '{"__proto__":{"isAdmin":true}}'],
        ['application/json', '{"policy":{"__proto__":{"asOf":"2020-01-01"}}}'],
        ['text/plain', '{}'],
        ['application/xml', '<x/>'],
        ['text/html', '<x/>'],
        ['application/octet-stream', '{}'],
        ['multipart/form-data', 'x'],
        ['multipart/form-data; boundary=x', '--x\r\nnot a part'],
        ['application/x-www-form-urlencoded', 'label=x'],
      ] as const) {
        const { status } = await lead().post('/api/v1/runs').set('content-type', type).send(text);
        expect([type, text, status >= 400 && status < 500 ? 'refused' : status]).toEqual([
          type,
          text,
          'refused',
        ]);
      }
      expect(({} as Record<string, unknown>).isAdmin).toBeUndefined();
    });

    it('as files that are not CSV are refused by what they are', async () => {
      const before = await staged();
      const zip = Buffer.from('PK\u0003\u0004\u0014\u0000', 'latin1');
      for (const [is, bytes] of [
        ['a workbook or zip file', zip],
        ['a picture', Buffer.from('\u0089PNG\r\n\u001a\n', 'latin1')],
        ['a picture', Buffer.from('\u00ff\u00d8\u00ff\u00e0', 'latin1')],
        ['a PDF file', Buffer.from('%PDF-1.7\n')],
        ['an old format', Buffer.from('\u00d0\u00cf\u0011\u00e0', 'latin1')],
        ['gzip', Buffer.from('\u001f\u008b\u0008\u0000', 'latin1')],
        ['a web page', Buffer.from('<!DOCTYPE html>')],
        ['UTF-16', Buffer.from(`\ufeff${STUDENT_HEADER}`, 'utf16le')],
        ['not UTF-8', Buffer.from(`${STUDENT_HEADER}\nS\u00e9`, 'latin1')],
        ['a NUL character', Buffer.from(`${STUDENT_HEADER}\na\0b`)],
      ] as const) {
        for (const name of ['students.csv', 'students.xlsx']) {
          const { status, body } = await as('hei-lead')
            .post(STUDENTS)
            .attach('file', bytes, { filename: name, contentType: 'text/csv' });
          expect([is, status, body.detail]).toEqual([is, 422, expect.stringContaining(is)]);
        }
      }
      expect(await staged()).toEqual(before);
    });

    it('as files with odd names, or beside other parts, are taken for their content or refused', async () => {
      const good = Buffer.from([STUDENT_HEADER, studentRow('N-1', 'Ridgeway University')].join('\n'));
      for (const filename of [
        '../../etc/passwd',
        'a\u202eb.csv',
        `${'n'.repeat(400)}.csv`,
        '"; filename="x',
        '\u{1f4a9}.csv',
      ]) {
        const { status, body } = await as('hei-lead').post(STUDENTS).attach('file', good, { filename });
        expect([filename, status]).toEqual([filename, 201]);
        expect(body.fileName).not.toMatch(/[\u202e\0\r\n]/);
        const list = await as('hei-lead').get(`/api/v1/imports/${body.id}`).expect(200);
        expect(list.headers['content-disposition']).toBeUndefined();
      }
      const two = await as('hei-lead')
        .post(STUDENTS)
        .attach('file', good, 'a.csv')
        .attach('file', good, 'b.csv');
      expect(two.status).toBeLessThan(500);
      for (const body of [
        '',
        '--x',
        '--x\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\na',
        '--y--',
      ]) {
        const { status } = await as('hei-lead')
          .post(STUDENTS)
          .set('content-type', 'multipart/form-data; boundary=x')
          .send(body);
        expect([body, status >= 400 && status < 500 ? 'refused' : status]).toEqual([body, 'refused']);
      }
    });
  });

  describe('for caches, parts and spreadsheets', () => {
    it('are given nothing that a cache may keep, nor another’s by a condition', async () => {
      for (const path of [
        '/api/v1/students',
        '/api/v1/placements',
        '/account',
        '/people',
        '/api/v1/exports/students',
      ]) {
        const { headers, status } = await as('hei-lead').get(path);
        expect([path, status, headers['cache-control']]).toEqual([path, 200, 'no-store']);
        expect(headers).not.toHaveProperty('etag');
        for (const [name, value] of [
          ['if-none-match', '*'],
          ['if-modified-since', new Date().toUTCString()],
          ['if-match', '"x"'],
          ['range', 'bytes=0-3'],
          ['range', 'bytes=-1,0-0,9999999-'],
          ['range', 'x'],
          ['if-range', '"x"'],
          ['accept', 'image/png'],
          ['accept-encoding', 'x;q=-1'],
          ['accept-language', '\u00ff'.repeat(500)],
        ] as const) {
          const answer = await as('hei-lead').get(path).set(name, value);
          expect([path, name, answer.status]).toEqual([path, name, 200]);
        }
      }
      const style = await app.as().get('/assets/fairplace.css').set('range', 'bytes=5-2');
      expect(style.status).toBeLessThan(500);
    });

    it('are given no cell that a spreadsheet would work out', async () => {
      const cells = ['=HYPERLINK("http://x")', '+1+1', '-2+3', '@SUM(A1)', '\t=1', '=cmd|x'];
      const rows = cells.map((cell, index) =>
        studentRow(`F-${index}`, 'Ridgeway University', {
          given_name: `"${cell.replaceAll('"', '""')}"`,
          family_name: `"${cell.replaceAll('"', '""')}"`,
        }),
      );
      const { body } = await as('hei-lead')
        .post(STUDENTS)
        .type('text/csv')
        .send([STUDENT_HEADER, ...rows].join('\n'))
        .expect(201);
      await as('hei-lead').post(`/api/v1/imports/${body.id}/commit`).send({ goodRowsOnly: true }).expect(200);
      for (const path of ['/api/v1/exports/students', '/api/v1/exports/offers', '/audit-trail/events.csv']) {
        const lead = path.endsWith('offers') ? as('provider-lead') : as('hei-lead');
        const { text, headers } = await lead.get(path).expect(200);
        expect(headers['content-disposition']).toMatch(/^attachment; filename="[\w-]+\.csv"$/);
        expect(headers['x-content-type-options']).toBe('nosniff');
        expect(rawCells(text).filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
      }
      const { text } = await as('hei-lead').get('/api/v1/exports/students').expect(200);
      const names: string[] = [];
      for await (const { cells: each } of readCsv(only(Buffer.from(text)))) names.push(each.given_name ?? '');
      // They come back as they were.
      expect(names).toEqual(expect.arrayContaining(['=HYPERLINK("http://x")', '+1+1', '@SUM(A1)']));
    });
  });

  /** Cells as a spreadsheet splits them, apostrophes and all. */
  function rawCells(text: string): string[] {
    return [...text.matchAll(/(?:^|,|\r\n)(?:"((?:[^"]|"")*)"|([^",\r\n]*))/g)].map(
      ([, quoted, plain]) => quoted ?? plain ?? '',
    );
  }

  async function* only(bytes: Buffer): AsyncGenerator<Uint8Array> {
    yield bytes;
  }

  /** Sends just these bytes, and gives all that comes back until the server closes the connection. */
  async function raw(text: string, of: TestApp = app): Promise<string> {
    const socket = connect(port(of), '127.0.0.1');
    let answer = '';
    socket.on('data', (data) => (answer += data.toString('latin1')));
    socket.on('error', () => undefined);
    socket.write(text);
    await once(socket, 'close');
    return answer;
  }

  /** Sends a body in pieces without saying how long it is. */
  function sendSlowly(
    path: string,
    headers: Record<string, string>,
    pieces: readonly string[],
  ): Promise<string> {
    return new Promise((done, fail) => {
      const sending = httpRequest(
        { port: port(), host: '127.0.0.1', path, method: 'POST', headers },
        (answer) => {
          answer.resume();
          done(`HTTP/1.1 ${answer.statusCode}`);
        },
      );
      sending.on('error', fail);
      for (const piece of pieces) sending.write(piece);
      sending.end();
    });
  }
});
