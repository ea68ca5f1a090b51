import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import {
  codeColumn,
  countColumn,
  idColumn,
  instantColumn,
  jsonColumn,
  listColumn,
  textColumn,
} from '../database/columns.js';

/** One learner. Name, e-mail and postcode are personal data: never logged, never in a job. */
@Entity({ name: 'student' })
@Index('student_ref', ['heiId', 'refKey'], { unique: true })
@Index('student_cohort', ['cohortId'])
export class Student {
  @PrimaryColumn(idColumn('id'))
  id: string;

  @ForeignKey('Hei', { name: 'student_hei', onDelete: 'CASCADE' })
  @Column(idColumn('hei_id'))
  heiId: string;

  @ForeignKey('Cohort', { name: 'student_cohort_fk', onDelete: 'CASCADE' })
  @Column(idColumn('cohort_id'))
  cohortId: string;

  @Column(codeColumn('ref', 120))
  ref: string;

  @Column(codeColumn('ref_key', 120))
  refKey: string;

  @Column(codeColumn('given_name', 120, { nullable: true }))
  givenName: string | null;

  @Column(codeColumn('family_name', 120, { nullable: true }))
  familyName: string | null;

  @Column(codeColumn('email', 254, { nullable: true }))
  email: string | null;

  @Column(codeColumn('postcode', 8))
  postcode: string;

  @Column(codeColumn('district', 4))
  district: string;

  @Column(codeColumn('transport', 10))
  transport: 'car' | 'public' | 'bicycle' | 'walk';

  /** One way. `null`: the policy's. */
  @Column(countColumn('max_travel_minutes', { nullable: true }))
  maxTravelMinutes: number | null;

  @Column(listColumn('settings_done'))
  settingsDone: string[];

  @Column(listColumn('providers_done'))
  providersDone: string[];

  @Column(listColumn('clearances'))
  clearances: string[];

  /** Special category data, sealed: a list joined by `|`. */
  @Column(textColumn('access_needs'))
  accessNeeds: string;

  /** Where own employment or family says something of the person, sealed: a list joined by `|`. */
  @Column(textColumn('excluded_providers'))
  excludedProviders: string;

  /** Columns of an imported file that mean nothing to us, kept so that they go out again. */
  @Column(jsonColumn('extra'))
  extra: Record<string, string>;

  /** When what says who it is was erased; planning keeps the rest. */
  @Column(instantColumn('pseudonymised_at', { nullable: true }))
  pseudonymisedAt: Date | null;

  @Column(instantColumn('created_at'))
  createdAt: Date;

  @Column(instantColumn('updated_at'))
  updatedAt: Date;
}

/** One student's need for one place in one block. */
@Entity({ name: 'placement_request' })
@Index('placement_request_of_student', ['studentId', 'blockId'], { unique: true })
@Index('placement_request_of_block', ['blockId'])
export class PlacementRequest {
  @PrimaryColumn(idColumn('id'))
  id: string;

  @ForeignKey('Student', { name: 'placement_request_student', onDelete: 'CASCADE' })
  @Column(idColumn('student_id'))
  studentId: string;

  @ForeignKey('Block', { name: 'placement_request_block', onDelete: 'CASCADE' })
  @Column(idColumn('block_id'))
  blockId: string;

  /** References of offers, best first, as the student wrote them. */
  @Column(listColumn('preferences'))
  preferences: string[];

  /** 0 goes first. */
  @Column(countColumn('priority'))
  priority: number;

  /** How badly the student fared before; among equals the higher number goes first. */
  @Column(countColumn('carry_over', { default: 0 }))
  carryOver: number;
}
