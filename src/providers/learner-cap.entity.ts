import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { countColumn, idColumn, jsonColumn } from '../database/columns.js';

/** The most learners that a provider, or one of its sites, hosts at once over all of its offers. */
@Entity({ name: 'learner_cap' })
@Index('learner_cap_subject', ['providerId', 'siteId'], { unique: true })
export class LearnerCap {
  @PrimaryColumn(idColumn('id'))
  id: string;

  @ForeignKey('Provider', { name: 'learner_cap_provider', onDelete: 'CASCADE' })
  @Column(idColumn('provider_id'))
  providerId: string;

  /** `null`: the cap is the whole provider's. */
  @ForeignKey('Site', { name: 'learner_cap_site', onDelete: 'CASCADE' })
  @Column(idColumn('site_id', { nullable: true }))
  siteId: string | null;

  @Column(countColumn('max_learners'))
  maxLearners: number;

  /** Columns of an imported file that mean nothing to us, kept so that they go out again. */
  @Column(jsonColumn('extra'))
  extra: Record<string, string>;
}
