import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { codeColumn, flagColumn, idColumn, instantColumn } from '../database/columns.js';

/** Somebody who may sign in. Name and e-mail are personal data: never logged, never in a job. */
@Entity({ name: 'person' })
@Index('person_email_key', ['emailKey'], { unique: true })
export class Person {
  @PrimaryColumn(idColumn('id'))
  id: string;

  @Column(codeColumn('name', 200))
  name: string;

  @Column(codeColumn('email', 254))
  email: string;

  /** The address in lower case: who they are at sign-in. */
  @Column(codeColumn('email_key', 254))
  emailKey: string;

  /** May not sign in, whatever the memberships say. */
  @Column(flagColumn('is_barred'))
  isBarred: boolean;

  /** When they left their last organisation; `null` while they belong to one. */
  @Column(instantColumn('left_at', { nullable: true }))
  leftAt: Date | null;

  @Column(instantColumn('created_at'))
  createdAt: Date;
}
