import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import {
  codeColumn,
  countColumn,
  dayColumn,
  flagColumn,
  idColumn,
  instantColumn,
  jsonColumn,
  listColumn,
  textColumn,
} from '../database/columns.js';
import type { Supervision } from './rules/supervision.js';
import type { OfferState } from './rules/offer-states.js';

/** What a provider publishes. Its legs are rows of their own. */
@Entity({ name: 'offer' })
@Index('offer_ref_key', ['refKey'], { unique: true })
@Index('offer_status', ['status', 'id'])
export class Offer {
  @PrimaryColumn(idColumn('id'))
  id: string;

  /** The name that files use for it. */
  @Column(codeColumn('ref', 120))
  ref: string;

  @Column(codeColumn('ref_key', 120))
  refKey: string;

  @Column(codeColumn('status', 12))
  status: OfferState;

  @Column(codeColumn('title', 200))
  title: string;

  @Column(textColumn('summary', { nullable: true }))
  summary: string | null;

  @Column(codeColumn('model', 40))
  model: string;

  @Column(listColumn('professions'))
  professions: string[];

  @Column(listColumn('years'))
  years: string[];

  @Column(dayColumn('starts_on'))
  startsOn: string;

  @Column(dayColumn('ends_on'))
  endsOn: string;

  @Column(countColumn('places'))
  places: number;

  @Column(countColumn('min_group', { default: 1 }))
  minGroup: number;

  @Column(listColumn('requires'))
  requires: string[];

  @Column(flagColumn('is_driver_needed'))
  isDriverNeeded: boolean;

  @Column(listColumn('access_features'))
  accessFeatures: string[];

  @Column(listColumn('reserved_for'))
  reservedFor: string[];

  @Column(dayColumn('release_on', { nullable: true }))
  releaseOn: string | null;

  @Column(listColumn('standards'))
  standards: string[];

  @Column(listColumn('pillars'))
  pillars: string[];

  /** Who supervises, as far as the provider has told. */
  @Column(codeColumn('supervision', 12, { default: '' }))
  supervision: Supervision;

  /** Columns of an imported file that mean nothing to us, kept so that they go out again. */
  @Column(jsonColumn('extra'))
  extra: Record<string, string>;

  @Column(instantColumn('published_at', { nullable: true }))
  publishedAt: Date | null;

  @Column(instantColumn('reconfirmed_at', { nullable: true }))
  reconfirmedAt: Date | null;

  @Column(instantColumn('created_at'))
  createdAt: Date;

  @Column(instantColumn('updated_at'))
  updatedAt: Date;

  /** Grows with every change; an edit names the version it was made from. */
  @Column(countColumn('version', { default: 1 }))
  version: number;
}
