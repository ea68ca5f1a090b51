import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { codeColumn, dayColumn, instantColumn, listColumn, textColumn } from '../database/columns.js';

/**
 * A location of the Care Quality Commission's care directory. Nobody has claimed it and it offers
 * nothing: it is there so that a provider need not type its address.
 */
@Entity({ name: 'directory_entry' })
@Index('directory_entry_district', ['district'])
@Index('directory_entry_name', ['nameKey'])
export class DirectoryEntry {
  @PrimaryColumn(codeColumn('cqc_location_id', 20))
  cqcLocationId: string;

  @Column(codeColumn('cqc_provider_id', 20, { nullable: true }))
  cqcProviderId: string | null;

  @Column(codeColumn('name', 300))
  name: string;

  @Column(codeColumn('name_key', 300))
  nameKey: string;

  @Column(codeColumn('provider_name', 300))
  providerName: string;

  @Column(codeColumn('address', 500))
  address: string;

  @Column(codeColumn('postcode', 12))
  postcode: string;

  @Column(codeColumn('district', 4, { nullable: true }))
  district: string | null;

  @Column(codeColumn('authority_name', 120))
  authorityName: string;

  @Column(codeColumn('region', 60))
  region: string;

  @Column(codeColumn('phone', 40, { nullable: true }))
  phone: string | null;

  @Column(textColumn('website', { nullable: true }))
  website: string | null;

  @Column(listColumn('service_types'))
  serviceTypes: string[];

  @Column(listColumn('specialisms'))
  specialisms: string[];

  @Column(dayColumn('latest_check_on', { nullable: true }))
  latestCheckOn: string | null;

  /** Digest of the row as it was read, to tell a changed row from an unchanged one. */
  @Column(codeColumn('digest', 43))
  digest: string;

  /** The import that last saw it. */
  @Column(codeColumn('seen_in', 36))
  seenIn: string;

  @Column(instantColumn('updated_at'))
  updatedAt: Date;

  /** When an import no longer had it. Kept, because sites may point to it. */
  @Column(instantColumn('gone_at', { nullable: true }))
  goneAt: Date | null;
}
