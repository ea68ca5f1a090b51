import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { codeColumn, countColumn, idColumn, instantColumn, jsonColumn } from '../database/columns.js';

/** Learner-days a week that one educator or team can supervise at once, over any number of offers. */
@Entity({ name: 'supervision_pool' })
@Index('supervision_pool_ref', ['refKey'], { unique: true })
export class SupervisionPool {
  @PrimaryColumn(idColumn('id'))
  id: string;

  /** The name that offers and files use for it. */
  @Column(codeColumn('ref', 120))
  ref: string;

  @Column(codeColumn('ref_key', 120))
  refKey: string;

  @ForeignKey('Provider', { name: 'supervision_pool_provider', onDelete: 'SET NULL' })
  @Column(idColumn('provider_id', { nullable: true }))
  providerId: string | null;

  @ForeignKey('Educator', { name: 'supervision_pool_educator', onDelete: 'SET NULL' })
  @Column(idColumn('educator_id', { nullable: true }))
  educatorId: string | null;

  /** In half-days, so that 2.5 days is 5. `null`: named by an offer, its size not yet told, so not counted. */
  @Column(countColumn('learner_half_days_per_week', { nullable: true }))
  learnerHalfDaysPerWeek: number | null;

  /** Columns of an imported file that mean nothing to us, kept so that they go out again. */
  @Column(jsonColumn('extra'))
  extra: Record<string, string>;

  @Column(instantColumn('created_at'))
  createdAt: Date;
}
