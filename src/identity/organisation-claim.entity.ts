import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { codeColumn, idColumn, instantColumn, textColumn } from '../database/columns.js';
import type { ClaimState, ClaimSubject } from './rules/claims.js';

/** Somebody who says to belong to a provider or an HEI, and wants to act for it. Name and e-mail are personal data. */
@Entity({ name: 'organisation_claim' })
@Index('organisation_claim_state', ['state', 'id'])
@Index('organisation_claim_email_key', ['emailKey'])
export class OrganisationClaim {
  @PrimaryColumn(idColumn('id'))
  id: string;

  @Column(codeColumn('kind', 10))
  kind: 'provider' | 'hei';

  /** Where the claimed organisation is known from. */
  @Column(codeColumn('subject', 20))
  subject: ClaimSubject;

  /** Its id, location number or UKPRN there; empty when it is known from nowhere. */
  @Column(codeColumn('subject_key', 40))
  subjectKey: string;

  /** Its name, as it is known or as it was typed. */
  @Column(codeColumn('organisation_name', 200))
  organisationName: string;

  /** What kind of host it is, where it is known from nowhere. */
  @Column(codeColumn('provider_type', 40, { nullable: true }))
  providerType: string | null;

  @Column(codeColumn('name', 200))
  name: string;

  @Column(codeColumn('email', 254))
  email: string;

  @Column(codeColumn('email_key', 254))
  emailKey: string;

  @Column(codeColumn('state', 12))
  state: ClaimState;

  /** Why it was refused, in words for the claimant. */
  @Column(textColumn('reason', { nullable: true }))
  reason: string | null;

  @Column(idColumn('decided_by', { nullable: true }))
  decidedBy: string | null;

  @Column(instantColumn('created_at'))
  createdAt: Date;

  /** Until when the address must be confirmed. */
  @Column(instantColumn('expires_at'))
  expiresAt: Date;

  @Column(instantColumn('decided_at', { nullable: true }))
  decidedAt: Date | null;
}
