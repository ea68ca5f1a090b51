import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { codeColumn, flagColumn, idColumn, instantColumn } from '../database/columns.js';

/** A registered practice educator. May be long-arm: off site and shared between sites. */
@Entity({ name: 'educator' })
@Index('educator_provider', ['providerId'])
export class Educator {
  @PrimaryColumn(idColumn('id'))
  id: string;

  @ForeignKey('Provider', { name: 'educator_provider_fk', onDelete: 'CASCADE' })
  @Column(idColumn('provider_id'))
  providerId: string;

  @Column(codeColumn('name', 200))
  name: string;

  @Column(codeColumn('email', 254, { nullable: true }))
  email: string | null;

  @Column(codeColumn('profession', 60))
  profession: string;

  @Column(codeColumn('registration_number', 20))
  registrationNumber: string;

  @Column(flagColumn('is_long_arm'))
  isLongArm: boolean;

  @Column(instantColumn('created_at'))
  createdAt: Date;
}
