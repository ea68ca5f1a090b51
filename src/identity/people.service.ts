import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Actor, OrganisationKind, Role } from '../access/index.js';
import { Database, newId } from '../database/index.js';
import { recordEvent } from './audit-trail.js';
import { Membership, Organisation } from './organisation.entity.js';
import { Person } from './person.entity.js';
import { emailKey } from './sign-in.service.js';

export interface NewMember {
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly studentId?: string;
}

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
        createdAt: new Date(),
      };
      await manager.insert(Person, person);
    }
    const held = { personId: person.id, organisationId, role, studentKey: studentId };
    if (!(await manager.findOneBy(Membership, held))) {
      await manager.insert(Membership, { id: newId(), ...held, createdAt: new Date() });
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
