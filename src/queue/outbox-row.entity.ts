import { Column, Entity, PrimaryColumn } from 'typeorm';
import { codeColumn, idColumn, instantColumn, jsonColumn } from '../database/columns.js';

/** A job that a transaction asked for and the relay has still to hand to the queue; gone once it has. */
@Entity({ name: 'outbox' })
export class OutboxRow {
  /** Becomes the job's id, so that relaying a row twice makes one job. */
  @PrimaryColumn(idColumn('id'))
  id: string;

  @Column(codeColumn('job'))
  job: string;

  @Column(jsonColumn('payload'))
  payload: object;

  @Column(instantColumn('created_at'))
  createdAt: Date;
}
