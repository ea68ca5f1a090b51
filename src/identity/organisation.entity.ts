import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { codeColumn, idColumn, instantColumn } from '../database/columns.js';
import type { OrganisationKind, Role } from '../access/index.js';

export const ORGANISATION_STATES = ['pending', 'approved', 'refused'] as const;
export type OrganisationState = (typeof ORGANISATION_STATES)[number];

/** A team of people who act together: of a provider, of an HEI, or of the local system. */
@Entity({ name: 'organisation' })
@Index('organisation_of_owner', ['kind', 'ownerId'], { unique: true })
export class Organisation {
  @PrimaryColumn(idColumn('id'))
  id: string;

  @Column(codeColumn('kind', 10))
  kind: OrganisationKind;

  @Column(codeColumn('name', 200))
  name: string;

  /** The provider or HEI whose records its people see to; `null` for a system team. */
  @Column(idColumn('owner_id', { nullable: true }))
  ownerId: string | null;

  /** Only the people of an approved one may act for it. */
  @Column(codeColumn('state', 10))
  state: OrganisationState;

  @Column(instantColumn('created_at'))
  createdAt: Date;
}

/** One role of one person in one organisation. */
@Entity({ name: 'membership' })
@Index('membership_once', ['personId', 'organisationId', 'role', 'studentKey'], { unique: true })
@Index('membership_organisation', ['organisationId'])
export class Membership {
  @PrimaryColumn(idColumn('id'))
  id: string;

  @ForeignKey('Person', { name: 'membership_person', onDelete: 'CASCADE' })
  @Column(idColumn('person_id'))
  personId: string;

  @ForeignKey('Organisation', { name: 'membership_organisation_fk', onDelete: 'CASCADE' })
  @Column(idColumn('organisation_id'))
  organisationId: string;

  @Column(codeColumn('role', 20))
  role: Role;

  /** The student record that a student's role is about; empty for other roles, so that one of each role is enough. */
  @Column(codeColumn('student_key', 36, { default: '' }))
  studentKey: string;

  @Column(instantColumn('created_at'))
  createdAt: Date;
}
