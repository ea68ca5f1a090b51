import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { codeColumn, countColumn, idColumn, instantColumn, jsonColumn } from '../database/columns.js';
import type { Changes } from './rules/changes.js';

/** What happened, to which record, when and by whom. Written once, never changed. Holds ids, not names. */
@Entity({ name: 'audit_event' })
@Index('audit_event_by_subject', ['subjectType', 'subjectId'])
@Index('audit_event_of_organisation', ['organisationId', 'sequence'])
@Index('audit_event_sequence', ['sequence'], { unique: true })
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

  /** What a change changed: before and after by field, or only that it changed where the values are people's own. */
  @Column(jsonColumn('changes', { nullable: true }))
  changes: Changes | null;

  /** For whom the actor acted. */
  @Column(idColumn('organisation_id', { nullable: true }))
  organisationId: string | null;

  @Column(instantColumn('happened_at'))
  happenedAt: Date;

  /** 1 for the first event, without a gap. */
  @Column(countColumn('sequence'))
  sequence: number;

  /** Seals this event and, through the hash of the one before, all that went before. */
  @Column(codeColumn('hash', 43))
  hash: string;
}

/** Id of the only row of {@link AuditHead}. */
export const AUDIT_HEAD = 'head';

/** How far the trail goes: one row, so that events that were taken off its end are missed. */
@Entity({ name: 'audit_head' })
export class AuditHead {
  @PrimaryColumn(idColumn('id'))
  id: string;

  @Column(countColumn('sequence'))
  sequence: number;

  @Column(codeColumn('hash', 43))
  hash: string;
}
