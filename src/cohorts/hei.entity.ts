import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { codeColumn, idColumn, instantColumn } from '../database/columns.js';

/** A higher education institution that brings students. */
@Entity({ name: 'hei' })
@Index('hei_name_key', ['nameKey'], { unique: true })
export class Hei {
  @PrimaryColumn(idColumn('id'))
  id: string;

  @Column(codeColumn('name', 200))
  name: string;

  @Column(codeColumn('name_key', 200))
  nameKey: string;

  @Column(codeColumn('ukprn', 8, { nullable: true }))
  ukprn: string | null;

  /** Address of its placement team. */
  @Column(codeColumn('contact_email', 254, { nullable: true }))
  contactEmail: string | null;

  @Column(instantColumn('created_at'))
  createdAt: Date;
}
