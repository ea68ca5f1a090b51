import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { codeColumn, countColumn, dayColumn, idColumn, listColumn } from '../database/columns.js';

/** A period in which a cohort must be on placement, and what that placement must contain. */
@Entity({ name: 'block' })
@Index('block_key', ['cohortId', 'key'], { unique: true })
export class Block {
  @PrimaryColumn(idColumn('id'))
  id: string;

  @ForeignKey('Cohort', { name: 'block_cohort', onDelete: 'CASCADE' })
  @Column(idColumn('cohort_id'))
  cohortId: string;

  /** Digest of dates, days a week and demands: rows of a file that say the same are one block. */
  @Column(codeColumn('key', 43))
  key: string;

  @Column(dayColumn('starts_on'))
  startsOn: string;

  @Column(dayColumn('ends_on'))
  endsOn: string;

  @Column(countColumn('half_days_per_week'))
  halfDaysPerWeek: number;

  @Column(listColumn('required_settings'))
  requiredSettings: string[];

  @Column(listColumn('required_pillars'))
  requiredPillars: string[];

  @Column(listColumn('required_standards'))
  requiredStandards: string[];
}
