import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { codeColumn, countColumn, idColumn } from '../database/columns.js';

/** A course of one HEI in one profession. */
@Entity({ name: 'programme' })
@Index('programme_of_hei', ['heiId', 'profession'], { unique: true })
export class Programme {
  @PrimaryColumn(idColumn('id'))
  id: string;

  @ForeignKey('Hei', { name: 'programme_hei', onDelete: 'CASCADE' })
  @Column(idColumn('hei_id'))
  heiId: string;

  @Column(codeColumn('profession'))
  profession: string;
}

/** One year group of a programme. */
@Entity({ name: 'cohort' })
@Index('cohort_of_programme', ['programmeId', 'year'], { unique: true })
export class Cohort {
  @PrimaryColumn(idColumn('id'))
  id: string;

  @ForeignKey('Programme', { name: 'cohort_programme', onDelete: 'CASCADE' })
  @Column(idColumn('programme_id'))
  programmeId: string;

  /** Year of study, 1 for the first. */
  @Column(countColumn('year'))
  year: number;
}
