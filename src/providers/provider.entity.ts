import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { codeColumn, idColumn, instantColumn, textColumn } from '../database/columns.js';

/** An organisation that hosts learners. */
@Entity({ name: 'provider' })
@Index('provider_name_key', ['nameKey'], { unique: true })
@Index('provider_cqc_provider_id', ['cqcProviderId'])
export class Provider {
  @PrimaryColumn(idColumn('id'))
  id: string;

  @Column(codeColumn('name', 200))
  name: string;

  /** The name in lower case with single spaces: two spellings of one name are one provider. */
  @Column(codeColumn('name_key', 200))
  nameKey: string;

  @Column(codeColumn('type', 40))
  type: string;

  @Column(codeColumn('cqc_provider_id', 20, { nullable: true }))
  cqcProviderId: string | null;

  @Column(codeColumn('ods_code', 12, { nullable: true }))
  odsCode: string | null;

  @Column(codeColumn('charity_number', 12, { nullable: true }))
  charityNumber: string | null;

  @Column(codeColumn('company_number', 8, { nullable: true }))
  companyNumber: string | null;

  @Column(codeColumn('urn', 6, { nullable: true }))
  urn: string | null;

  @Column(codeColumn('ukprn', 8, { nullable: true }))
  ukprn: string | null;

  /** Who hears of proposals. Personal data: never logged, never in a job. */
  @Column(codeColumn('contact_name', 200, { nullable: true }))
  contactName: string | null;

  @Column(codeColumn('contact_email', 254, { nullable: true }))
  contactEmail: string | null;

  @Column(textColumn('about', { nullable: true }))
  about: string | null;

  @Column(instantColumn('created_at'))
  createdAt: Date;

  @Column(instantColumn('updated_at'))
  updatedAt: Date;
}
