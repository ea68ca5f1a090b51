import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../database/index.js';
import { type Mail, type MailAnswer, MAILER, type Mailer } from '../mail/index.js';
import { HandlesJob, type JobContext, type JobHandler, TryLater } from '../queue/index.js';
import { Delivery } from './delivery.entity.js';
import { MailWriter } from './mail-writer.service.js';

/**
 * How long a mail may be between our last byte and the server's answer before whoever finds it so
 * takes its sender for dead. Longer than a server may keep silent (30 seconds).
 */
const LEASE_MILLISECONDS = 60_000;

/** The server wants the mail later. Thrown so that the queue waits and tries again. */
class RefusedForNow extends Error {
  constructor(answer: string) {
    super(`Refused for now: ${answer}`);
    this.name = 'RefusedForNow';
  }
}

/**
 * Sends one mail, once. In the last instant before the server takes it the delivery is marked
 * `handing-over`, on disk; only one process ever gets past that mark. Found there after a crash, a mail
 * is most likely out: it is marked `unconfirmed`, for a person to see, and never sent again by itself
 * (ADR 0011).
 */
@Injectable()
@HandlesJob('send-mail')
export class SendMailJob implements JobHandler<'send-mail'> {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(MAILER) private readonly mailer: Mailer,
    @Inject(MailWriter) private readonly writer: MailWriter,
  ) {}

  async handle({ deliveryId }: { deliveryId: string }, context: JobContext): Promise<void> {
    const delivery = await this.database.reader.findOneBy(Delivery, { id: deliveryId });
    if (!delivery) return;
    if (delivery.status === 'handing-over') return this.findOut(delivery);
    if (delivery.status !== 'waiting') return;
    const mail = await this.writer.write(delivery);
    if (mail === 'gone' || mail === 'no-address') {
      const lastAnswer = mail === 'gone' ? 'what it was about is no longer there' : 'no address is known';
      return this.move(deliveryId, 'waiting', { status: 'failed', lastAnswer });
    }
    await this.send(delivery, mail, context);
  }

  private async send(delivery: Delivery, mail: Mail, context: JobContext): Promise<void> {
    let isHandedOver = false;
    const mayGo = async (): Promise<boolean> => {
      isHandedOver = await this.handOver(delivery);
      return isHandedOver;
    };
    let answer: MailAnswer;
    try {
      answer = await this.mailer.send(mail, mayGo);
    } catch (error) {
      if (isHandedOver) {
        return this.move(delivery.id, 'handing-over', {
          status: 'unconfirmed',
          lastAnswer: 'the connection was lost before the server answered',
        });
      }
      if (context.isLastAttempt) {
        await this.move(delivery.id, 'waiting', {
          status: 'failed',
          lastAnswer: 'the mail server could not be reached',
        });
      }
      throw error;
    }
    const from = isHandedOver ? 'handing-over' : 'waiting';
    switch (answer.kind) {
      case 'taken':
        return this.move(delivery.id, from, {
          status: 'sent',
          sentAt: new Date(),
          lastAnswer: answer.answer,
        });
      case 'refused-for-good':
        return this.move(delivery.id, from, { status: 'failed', lastAnswer: answer.answer });
      case 'refused-for-now':
        await this.move(delivery.id, from, {
          status: context.isLastAttempt ? 'failed' : 'waiting',
          lastAnswer: answer.answer,
        });
        throw new RefusedForNow(answer.answer);
      case 'held-back':
        // Another process has it.
        return;
    }
  }

  private handOver({ id, attempts }: Delivery): Promise<boolean> {
    return this.database.inTransaction(async (manager) => {
      const update = await manager.update(
        Delivery,
        { id, status: 'waiting' },
        {
          status: 'handing-over',
          attempts: attempts + 1,
          leasedUntil: new Date(Date.now() + LEASE_MILLISECONDS),
        },
      );
      return update.affected === 1;
    });
  }

  /** Somebody was handing this mail over. While they may still be at it, wait; after that, say so. */
  private async findOut({ id, leasedUntil }: Delivery): Promise<void> {
    const remaining = (leasedUntil?.getTime() ?? 0) - Date.now();
    if (remaining > 0) throw new TryLater('Another process is sending this mail', remaining);
    await this.move(id, 'handing-over', {
      status: 'unconfirmed',
      lastAnswer: 'the process ended before the server answered',
    });
  }

  private async move(
    id: string,
    from: Delivery['status'],
    to: Partial<Pick<Delivery, 'status' | 'lastAnswer' | 'sentAt'>>,
  ): Promise<void> {
    await this.database.inTransaction((manager) => manager.update(Delivery, { id, status: from }, to));
  }
}
