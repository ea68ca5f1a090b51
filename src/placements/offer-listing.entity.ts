import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import {
  codeColumn,
  countColumn,
  dayColumn,
  idColumn,
  instantColumn,
  textColumn,
} from '../database/columns.js';

/**
 * What search reads: one row for each published offer, rewritten in the transaction that changes the
 * offer. It keeps search away from the tables that people edit, and is narrow, so that reading all of
 * it takes milliseconds.
 */
@Entity({ name: 'offer_listing' })
@Index('offer_listing_newest', ['publishedAt', 'offerId'])
export class OfferListing {
  @ForeignKey('Offer', { name: 'offer_listing_offer', onDelete: 'CASCADE' })
  @PrimaryColumn(idColumn('offer_id'))
  offerId: string;

  @Column(dayColumn('starts_on'))
  startsOn: string;

  @Column(dayColumn('ends_on'))
  endsOn: string;

  @Column(countColumn('places'))
  places: number;

  /** Placements that hold a place now. */
  @Column(countColumn('places_taken', { default: 0 }))
  placesTaken: number;

  @Column(instantColumn('published_at'))
  publishedAt: Date;

  /**
   * First day on which everybody may see it: empty where it was never kept for anybody, the last of days where
   * it is kept for good.
   */
  @Column(dayColumn('open_on', { default: '' }))
  openOn: string;

  /** Keys of the names of HEIs that it is kept for until then, each between two `|`. */
  @Column(textColumn('reserved_keys', { default: '' }))
  reservedKeys: string;

  /** What it is filtered and counted by: one character for each {@link OfferTerm}, in any order. */
  @Column(textColumn('terms'))
  terms: string;
}

/** The kinds of thing that offers are filtered and counted by. */
export const TERM_KINDS = [
  'profession',
  'year',
  'provider-type',
  'model',
  'region',
  'icb',
  'authority',
  'standard',
  'supervision',
] as const;
export type TermKind = (typeof TERM_KINDS)[number];

/** A thing that offers are filtered and counted by. Once here it stays: listings hold its number. */
@Entity({ name: 'offer_term' })
@Index('offer_term_code', ['kind', 'code'], { unique: true })
export class OfferTerm {
  @PrimaryColumn(countColumn('number'))
  number: number;

  @Column(codeColumn('kind', 16))
  kind: TermKind;

  @Column(codeColumn('code', 80))
  code: string;
}

/** A postcode district in which a published offer has an in-person leg. */
@Entity({ name: 'offer_district' })
@Index('offer_district_of_offer', ['offerId'])
export class OfferDistrict {
  @PrimaryColumn(codeColumn('district', 4))
  district: string;

  @ForeignKey('Offer', { name: 'offer_district_offer', onDelete: 'CASCADE' })
  @PrimaryColumn(idColumn('offer_id'))
  offerId: string;
}
