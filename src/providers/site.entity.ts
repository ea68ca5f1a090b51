import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { codeColumn, idColumn, instantColumn } from '../database/columns.js';

/** A place of a provider. Its district, authority, ICB and region follow from the postcode on the day it was saved. */
@Entity({ name: 'site' })
@Index('site_name_key', ['providerId', 'nameKey'], { unique: true })
export class Site {
  @PrimaryColumn(idColumn('id'))
  id: string;

  @ForeignKey('Provider', { name: 'site_provider', onDelete: 'CASCADE' })
  @Column(idColumn('provider_id'))
  providerId: string;

  @Column(codeColumn('name', 200))
  name: string;

  @Column(codeColumn('name_key', 220))
  nameKey: string;

  @Column(codeColumn('address', 400, { nullable: true }))
  address: string | null;

  /** `null` only for a site that is worked for from afar. */
  @Column(codeColumn('postcode', 8, { nullable: true }))
  postcode: string | null;

  @Column(codeColumn('district', 4, { nullable: true }))
  district: string | null;

  @Column(codeColumn('authority_code', 9, { nullable: true }))
  authorityCode: string | null;

  @Column(codeColumn('icb_code', 9, { nullable: true }))
  icbCode: string | null;

  @Column(codeColumn('region_code', 9, { nullable: true }))
  regionCode: string | null;

  @Column(codeColumn('cqc_location_id', 20, { nullable: true }))
  cqcLocationId: string | null;

  @Column(codeColumn('ods_site_code', 12, { nullable: true }))
  odsSiteCode: string | null;

  @Column(instantColumn('created_at'))
  createdAt: Date;
}
