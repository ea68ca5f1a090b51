import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '../access/index.js';
import { Database } from '../database/index.js';
import { recordEvent } from '../identity/index.js';
import { putInOutbox } from '../queue/index.js';
import { ok, refused, type Result } from '../shared/result.js';
import { Delivery } from './delivery.entity.js';
import type { DeliveryState } from './rules/delivery-states.js';

export type SendAgainRefusal =
  { readonly kind: 'not-found' } | { readonly kind: 'not-allowed'; readonly from: DeliveryState };

/** What became of each mail. Knows whom by id only, never an address. */
@Injectable()
export class DeliveryLog {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** Newest first, one more than `limit` when there are more. */
  list(status: DeliveryState | undefined, limit: number, beforeId?: string): Promise<Delivery[]> {
    const query = this.database.reader
      .createQueryBuilder(Delivery, 'delivery')
      .orderBy('delivery.id', 'DESC')
      .take(limit + 1);
    if (status) query.andWhere('delivery.status = :status', { status });
    if (beforeId) query.andWhere('delivery.id < :id', { id: beforeId });
    return query.getMany();
  }

  /** Sends a mail that failed, or of which nobody knows whether it arrived. */
  sendAgain(id: string, actor: Actor): Promise<Result<null, SendAgainRefusal>> {
    return this.database.inTransaction(async (manager) => {
      const delivery = await manager.findOneBy(Delivery, { id });
      if (!delivery) return refused({ kind: 'not-found' });
      const { status } = delivery;
      if (status !== 'failed' && status !== 'unconfirmed') {
        return refused({ kind: 'not-allowed', from: status });
      }
      await manager.update(Delivery, { id, status }, { status: 'waiting' });
      await putInOutbox(manager, 'send-mail', [{ deliveryId: id }]);
      await recordEvent(manager, {
        type: 'mail-sent-again',
        actor,
        subjectType: 'delivery',
        subjectId: id,
        data: { from: status },
      });
      return ok(null);
    });
  }
}
