import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Role, ROLES } from '../access/index.js';
import { Database, sql } from '../database/index.js';
import { PeopleService, SYSTEM_TEAM } from '../identity/index.js';

export interface DemoPerson {
  readonly roleName: string;
  readonly organisation: string;
  readonly email: string;
}

interface Team {
  readonly id: string;
  readonly name: string;
}

const HOST_ROLES: readonly Role[] = ['provider-lead', 'provider-editor', 'educator', 'assessor'];
const HEI_ROLES: readonly Role[] = ['hei-lead', 'hei-team'];
const SYSTEM_ROLES: readonly Role[] = ['system-coordinator', 'administrator'];

/** Makes one invented person for every role, in the host and the HEI that have most to do in the sample. Twice it changes nothing. */
export async function putDemoPeople(app: NestFastifyApplication): Promise<DemoPerson[]> {
  const database = app.get(Database);
  const people = app.get(PeopleService);
  const [host] = await database.rows<Team>(
    sql`SELECT v.id AS "id", v.name AS "name" FROM provider v
          JOIN offer_leg g ON g.provider_id = v.id JOIN placement p ON p.offer_id = g.offer_id
         GROUP BY v.id, v.name ORDER BY count(*) DESC, v.name LIMIT 1`,
  );
  const [hei] = await database.rows<Team>(
    sql`SELECT h.id AS "id", h.name AS "name" FROM hei h JOIN student s ON s.hei_id = h.id
         GROUP BY h.id, h.name ORDER BY count(*) DESC, h.name LIMIT 1`,
  );
  if (!host || !hei) throw new Error('The sample brought no host or no HEI');
  const [student] = await database.rows<{ id: string; email: string | null }>(
    sql`SELECT s.id AS "id", s.email AS "email" FROM student s
          JOIN placement_request q ON q.student_id = s.id JOIN placement p ON p.request_id = q.id
         WHERE s.hei_id = ${hei.id} ORDER BY s.ref LIMIT 1`,
  );
  return database.inTransaction(async (manager) => {
    const made: DemoPerson[] = [];
    const put = async (
      kind: 'provider' | 'hei' | 'system',
      team: { readonly id: string | null; readonly name: string },
      role: Role,
      email: string,
      studentId?: string,
    ) => {
      const organisation = await people.organisationOf(manager, kind, team.id, team.name, 'operator');
      const member = { name: `Demo ${ROLES[role].name}`, email, role, ...(studentId ? { studentId } : {}) };
      await people.putMember(manager, organisation.id, member, 'operator');
      made.push({ roleName: ROLES[role].name, organisation: team.name, email });
    };
    for (const role of HOST_ROLES) await put('provider', host, role, `${role}@host.example.org`);
    for (const role of HEI_ROLES) await put('hei', hei, role, `${role}@hei.example.org`);
    if (student) await put('hei', hei, 'student', student.email ?? 'student@hei.example.org', student.id);
    for (const role of SYSTEM_ROLES)
      await put('system', { id: null, name: SYSTEM_TEAM }, role, `${role}@system.example.org`);
    return made;
  });
}
