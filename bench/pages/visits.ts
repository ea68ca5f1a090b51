import type { Role } from '../../src/access/index.js';
import { type Database, sql, type Sql } from '../../src/database/index.js';
import { PeopleService, SessionsService, SYSTEM_TEAM } from '../../src/identity/index.js';

/** Who opens pages. */
export const READERS = {
  visitor: 'a visitor',
  host: 'a host',
  university: 'a university',
  student: 'a student',
  coordinator: 'a coordinator',
  administrator: 'an administrator',
} as const;
export type Reader = keyof typeof READERS;

export interface Visit {
  readonly name: string;
  readonly as: Reader;
  /** `undefined` where there is nothing to open. */
  path(database: Database): Promise<string | undefined>;
}

const at = (as: Reader, path: string, name = path): Visit => ({
  name,
  as,
  path: () => Promise.resolve(path),
});

const ofRecord = (as: Reader, name: string, query: Sql, path: (id: string) => string): Visit => ({
  name,
  as,
  path: async (database) => {
    const [row] = await database.rows<{ id: string }>(query);
    return row && path(row.id);
  },
});

const AN_OFFER = sql`SELECT offer_id AS "id" FROM offer_listing ORDER BY offer_id LIMIT 1`;
const A_PROVIDER = sql`SELECT provider_id AS "id" FROM offer_leg ORDER BY id LIMIT 1`;
const BENCH_STUDENT = sql`SELECT id FROM student WHERE ref = 'B-0'`;

export const VISITS: readonly Visit[] = [
  at('visitor', '/privacy'),
  at('visitor', '/sign-in'),
  at('visitor', '/offers'),
  at('visitor', '/offers?profession=physiotherapist&near=OX4'),
  ofRecord('visitor', '/offers/:id', AN_OFFER, (id) => `/offers/${id}`),
  ofRecord('visitor', '/providers/:id', A_PROVIDER, (id) => `/providers/${id}`),
  at('host', '/hosting'),
  at('host', '/hosting/offers'),
  at('host', '/people'),
  at('university', '/cohorts'),
  at('university', '/imports'),
  at('university', '/matching'),
  at('student', '/my-placements'),
  ofRecord(
    'student',
    '/my-preferences/:id',
    sql`SELECT id AS "id" FROM placement_request WHERE student_id = (${BENCH_STUDENT})
         AND NOT EXISTS (SELECT 1 FROM placement p WHERE p.request_id = placement_request.id)`,
    (id) => `/my-preferences/${id}`,
  ),
  at('coordinator', '/system'),
  at('coordinator', '/system/gaps'),
  at('coordinator', '/system/gaps?profession=physiotherapist'),
  at('coordinator', '/approvals'),
  at('administrator', '/system/mails'),
  at('administrator', '/system/queue'),
  at('administrator', '/system/organisations'),
  at('administrator', '/system/reference-data'),
  at('administrator', '/audit-trail'),
  at('administrator', '/account'),
];

/** Makes a person of each kind; the header `Cookie` of a browser in which they are signed in. */
export async function signIn(database: Database): Promise<Readonly<Record<Reader, string>>> {
  const [host] = await database.rows<{ id: string; name: string }>(
    sql`SELECT p.id AS "id", p.name AS "name" FROM provider p WHERE p.id = (${A_PROVIDER})`,
  );
  const [student] = await database.rows<{ id: string; heiId: string; hei: string }>(
    sql`SELECT s.id AS "id", h.id AS "heiId", h.name AS "hei" FROM student s JOIN hei h ON h.id = s.hei_id
         WHERE s.ref = 'B-0'`,
  );
  if (!host || !student) throw new Error('There is no host or no student');
  const hei = { kind: 'hei', ownerId: student.heiId, name: student.hei } as const;
  const system = { kind: 'system', ownerId: null, name: SYSTEM_TEAM } as const;
  const provider = { kind: 'provider', ownerId: host.id, name: host.name } as const;
  return {
    visitor: '',
    host: await member(database, provider, 'provider-lead'),
    university: await member(database, hei, 'hei-lead'),
    student: await member(database, hei, 'student', student.id),
    coordinator: await member(database, system, 'system-coordinator'),
    administrator: await member(database, system, 'administrator'),
  };
}

async function member(
  database: Database,
  of: {
    readonly kind: 'provider' | 'hei' | 'system';
    readonly ownerId: string | null;
    readonly name: string;
  },
  role: Role,
  studentId?: string,
): Promise<string> {
  const people = new PeopleService(database);
  const sessions = new SessionsService(database);
  return database.inTransaction(async (manager) => {
    const team = await people.organisationOf(manager, of.kind, of.ownerId, of.name, 'operator');
    const wanted = { name: 'Bench', email: `${role}@bench.example.org`, role };
    const person = await people.putMember(
      manager,
      team.id,
      studentId === undefined ? wanted : { ...wanted, studentId },
      'operator',
    );
    const token = await sessions.begin(manager, {
      personId: person.id,
      signedInBy: 'link',
      browser: 'Bench',
      before: undefined,
    });
    return `fairplace-session=${token}`;
  });
}
