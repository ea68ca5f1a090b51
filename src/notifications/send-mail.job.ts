import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Database, sql } from '../database/index.js';
import {
  HANDOVER_FOLDER,
  HandoverJournal,
  isAlive,
  leftJournals,
  type LeftJournal,
  type Mail,
  type MailAnswer,
  MAILER,
  type Mailer,
} from '../mail/index.js';
import { HandlesJob, type JobContext, type JobHandler, putInOutbox, TryLater } from '../queue/index.js';
import { Delivery } from './delivery.entity.js';
import { MailWriter } from './mail-writer.service.js';

/**
 * How long a process of another machine is waited for that has a mail and is not heard of. Far longer than
 * any mail server may take.
 */
const LEASE_MILLISECONDS = 15 * 60_000;
const MILLISECONDS_UNTIL_ANOTHER_LOOK = 5_000;

/** The server wants the mail later. Thrown so that the queue waits and tries again. */
class RefusedForNow extends Error {
  constructor(answer: string) {
    super(`Refused for now: ${answer}`);
    this.name = 'RefusedForNow';
  }
}

/**
 * Sends one mail, once. A process first claims the delivery, so that no other has it, and notes it in its
 * journal in the last instant before the server takes the mail. When a process dies, the next one on its
 * machine goes through what it had claimed: what is not in its journal was not sent and waits again; what
 * is, was most likely sent, and is marked `unconfirmed` for a person to see (ADR 0011).
 */
@Injectable()
@HandlesJob('send-mail')
export class SendMailJob implements JobHandler<'send-mail'>, OnApplicationShutdown {
  private journal: HandoverJournal | undefined;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(MAILER) private readonly mailer: Mailer,
    @Inject(MailWriter) private readonly writer: MailWriter,
    @Inject(HANDOVER_FOLDER) private readonly folder: string,
  ) {}

  async begin(): Promise<void> {
    this.journal = HandoverJournal.open(this.folder);
    for (const left of leftJournals(this.folder)) await this.takeOver(left);
  }

  onApplicationShutdown(): void {
    this.journal?.close();
  }

  async beforeRetry({ deliveryId }: { deliveryId: string }): Promise<void> {
    await this.move(deliveryId, 'failed', { status: 'waiting', lastAnswer: null });
  }

  async handle({ deliveryId }: { deliveryId: string }, context: JobContext): Promise<void> {
    const delivery = await this.database.reader.findOneBy(Delivery, { id: deliveryId });
    if (!delivery) return;
    if (delivery.status === 'sending') return this.findOut(delivery);
    if (delivery.status !== 'waiting') return;
    const mail = await this.writer.write(delivery);
    if (mail === 'gone' || mail === 'no-address') {
      const lastAnswer = mail === 'gone' ? 'what it was about is no longer there' : 'no address is known';
      return this.move(deliveryId, 'waiting', { status: 'failed', lastAnswer });
    }
    if (await this.claim(delivery)) await this.send(deliveryId, mail, context);
  }

  private async send(id: string, mail: Mail, context: JobContext): Promise<void> {
    const { journal } = this;
    if (!journal) throw new Error('A mail is to be sent by a process that has not begun');
    let answer: MailAnswer;
    try {
      answer = await this.mailer.send(mail, () => journal.record(id));
    } catch (error) {
      if (journal.has(id)) {
        await this.move(id, 'sending', {
          status: 'unconfirmed',
          lastAnswer: 'the connection was lost before the server answered',
        });
        return journal.forget(id);
      }
      await this.move(id, 'sending', {
        status: context.isLastAttempt ? 'failed' : 'waiting',
        lastAnswer: 'the mail server could not be reached',
      });
      throw error;
    }
    const lastAnswer = answer.answer;
    switch (answer.kind) {
      case 'taken':
        await this.move(id, 'sending', { status: 'sent', sentAt: new Date(), lastAnswer });
        return journal.forget(id);
      case 'refused-for-good':
        await this.move(id, 'sending', { status: 'failed', lastAnswer });
        return journal.forget(id);
      case 'refused-for-now':
        await this.move(id, 'sending', { status: context.isLastAttempt ? 'failed' : 'waiting', lastAnswer });
        journal.forget(id);
        throw new RefusedForNow(lastAnswer);
    }
  }

  /** Makes the delivery this process's own; false when another was first. */
  private async claim({ id }: Delivery): Promise<boolean> {
    const leasedUntil = new Date(Date.now() + LEASE_MILLISECONDS).toISOString();
    const claimed = await this.database.write(
      sql`UPDATE delivery SET status = 'sending', attempts = attempts + 1,
                 claimed_by = ${this.journal?.owner ?? null}, leased_until = ${leasedUntil}
           WHERE id = ${id} AND status = 'waiting'`,
    );
    return claimed === 1;
  }

  /** Somebody has this mail. While they may be at it, wait; once they are known to be gone, take over. */
  private async findOut({ id, claimedBy, leasedUntil }: Delivery): Promise<void> {
    const owner = claimedBy ?? '';
    if (owner !== this.journal?.owner && !isAlive(this.folder, owner)) {
      for (const left of leftJournals(this.folder)) await this.takeOver(left);
    }
    if ((leasedUntil?.getTime() ?? 0) > Date.now()) {
      throw new TryLater('Another process has this mail', MILLISECONDS_UNTIL_ANOTHER_LOOK);
    }
    await this.move(id, 'sending', {
      status: 'unconfirmed',
      lastAnswer: 'the process that had it was not heard of again',
    });
  }

  /** Settles what a process that ended had claimed. */
  private async takeOver({ owner, ids, remove }: LeftJournal): Promise<void> {
    await this.database.inTransaction(async (manager) => {
      const claimed = await manager.findBy(Delivery, { claimedBy: owner, status: 'sending' });
      const unsent: string[] = [];
      for (const { id } of claimed) {
        if (!ids.has(id)) unsent.push(id);
        const change = ids.has(id)
          ? ({ status: 'unconfirmed', lastAnswer: 'the process ended before the server answered' } as const)
          : ({ status: 'waiting', claimedBy: null, leasedUntil: null } as const);
        await manager.update(Delivery, { id, status: 'sending', claimedBy: owner }, change);
      }
      await putInOutbox(
        manager,
        'send-mail',
        unsent.map((deliveryId) => ({ deliveryId })),
      );
    });
    remove();
  }

  private async move(
    id: string,
    from: Delivery['status'],
    { status, lastAnswer, sentAt }: Pick<Delivery, 'status' | 'lastAnswer'> & { readonly sentAt?: Date },
  ): Promise<void> {
    await this.database.write(
      sql`UPDATE delivery SET status = ${status}, last_answer = ${lastAnswer},
                 sent_at = ${sentAt?.toISOString() ?? null}
           WHERE id = ${id} AND status = ${from}`,
    );
  }
}
