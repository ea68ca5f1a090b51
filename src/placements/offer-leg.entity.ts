import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { codeColumn, countColumn, idColumn } from '../database/columns.js';

/** One part of an offer: a site, days a week there, in person or remote. */
@Entity({ name: 'offer_leg' })
@Index('offer_leg_order', ['offerId', 'leg'], { unique: true })
@Index('offer_leg_provider', ['providerId'])
export class OfferLeg {
  @PrimaryColumn(idColumn('id'))
  id: string;

  @ForeignKey('Offer', { name: 'offer_leg_offer', onDelete: 'CASCADE' })
  @Column(idColumn('offer_id'))
  offerId: string;

  /** 1 for the first. */
  @Column(countColumn('leg'))
  leg: number;

  @ForeignKey('Provider', { name: 'offer_leg_provider_fk', onDelete: 'CASCADE' })
  @Column(idColumn('provider_id'))
  providerId: string;

  @ForeignKey('Site', { name: 'offer_leg_site', onDelete: 'CASCADE' })
  @Column(idColumn('site_id'))
  siteId: string;

  @ForeignKey('SupervisionPool', { name: 'offer_leg_pool', onDelete: 'SET NULL' })
  @Column(idColumn('pool_id', { nullable: true }))
  poolId: string | null;

  @Column(countColumn('half_days_per_week'))
  halfDaysPerWeek: number;

  @Column(codeColumn('mode', 12))
  mode: 'in-person' | 'remote';

  @Column(codeColumn('setting', 80))
  setting: string;
}
