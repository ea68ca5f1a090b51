import { newId } from '../../../src/database/index.js';
import { Hei } from '../../../src/cohorts/index.js';
import { textKey } from '../../../src/exchange/index.js';
import { signedIn, type TestPerson } from '../../support/people.js';
import { importCsv, sampleFile } from '../../support/sample.js';
import type { TestApp } from '../../support/test-app.js';

/** The universities of the sample, whose students are in it. */
export const UNIVERSITIES = [
  'Ridgeway University',
  'Kennet Valley University',
  'Hartwell University College',
] as const;

export interface University {
  readonly heiId: string;
  readonly name: string;
  /** Of the placement team, signed in. */
  readonly officer: TestPerson;
  /** Two files of its students as it would send them: the first has a faulty row, see {@link FAULTY}. */
  readonly files: readonly [first: string, second: string];
}

/** What is wrong in the first row of the first file, and what mends it. */
export const FAULTY = { column: 'Starts on', found: '31/02/2027' } as const;

/** Offers, supervision and limits of the sample, in the catalogue for everybody. */
export async function sampleOffers(app: TestApp): Promise<void> {
  for (const kind of ['offers', 'pools', 'caps']) await importCsv(app, kind, sampleFile(`${kind}.csv`));
}

/** A university of the sample that is known here and has brought in nothing yet. */
export async function newUniversity(app: TestApp, name: string, email: string): Promise<University> {
  const hei = { id: newId(), name, nameKey: textKey(name), ukprn: null, contactEmail: null };
  await app.database.inTransaction((manager) => manager.insert(Hei, { ...hei, createdAt: new Date() }));
  const officer = await signedIn(app.database, {
    kind: 'hei',
    ownerId: hei.id,
    organisation: name,
    roles: ['hei-team', 'hei-lead'],
    email,
  });
  return { heiId: hei.id, name, officer, files: filesOf(name) };
}

function filesOf(name: string): [string, string] {
  const [header = '', ...rows] = sampleFile('students.csv').toString().trim().split(/\r?\n/);
  const own = rows.filter((row) => row.includes(`,${name},`));
  const half = Math.ceil(own.length / 2);
  const [first = '', ...others] = own.slice(0, half);
  const faulty = first.replace(/\d{4}-\d{2}-\d{2}/, FAULTY.found);
  const file = (some: readonly string[]) => [header, ...some, ''].join('\r\n');
  return [file([faulty, ...others]), file(own.slice(half))];
}

/** The first day of placement of the faulty row, as it should be. */
export function rightDayOf({ files }: Pick<University, 'files'>): string {
  return /\d{4}-\d{2}-\d{2}/.exec(files[0].split('\r\n')[2] ?? '')?.[0] ?? '';
}

/** Brings in all students of a university of the sample, by its own officer. */
export async function bringInStudents(app: TestApp, { officer, files }: University): Promise<void> {
  const http = app.as(officer.cookie);
  for (const [index, file] of files.entries()) {
    const staged = await http.post('/api/v1/imports?kind=students').type('text/csv').send(file).expect(201);
    const body = { goodRowsOnly: index === 0 };
    await http.post(`/api/v1/imports/${staged.body.id}/commit`).send(body).expect(200);
  }
}
