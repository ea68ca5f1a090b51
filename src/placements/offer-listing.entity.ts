import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { codeColumn, countColumn, dayColumn, idColumn, instantColumn } from '../database/columns.js';

/**
 * What search reads: one row for each published offer, rewritten in the transaction that changes the
 * offer. Together with {@link OfferTerm} it keeps search away from the tables that people edit.
 */
@Entity({ name: 'offer_listing' })
@Index('offer_listing_newest', ['publishedAt', 'offerId'])
@Index('offer_listing_dates', ['startsOn', 'endsOn'])
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
  'district',
  'standard',
] as const;
export type TermKind = (typeof TERM_KINDS)[number];

/** One thing that is true of a published offer: an inverted index that both engines walk in order. */
@Entity({ name: 'offer_term' })
@Index('offer_term_of_offer', ['offerId', 'kind', 'code'])
export class OfferTerm {
  @PrimaryColumn(codeColumn('kind', 16))
  kind: TermKind;

  @PrimaryColumn(codeColumn('code', 60))
  code: string;

  @ForeignKey('Offer', { name: 'offer_term_offer', onDelete: 'CASCADE' })
  @PrimaryColumn(idColumn('offer_id'))
  offerId: string;
}
