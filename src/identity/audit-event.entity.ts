import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { codeColumn, idColumn, instantColumn, jsonColumn } from '../database/columns.js';

/** What happened, to which record, when and by whom. Written once, never changed. Holds ids, not names. */
@Entity({ name: 'audit_event' })
@Index('audit_event_by_subject', ['subjectType', 'subjectId'])
export class AuditEvent {
  @PrimaryColumn(idColumn('id'))
  id: string;

  @Column(codeColumn('type'))
  type: string;

  @Column(codeColumn('actor', 80))
  actor: string;

  @Column(codeColumn('subject_type'))
  subjectType: string;

  @Column(idColumn('subject_id'))
  subjectId: string;

  /** Ids and codes only: no names, addresses or free text. */
  @Column(jsonColumn('data'))
  data: Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

  @Column(instantColumn('happened_at'))
  happenedAt: Date;
}
