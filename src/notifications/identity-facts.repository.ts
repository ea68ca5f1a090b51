import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../config/index.js';
import { Database } from '../database/index.js';
import { ROLES } from '../access/index.js';
import {
  CLAIM_DAYS,
  ClaimsService,
  dayWords,
  Invitation,
  InvitationsService,
  LINK_MINUTES,
  Organisation,
  OrganisationClaim,
  Person,
  SignInLink,
  SignInService,
} from '../identity/index.js';
import type { Addressee } from './letter-facts.repository.js';
import type { ClaimFacts, InvitationFacts, SignInFacts } from './rules/identity-letters.js';

/** Gathers what mails about people and organisations tell, at the moment in which they are written. */
@Injectable()
export class IdentityFacts {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(SignInService) private readonly signIn: SignInService,
    @Inject(InvitationsService) private readonly invitations: InvitationsService,
    @Inject(ClaimsService) private readonly claims: ClaimsService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Nothing when the link was used or is over: a mail with it would only confuse. */
  async signInLink(id: string): Promise<(SignInFacts & Addressee) | undefined> {
    const link = await this.database.reader.findOneBy(SignInLink, { id });
    if (!link?.personId || link.usedAt || link.expiresAt <= new Date()) return undefined;
    const person = await this.database.reader.findOneBy(Person, { id: link.personId });
    return (
      (person && {
        name: person.name,
        address: person.email,
        minutes: LINK_MINUTES,
        href: `${this.config.publicUrl}/sign-in/link/${this.signIn.linkText(id)}`,
      }) ??
      undefined
    );
  }

  /** Nothing when it was accepted or taken back meanwhile. */
  async invitation(id: string): Promise<(InvitationFacts & Addressee) | undefined> {
    const { reader } = this.database;
    const found = await reader.findOneBy(Invitation, { id });
    if (!found || found.acceptedAt || found.withdrawnAt) return undefined;
    const organisation = await reader.findOneBy(Organisation, { id: found.organisationId });
    return (
      (organisation && {
        name: found.name,
        address: found.email,
        organisationName: organisation.name,
        roleName: ROLES[found.role].name,
        until: dayWords(found.expiresAt),
        href: `${this.config.publicUrl}/invitations/${this.invitations.linkText(id)}`,
      }) ??
      undefined
    );
  }

  /** For the claimant: to confirm while that is still to be done, else to sign in. */
  async claim(id: string): Promise<(ClaimFacts & Addressee) | undefined> {
    const found = await this.database.reader.findOneBy(OrganisationClaim, { id });
    if (!found) return undefined;
    const { publicUrl } = this.config;
    return {
      name: found.name,
      address: found.email,
      organisationName: found.organisationName,
      reason: found.reason ?? '',
      days: CLAIM_DAYS,
      href:
        found.state === 'asked'
          ? `${publicUrl}/join/confirm/${this.claims.linkText(id)}`
          : `${publicUrl}/sign-in`,
    };
  }

  /** For a coordinator: nothing when somebody has decided meanwhile. */
  async waitingClaim(id: string, personId: string): Promise<(ClaimFacts & Addressee) | undefined> {
    const facts = await this.claim(id);
    const person = await this.database.reader.findOneBy(Person, { id: personId });
    const isWaiting = await this.database.reader.existsBy(OrganisationClaim, { id, state: 'waiting' });
    if (!facts || !person || !isWaiting) return undefined;
    return {
      ...facts,
      name: person.name,
      address: person.email,
      href: `${this.config.publicUrl}/approvals`,
    };
  }
}
