import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { codeColumn, countColumn, idColumn, instantColumn } from '../database/columns.js';
import type { RecipientKind } from './rules/audiences.js';
import type { DeliveryState } from './rules/delivery-states.js';

/** One mail to one recipient about one event. Says whom, never what: the words are made when it is sent. */
@Entity({ name: 'delivery' })
@Index('delivery_once', ['eventId', 'template', 'recipientId'], { unique: true })
@Index('delivery_status', ['status', 'id'])
export class Delivery {
  @PrimaryColumn(idColumn('id'))
  id: string;

  @Column(idColumn('event_id'))
  eventId: string;

  @Column(codeColumn('template', 60))
  template: string;

  @Column(codeColumn('recipient_kind', 12))
  recipientKind: RecipientKind;

  @Column(idColumn('recipient_id'))
  recipientId: string;

  /** What the mail is about, where the event is about more than this recipient (a placement of a run). */
  @Column(idColumn('subject_id', { nullable: true }))
  subjectId: string | null;

  /** Follows from the id alone, so that a mail server can drop a second copy. */
  @Column(codeColumn('message_id', 120))
  messageId: string;

  @Column(codeColumn('status', 16))
  status: DeliveryState;

  @Column(countColumn('attempts', { default: 0 }))
  attempts: number;

  /** Name of the process that is sending it. */
  @Column(idColumn('claimed_by', { nullable: true }))
  claimedBy: string | null;

  /** Until when that process, should nothing be heard of it, is waited for. */
  @Column(instantColumn('leased_until', { nullable: true }))
  leasedUntil: Date | null;

  /** The mail server's last word, cut short and without addresses. */
  @Column(codeColumn('last_answer', 200, { nullable: true }))
  lastAnswer: string | null;

  @Column(instantColumn('created_at'))
  createdAt: Date;

  @Column(instantColumn('sent_at', { nullable: true }))
  sentAt: Date | null;
}
