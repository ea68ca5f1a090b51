import { Inject, Injectable } from '@nestjs/common';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Database, inChunks, join, newId, sql } from '../database/index.js';
import { AuditEvent } from '../identity/index.js';
import { HandlesJob, type JobHandler, putInOutbox } from '../queue/index.js';
import { type Audience, audiencesOf } from './rules/audiences.js';
import { RecipientsRepository, type Recipient } from './recipients.repository.js';

const RECIPIENTS_A_TURN = 100;

/**
 * Works out who is to hear of an event and sees to one delivery for each. Done again it finds the
 * deliveries that are there and adds nothing.
 */
@Injectable()
@HandlesJob('announce-event')
export class AnnounceEventJob implements JobHandler<'announce-event'> {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(RecipientsRepository) private readonly recipients: RecipientsRepository,
  ) {}

  async handle({ eventId }: { eventId: string }): Promise<void> {
    const event = await this.database.reader.findOneBy(AuditEvent, { id: eventId });
    if (!event) return;
    for (const audience of audiencesOf(event.type)) {
      const recipients = await this.recipients.of(event, audience.recipient);
      for (const some of inChunks(recipients, RECIPIENTS_A_TURN)) {
        await this.deliver(event.id, audience, some);
        await nextTurn();
      }
    }
  }

  private async deliver(
    eventId: string,
    audience: Audience,
    recipients: readonly Recipient[],
  ): Promise<void> {
    const createdAt = new Date().toISOString();
    await this.database.inTransaction(async (manager) => {
      const made: string[] = [];
      const rows = recipients.map(({ recipientId, subjectId }) => {
        const id = newId();
        return sql`(${id}, ${eventId}, ${audience.template}, ${audience.recipient}, ${recipientId}, ${subjectId},
                    ${`${id}@fairplace`}, 'waiting', 0, ${createdAt})`;
      });
      const inserted = await this.database.rows<{ id: string }>(
        sql`INSERT INTO delivery (id, event_id, template, recipient_kind, recipient_id, subject_id, message_id,
                                  status, attempts, created_at)
            VALUES ${join(rows, ', ')}
            ON CONFLICT (event_id, template, recipient_id) DO NOTHING RETURNING id`,
        manager,
      );
      made.push(...inserted.map(({ id }) => id));
      await putInOutbox(
        manager,
        'send-mail',
        made.map((deliveryId) => ({ deliveryId })),
      );
    });
  }
}
