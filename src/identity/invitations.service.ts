import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type Member, type Role, ROLES } from '../access/index.js';
import { Database, newId, sql } from '../database/index.js';
import { Secrets } from '../secrets/index.js';
import { ok, refused, type Result } from '../shared/result.js';
import { recordEvent } from './audit-trail.js';
import { Invitation } from './invitation.entity.js';
import { Membership, Organisation } from './organisation.entity.js';
import { PeopleService } from './people.service.js';
import { emailKey } from './sign-in.service.js';

/** Days in which an invitation can be accepted: a week, and a weekend on either side. */
export const INVITATION_DAYS = 11;

export interface NewInvitation {
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  /** For a student's role: the record that it is about. */
  readonly studentId?: string;
}

export type InviteRefusal = 'not-a-role-here' | 'invited-already' | 'has-role-already';
export type AcceptRefusal = 'unknown' | 'used' | 'expired' | 'age-unsaid' | 'too-young';

/** Asking people into an organisation, and their answers. */
@Injectable()
export class InvitationsService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Secrets) private readonly secrets: Secrets,
    @Inject(PeopleService) private readonly people: PeopleService,
  ) {}

  /** Invites somebody to the member's own organisation. They hear of it by mail. */
  async invite(
    { organisationId, organisationKind, personId }: Member,
    { name, email, role }: NewInvitation,
  ): Promise<Result<Invitation, InviteRefusal>> {
    const { kind, isByInvitation } = ROLES[role];
    if (kind !== organisationKind || !isByInvitation) return refused('not-a-role-here');
    return this.database.inTransaction(async (manager) => {
      await this.database.alone(manager, `invite ${organisationId}`);
      const key = emailKey(email);
      const now = new Date();
      if (await this.people.hasRole(manager, organisationId, key, role)) return refused('has-role-already');
      const open = await this.open(organisationId, manager);
      if (open.some((each) => each.emailKey === key && each.role === role)) return refused('invited-already');
      return ok(
        await this.write(manager, { organisationId, personId, name, email, role, studentKey: '', now }),
      );
    });
  }

  /** Invites a student of the member's own HEI to the record that is about them, once at a time. */
  async inviteStudent(
    { organisationId, personId }: Member,
    { name, email, studentId }: { readonly name: string; readonly email: string; readonly studentId: string },
  ): Promise<Result<null, 'invited-already' | 'has-role-already'>> {
    return this.database.inTransaction(async (manager) => {
      await this.database.alone(manager, `invite ${organisationId}`);
      const asStudent = { organisationId, role: 'student', studentKey: studentId } as const;
      if (await manager.existsBy(Membership, asStudent)) return refused('has-role-already');
      const open = await this.open(organisationId, manager);
      if (open.some(({ studentKey }) => studentKey === studentId)) return refused('invited-already');
      const invitation = { organisationId, personId, name, email, role: 'student', now: new Date() } as const;
      await this.write(manager, { ...invitation, studentKey: studentId });
      return ok(null);
    });
  }

  private async write(
    manager: EntityManager,
    {
      organisationId,
      personId,
      name,
      email,
      role,
      studentKey,
      now,
    }: {
      readonly organisationId: string;
      readonly personId: string | null;
      readonly name: string;
      readonly email: string;
      readonly role: Role;
      readonly studentKey: string;
      readonly now: Date;
    },
  ): Promise<Invitation> {
    const invitation: Invitation = {
      id: newId(),
      organisationId,
      name: name.trim(),
      email: email.trim(),
      emailKey: emailKey(email),
      role,
      studentKey,
      invitedBy: personId,
      createdAt: now,
      expiresAt: new Date(now.getTime() + INVITATION_DAYS * 86_400_000),
      acceptedAt: null,
      withdrawnAt: null,
    };
    await manager.insert(Invitation, invitation);
    await recordEvent(manager, {
      type: 'person-invited',
      actor: personId === null ? 'service' : { personId },
      subjectType: 'invitation',
      subjectId: invitation.id,
      data: { role },
    });
    return invitation;
  }

  /** Invitations that can still be accepted, the newest first. */
  async open(organisationId: string, manager = this.database.reader): Promise<Invitation[]> {
    const found = await manager.find(Invitation, {
      where: { organisationId },
      order: { id: 'DESC' },
    });
    const now = new Date();
    return found.filter(
      ({ acceptedAt, withdrawnAt, expiresAt }) => !acceptedAt && !withdrawnAt && expiresAt > now,
    );
  }

  /** Takes an invitation back. False when there is no open one of that id. */
  async withdraw({ organisationId, personId }: Member, id: string): Promise<boolean> {
    return this.database.inTransaction(async (manager) => {
      const changed = await this.database.change(
        sql`UPDATE invitation SET withdrawn_at = ${new Date().toISOString()}
             WHERE id = ${id} AND organisation_id = ${organisationId}
               AND accepted_at IS NULL AND withdrawn_at IS NULL`,
        manager,
      );
      if (changed > 0) {
        await recordEvent(manager, {
          type: 'invitation-withdrawn',
          actor: personId === null ? 'service' : { personId },
          subjectType: 'invitation',
          subjectId: id,
          isNews: false,
        });
      }
      return changed > 0;
    });
  }

  /** The link of an invitation, as the mail has it. */
  linkText(id: string): string {
    return `${id}.${this.secrets.sign('invitation', id)}`;
  }

  /** What a link invites to. Changes nothing: mail scanners open links too. */
  async look(
    link: string,
  ): Promise<Result<{ invitation: Invitation; organisation: Organisation }, AcceptRefusal>> {
    const [id = '', signature = ''] = link.split('.');
    if (!this.secrets.isSigned('invitation', id, signature)) return refused('unknown');
    const invitation = await this.database.reader.findOneBy(Invitation, { id });
    const organisation =
      invitation &&
      (await this.database.reader.findOneBy(Organisation, {
        id: invitation.organisationId,
        state: 'approved',
      }));
    if (!invitation || !organisation || invitation.withdrawnAt) return refused('unknown');
    if (invitation.acceptedAt) return refused('used');
    if (invitation.expiresAt <= new Date()) return refused('expired');
    return ok({ invitation, organisation });
  }

  /**
   * Joins the organisation as the person of the invited address. They then sign in like everybody. Students say
   * whether they are 18 or older; who is not does not join, and what was said is not kept.
   */
  async accept(link: string, isAdult?: boolean): Promise<Result<Organisation, AcceptRefusal>> {
    const looked = await this.look(link);
    if (!looked.ok) return looked;
    const { invitation, organisation } = looked.value;
    if (invitation.role === 'student') {
      // A student without a record would be somebody whom nobody vouches for.
      if (invitation.studentKey === '') return refused('unknown');
      if (isAdult === undefined) return refused('age-unsaid');
      if (!isAdult) return refused('too-young');
    }
    return this.database.inTransaction(async (manager) => {
      const now = new Date().toISOString();
      const used = await this.database.change(
        sql`UPDATE invitation SET accepted_at = ${now}
             WHERE id = ${invitation.id} AND accepted_at IS NULL AND withdrawn_at IS NULL AND expires_at > ${now}`,
        manager,
      );
      if (used === 0) return refused('used');
      const { name, email, role, studentKey } = invitation;
      await this.people.putMember(
        manager,
        organisation.id,
        { name, email, role, studentId: studentKey },
        'service',
      );
      return ok(organisation);
    });
  }
}
