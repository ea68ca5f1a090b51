import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { codeColumn, dayColumn, idColumn, instantColumn, textColumn } from '../database/columns.js';

/** What a host has ready for learners, and what they read before they start. */
@Entity({ name: 'host_profile' })
export class HostProfile {
  @ForeignKey('Provider', { name: 'host_profile_provider', onDelete: 'CASCADE' })
  @PrimaryColumn(idColumn('provider_id'))
  providerId: string;

  /** Last day of the employers' liability insurance. */
  @Column(dayColumn('insured_until', { nullable: true }))
  insuredUntil: string | null;

  @Column(dayColumn('risk_assessed_on', { nullable: true }))
  riskAssessedOn: string | null;

  /** What happens in the first days. */
  @Column(textColumn('induction', { nullable: true }))
  induction: string | null;

  /** Role and telephone number, rather than a name. */
  @Column(codeColumn('safeguarding_contact', 200, { nullable: true }))
  safeguardingContact: string | null;

  /** Where to come and whom to ask for on the first day. */
  @Column(textColumn('arrival', { nullable: true }))
  arrival: string | null;

  @Column(textColumn('hours', { nullable: true }))
  hours: string | null;

  @Column(textColumn('clothes', { nullable: true }))
  clothes: string | null;

  @Column(textColumn('travel', { nullable: true }))
  travel: string | null;

  @Column(instantColumn('updated_at'))
  updatedAt: Date;
}
