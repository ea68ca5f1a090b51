import type { OrganisationKind, Role } from '../../src/access/index.js';
import type { Database } from '../../src/database/index.js';
import { PeopleService, SessionsService, SYSTEM_TEAM } from '../../src/identity/index.js';

export interface TestPerson {
  readonly personId: string;
  readonly organisationId: string;
  readonly email: string;
  /** Header `Cookie` of a browser in which the person is signed in. */
  readonly cookie: string;
}

export interface WantedPerson {
  readonly kind: OrganisationKind;
  /** The provider or HEI; `null` for the system team. */
  readonly ownerId: string | null;
  readonly organisation?: string;
  readonly roles: readonly Role[];
  readonly email: string;
  readonly studentId?: string;
}

/** Makes a person with roles in an organisation, signed in. Straight into the tables, as many tests need it. */
export async function signedIn(database: Database, wanted: WantedPerson): Promise<TestPerson> {
  const { kind, ownerId, roles, email, studentId, organisation = SYSTEM_TEAM } = wanted;
  const people = new PeopleService(database);
  const sessions = new SessionsService(database);
  return database.inTransaction(async (manager) => {
    const team = await people.organisationOf(manager, kind, ownerId, organisation, 'operator');
    let personId = '';
    for (const role of roles) {
      const member = {
        name: `Test ${role}`,
        email,
        role,
        ...(role === 'student' && studentId ? { studentId } : {}),
      };
      personId = (await people.putMember(manager, team.id, member, 'operator')).id;
    }
    const token = await sessions.begin(manager, {
      personId,
      signedInBy: 'link',
      browser: 'Test',
      before: undefined,
    });
    await manager.query(
      `UPDATE session SET organisation_id = '${team.id}' WHERE person_id = '${personId}' AND organisation_id IS NULL`,
    );
    return { personId, organisationId: team.id, email, cookie: `fairplace-session=${token}` };
  });
}
