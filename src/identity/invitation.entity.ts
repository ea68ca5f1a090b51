import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { codeColumn, idColumn, instantColumn } from '../database/columns.js';
import type { Role } from '../access/index.js';

/** Somebody asked to join an organisation. The mail has the signed link. Name and e-mail are personal data. */
@Entity({ name: 'invitation' })
@Index('invitation_organisation', ['organisationId'])
@Index('invitation_email_key', ['emailKey'])
export class Invitation {
  @PrimaryColumn(idColumn('id'))
  id: string;

  @ForeignKey('Organisation', { name: 'invitation_organisation_fk', onDelete: 'CASCADE' })
  @Column(idColumn('organisation_id'))
  organisationId: string;

  @Column(codeColumn('name', 200))
  name: string;

  @Column(codeColumn('email', 254))
  email: string;

  @Column(codeColumn('email_key', 254))
  emailKey: string;

  @Column(codeColumn('role', 20))
  role: Role;

  /** The student record that a student's role is about; empty for other roles. */
  @Column(codeColumn('student_key', 36, { default: '' }))
  studentKey: string;

  @Column(idColumn('invited_by', { nullable: true }))
  invitedBy: string | null;

  @Column(instantColumn('created_at'))
  createdAt: Date;

  @Column(instantColumn('expires_at'))
  expiresAt: Date;

  @Column(instantColumn('accepted_at', { nullable: true }))
  acceptedAt: Date | null;

  @Column(instantColumn('withdrawn_at', { nullable: true }))
  withdrawnAt: Date | null;
}
