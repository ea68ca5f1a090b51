import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { countColumn, idColumn, instantColumn, jsonColumn } from '../database/columns.js';
import type { OfferAnswers } from './rules/offer-answers.js';

/** What a provider has answered so far on the way to an offer. Kept with every answer, gone when the offer is made. */
@Entity({ name: 'unfinished_offer' })
@Index('unfinished_offer_of_provider', ['providerId', 'updatedAt'])
export class UnfinishedOffer {
  @PrimaryColumn(idColumn('id'))
  id: string;

  @ForeignKey('Provider', { name: 'unfinished_offer_provider', onDelete: 'CASCADE' })
  @Column(idColumn('provider_id'))
  providerId: string;

  /** The offer that is being changed; `null` for one that is to be new. */
  @ForeignKey('Offer', { name: 'unfinished_offer_offer', onDelete: 'CASCADE' })
  @Column(idColumn('offer_id', { nullable: true }))
  offerId: string | null;

  /** The version of that offer which the answers began with. */
  @Column(countColumn('offer_version', { nullable: true }))
  offerVersion: number | null;

  @Column(jsonColumn('answers'))
  answers: OfferAnswers;

  @Column(instantColumn('created_at'))
  createdAt: Date;

  @Column(instantColumn('updated_at'))
  updatedAt: Date;
}
