import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { codeColumn } from '../database/columns.js';
import type { AuthorityConfidence, Country, PostcodeDistrictFacts } from './facts.js';
import { LocalAuthority } from './local-authority.entity.js';

/** The outward half of a postcode, with its centre and, in England, its authority. */
@Entity({ name: 'postcode_district' })
@Check('postcode_district_country_known', `"country" IN ('England', 'Scotland', 'Wales')`)
@Check('postcode_district_confidence_known', `"authority_confidence" IN ('derived', 'approximate')`)
@Index('postcode_district_authority', ['authorityCode'])
export class PostcodeDistrict implements PostcodeDistrictFacts {
  @PrimaryColumn(codeColumn('code', 4))
  code: string;

  @Column({ name: 'latitude', type: 'double precision' })
  latitude: number;

  @Column({ name: 'longitude', type: 'double precision' })
  longitude: number;

  @Column(codeColumn('country', 10))
  country: Country;

  @Column(codeColumn('authority_code', 9, { nullable: true }))
  @ForeignKey(() => LocalAuthority, { name: 'postcode_district_authority_fk' })
  authorityCode: string | null;

  @Column(codeColumn('authority_confidence', 12, { nullable: true }))
  authorityConfidence: AuthorityConfidence | null;

  @Column(codeColumn('source', 120))
  source: string;
}
