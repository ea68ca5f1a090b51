import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Actor, Member, OrganisationKind } from '../access/index.js';
import { Database, newId, sql } from '../database/index.js';
import { Secrets } from '../secrets/index.js';
import { ok, refused, type Result } from '../shared/result.js';
import { recordEvent } from './audit-trail.js';
import { OrganisationClaim } from './organisation-claim.entity.js';
import { PeopleService } from './people.service.js';
import type { ClaimSubject } from './rules/claims.js';
import { isAtOrganisation } from './rules/claims.js';
import { emailKey } from './sign-in.service.js';

/** Days in which whoever claims must confirm their address. */
export const CLAIM_DAYS = 3;

type ClaimKind = Extract<OrganisationKind, 'provider' | 'hei'>;

export interface NewClaim {
  readonly kind: ClaimKind;
  readonly subject: ClaimSubject;
  readonly subjectKey: string;
  readonly organisationName: string;
  readonly providerType: string | null;
  readonly name: string;
  readonly email: string;
}

export interface KnownOrganisation {
  readonly ownerId: string | null;
  readonly website: string | null;
  readonly contactEmail: string | null;
}

/** The room that keeps what is claimed; it registers itself, as this one knows no other. */
export interface ClaimedRecords {
  /** The record, if it is here already, and how the organisation is known to be reached. */
  known(claim: OrganisationClaim): Promise<KnownOrganisation>;
  /** The record that the organisation will own: found, or made of what the claim says. */
  open(manager: EntityManager, claim: OrganisationClaim, actor: Actor): Promise<{ id: string; name: string }>;
}

export type ConfirmRefusal = 'unknown' | 'used' | 'expired';
export type Confirmed = { readonly state: 'approved' | 'waiting'; readonly organisationName: string };

/**
 * How organisations come in: somebody claims one, proves the address, and is let in at once when the address is at
 * the organisation, else by a coordinator.
 */
@Injectable()
export class ClaimsService {
  private readonly records = new Map<ClaimKind, ClaimedRecords>();

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Secrets) private readonly secrets: Secrets,
    @Inject(PeopleService) private readonly people: PeopleService,
  ) {}

  register(kind: ClaimKind, records: ClaimedRecords): void {
    this.records.set(kind, records);
  }

  /** Writes the claim down and has a mail sent to the address, whoever that is. */
  async claim(wanted: NewClaim): Promise<OrganisationClaim> {
    const now = new Date();
    const claim: OrganisationClaim = {
      ...wanted,
      id: newId(),
      name: wanted.name.trim(),
      email: wanted.email.trim(),
      emailKey: emailKey(wanted.email),
      organisationName: wanted.organisationName.trim(),
      state: 'asked',
      reason: null,
      decidedBy: null,
      createdAt: now,
      expiresAt: new Date(now.getTime() + CLAIM_DAYS * 86_400_000),
      decidedAt: null,
    };
    await this.database.inTransaction(async (manager) => {
      await manager.insert(OrganisationClaim, claim);
      await this.record(manager, { type: 'organisation-claimed', actor: 'service' }, claim);
    });
    return claim;
  }

  linkText(id: string): string {
    return `${id}.${this.secrets.sign('claim', id)}`;
  }

  /** What the link of a mail confirms. Changes nothing: mail scanners open links too. */
  async look(link: string): Promise<Result<OrganisationClaim, ConfirmRefusal>> {
    const [id = '', signature = ''] = link.split('.');
    if (!this.secrets.isSigned('claim', id, signature)) return refused('unknown');
    const claim = await this.database.reader.findOneBy(OrganisationClaim, { id });
    if (!claim) return refused('unknown');
    if (claim.state !== 'asked') return refused('used');
    if (claim.expiresAt <= new Date()) return refused('expired');
    return ok(claim);
  }

  /** The address is right. Lets the claimant in when it is at the organisation, else asks the coordinators. */
  async confirm(link: string): Promise<Result<Confirmed, ConfirmRefusal>> {
    const looked = await this.look(link);
    if (!looked.ok) return looked;
    const claim = looked.value;
    const known = await this.recordsOf(claim).known(claim);
    return this.database.inTransaction(async (manager) => {
      // Where people are already, a stranger with the right domain is not made their lead.
      const isTaken = known.ownerId !== null && (await this.people.hasLead(manager, known.ownerId));
      const isAt = !isTaken && isAtOrganisation(claim.email, known);
      const moved = await this.move(manager, claim.id, 'asked', isAt ? 'approved' : 'waiting');
      if (!moved) return refused('used');
      if (isAt) await this.letIn(manager, claim, 'service');
      else await this.record(manager, { type: 'organisation-claim-waiting', actor: 'service' }, claim);
      return ok({ state: isAt ? 'approved' : 'waiting', organisationName: claim.organisationName });
    });
  }

  /** Claims that wait for a coordinator, the oldest first. */
  waiting(): Promise<OrganisationClaim[]> {
    return this.database.reader.find(OrganisationClaim, {
      where: { state: 'waiting' },
      order: { id: 'ASC' },
      take: 200,
    });
  }

  /** A coordinator vouches for the claimant. False when the claim waits no longer. */
  async approve(id: string, actor: Member): Promise<boolean> {
    return this.database.inTransaction(async (manager) => {
      const claim = await manager.findOneBy(OrganisationClaim, { id });
      if (!claim || !(await this.move(manager, id, 'waiting', 'approved', actor))) return false;
      await this.letIn(manager, claim, actor);
      return true;
    });
  }

  /** False when the claim waits no longer. The claimant reads the reason. */
  async refuse(id: string, reason: string, actor: Member): Promise<boolean> {
    return this.database.inTransaction(async (manager) => {
      const claim = await manager.findOneBy(OrganisationClaim, { id });
      if (!claim || !(await this.move(manager, id, 'waiting', 'refused', actor))) return false;
      await manager.update(OrganisationClaim, { id }, { reason });
      await this.record(manager, { type: 'organisation-claim-refused', actor: actor }, claim);
      return true;
    });
  }

  private async letIn(manager: EntityManager, claim: OrganisationClaim, actor: Actor): Promise<void> {
    const { kind, name, email } = claim;
    const owner = await this.recordsOf(claim).open(manager, claim, actor);
    const organisation = await this.people.organisationOf(manager, kind, owner.id, owner.name, actor);
    const role = kind === 'provider' ? 'provider-lead' : 'hei-lead';
    await this.people.putMember(manager, organisation.id, { name, email, role }, actor);
    await this.record(manager, { type: 'organisation-claim-approved', actor: actor }, claim);
  }

  private async move(
    manager: EntityManager,
    id: string,
    from: 'asked' | 'waiting',
    to: 'approved' | 'waiting' | 'refused',
    actor?: Member,
  ): Promise<boolean> {
    const decidedAt = to === 'waiting' ? null : new Date().toISOString();
    const moved = await this.database.change(
      sql`UPDATE organisation_claim SET state = ${to}, decided_at = ${decidedAt}, decided_by = ${actor?.personId ?? null}
           WHERE id = ${id} AND state = ${from}`,
      manager,
    );
    return moved > 0;
  }

  private async record(
    manager: EntityManager,
    what: { readonly type: string; readonly actor: Actor },
    { id, kind, subject, subjectKey }: OrganisationClaim,
  ): Promise<void> {
    await recordEvent(manager, {
      ...what,
      subjectType: 'organisation-claim',
      subjectId: id,
      data: { kind, subject, subjectKey },
    });
  }

  private recordsOf({ kind }: OrganisationClaim): ClaimedRecords {
    const records = this.records.get(kind);
    if (!records) throw new Error(`Nobody keeps what a ${kind} claims`);
    return records;
  }
}
