import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import {
  type Actor,
  type Member,
  type OrganisationKind,
  type Role,
  ROLE_NAMES,
  ROLES,
} from '../access/index.js';
import { Database, join, newId, sql } from '../database/index.js';
import { ok, refused, type Result } from '../shared/result.js';
import { recordEvent } from './audit-trail.js';
import { Membership, Organisation } from './organisation.entity.js';
import { Person } from './person.entity.js';
import { keepsLead } from './rules/leads.js';
import { emailKey } from './sign-in.service.js';

export interface NewMember {
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly studentId?: string;
}

export interface OrganisationMember {
  readonly personId: string;
  readonly membershipId: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
}

export type MembershipRefusal = 'not-found' | 'last-lead' | 'not-a-role-here';

/** Organisations and the people in them. */
@Injectable()
export class PeopleService {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** The organisation of a provider or HEI, made and approved if there is none yet. */
  async organisationOf(
    manager: EntityManager,
    kind: OrganisationKind,
    ownerId: string | null,
    name: string,
    actor: Actor,
  ): Promise<Organisation> {
    const found = await manager.findOne(Organisation, {
      where: ownerId === null ? { kind, name } : { kind, ownerId },
    });
    if (found) return found;
    const organisation: Organisation = {
      id: newId(),
      kind,
      ownerId,
      name,
      state: 'approved',
      createdAt: new Date(),
    };
    await manager.insert(Organisation, organisation);
    await recordEvent(manager, {
      type: 'organisation-approved',
      actor,
      subjectType: 'organisation',
      subjectId: organisation.id,
      isNews: false,
    });
    return organisation;
  }

  /** Gives the person of the address a role; makes the person if there is none. Twice it changes nothing. */
  async putMember(
    manager: EntityManager,
    organisationId: string,
    { name, email, role, studentId = '' }: NewMember,
    actor: Actor,
  ): Promise<Person> {
    const key = emailKey(email);
    let person = await manager.findOneBy(Person, { emailKey: key });
    if (!person) {
      person = {
        id: newId(),
        name,
        email: email.trim(),
        emailKey: key,
        isBarred: false,
        leftAt: null,
        createdAt: new Date(),
      };
      await manager.insert(Person, person);
    }
    const held = { personId: person.id, organisationId, role, studentKey: studentId };
    if (!(await manager.findOneBy(Membership, held))) {
      await manager.insert(Membership, { id: newId(), ...held, createdAt: new Date() });
      await manager.update(Person, { id: person.id }, { leftAt: null });
      await recordEvent(manager, {
        type: 'member-joined',
        actor,
        subjectType: 'organisation',
        subjectId: organisationId,
        data: { personId: person.id, role },
        isNews: false,
      });
    }
    return person;
  }

  /** Everybody in an organisation, by name, with each role held. */
  async members(organisationId: string, manager?: EntityManager): Promise<OrganisationMember[]> {
    return this.database.rows(
      sql`SELECT p.id AS "personId", p.name AS "name", p.email AS "email", m.role AS "role", m.id AS "membershipId"
            FROM membership m JOIN person p ON p.id = m.person_id
           WHERE m.organisation_id = ${organisationId} AND m.role <> 'student'
           ORDER BY p.name, p.id, m.role`,
      manager,
    );
  }

  /** Whether somebody leads the organisation of the provider or HEI. */
  async hasLead(manager: EntityManager, ownerId: string): Promise<boolean> {
    const leads = ROLE_NAMES.filter((role) => ROLES[role].isLead);
    const [found] = await this.database.rows(
      sql`SELECT 1 FROM membership m JOIN organisation o ON o.id = m.organisation_id
           WHERE o.owner_id = ${ownerId} AND m.role IN (${join(leads, ', ')}) LIMIT 1`,
      manager,
    );
    return found !== undefined;
  }

  async hasRole(manager: EntityManager, organisationId: string, email: string, role: Role): Promise<boolean> {
    const person = await manager.findOneBy(Person, { emailKey: emailKey(email) });
    return (
      person !== null && (await manager.existsBy(Membership, { personId: person.id, organisationId, role }))
    );
  }

  /** Gives a member of the same organisation another role instead of one that they have. */
  async changeRole(
    actor: Member,
    membershipId: string,
    role: Role,
  ): Promise<Result<null, MembershipRefusal>> {
    return this.changing(actor, membershipId, async (manager, held) => {
      if (ROLES[role].kind !== actor.organisationKind || !ROLES[role].isByInvitation)
        return refused('not-a-role-here');
      const has = await manager.existsBy(Membership, {
        personId: held.personId,
        organisationId: actor.organisationId,
        role,
      });
      if (has) await manager.delete(Membership, { id: membershipId });
      else await manager.update(Membership, { id: membershipId }, { role });
      await recordEvent(manager, {
        type: 'member-role-changed',
        actor,
        subjectType: 'organisation',
        subjectId: actor.organisationId,
        data: { personId: held.personId, from: held.role, to: role },
        isNews: false,
      });
      return ok(null);
    });
  }

  /** Takes a role away, or gives one's own up. Whoever has none left is out of the organisation at once. */
  async removeRole(actor: Member, membershipId: string): Promise<Result<null, MembershipRefusal>> {
    return this.changing(actor, membershipId, async (manager, held) => {
      await manager.delete(Membership, { id: membershipId });
      if (!(await manager.existsBy(Membership, { personId: held.personId })))
        await manager.update(Person, { id: held.personId }, { leftAt: new Date() });
      await recordEvent(manager, {
        type: 'member-left',
        actor,
        subjectType: 'organisation',
        subjectId: actor.organisationId,
        data: { personId: held.personId, role: held.role },
        isNews: false,
      });
      return ok(null);
    });
  }

  private changing(
    actor: Member,
    membershipId: string,
    change: (manager: EntityManager, held: OrganisationMember) => Promise<Result<null, MembershipRefusal>>,
  ): Promise<Result<null, MembershipRefusal>> {
    return this.database.inTransaction(async (manager) => {
      // Two leads who step down at the same moment: the second must see that the first has.
      await this.database.alone(manager, `members ${actor.organisationId}`);
      const members = await this.members(actor.organisationId, manager);
      const held = members.find((member) => member.membershipId === membershipId);
      if (!held) return refused('not-found');
      if (!keepsLead(members, held)) return refused('last-lead');
      return change(manager, held);
    });
  }

  /** Makes somebody administrator of the service, from the machine that it runs on. */
  async createAdministrator({ name, email }: { name: string; email: string }): Promise<Person> {
    return this.database.inTransaction(async (manager) => {
      const team = await this.organisationOf(manager, 'system', null, SYSTEM_TEAM, 'operator');
      await this.putMember(manager, team.id, { name, email, role: 'administrator' }, 'operator');
      return this.putMember(manager, team.id, { name, email, role: 'system-coordinator' }, 'operator');
    });
  }
}

/** The team that a new installation begins with. */
export const SYSTEM_TEAM = 'Placement system team';
