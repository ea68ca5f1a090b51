import type { EntityManager } from 'typeorm';
import { newId } from '../database/new-id.js';
import type { JobName, Jobs } from './jobs.js';
import { OutboxRow } from './outbox-row.entity.js';

const ROWS_A_STATEMENT = 200;

/**
 * Asks for jobs in the transaction that makes them necessary: they come about exactly if it commits.
 * The relay hands them to the queue soon after.
 */
export async function putInOutbox<Name extends JobName>(
  manager: EntityManager,
  job: Name,
  payloads: readonly Jobs[Name][],
): Promise<void> {
  const createdAt = new Date();
  for (let start = 0; start < payloads.length; start += ROWS_A_STATEMENT) {
    const rows = payloads
      .slice(start, start + ROWS_A_STATEMENT)
      .map((payload) => ({ id: newId(), job, payload, createdAt }));
    await manager.createQueryBuilder().insert().into(OutboxRow).values(rows).updateEntity(false).execute();
  }
}
