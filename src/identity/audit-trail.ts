import type { EntityManager } from 'typeorm';
import { newId } from '../database/index.js';
import { putInOutbox } from '../queue/index.js';
import type { Actor } from '../access/index.js';
import { sealOf } from './audit-chain.js';
import { AUDIT_HEAD, AuditEvent, AuditHead } from './audit-event.entity.js';
import type { Changes } from './rules/changes.js';

/** Ids and codes only: no names, addresses or free text. */
export type EventData = AuditEvent['data'];

/** A person who acts for nobody else. */
export interface Oneself {
  readonly personId: string;
}

export interface NewEvent {
  readonly type: string;
  readonly actor: Actor | Oneself;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly data?: EventData;
  readonly changes?: Changes;
  /** False for what nobody is ever told of by mail. */
  readonly isNews?: boolean;
}

/**
 * Writes down what happened, in the transaction in which it happens, and sees to it that whoever is
 * to hear of it does, after the commit. Gives the event's id.
 *
 * Transactions that write events wait for each other from here to their end, because each event is chained to
 * the one before: record what happened last.
 */
export async function recordEvent(
  manager: EntityManager,
  { actor, isNews = true, data = {}, changes, ...what }: NewEvent,
): Promise<string> {
  await manager.query(`UPDATE audit_head SET sequence = sequence + 1`);
  const head = await manager.findOneByOrFail(AuditHead, { id: AUDIT_HEAD });
  const event = {
    ...what,
    id: newId(),
    actor: actorName(actor),
    organisationId: typeof actor === 'object' && 'organisationId' in actor ? actor.organisationId : null,
    data,
    changes: changes ?? null,
    happenedAt: new Date(),
    sequence: head.sequence,
  };
  const hash = sealOf(head.hash, event);
  await manager.insert(AuditEvent, { ...event, hash });
  await manager.update(AuditHead, { id: AUDIT_HEAD }, { hash });
  if (isNews) await putInOutbox(manager, 'announce-event', [{ eventId: event.id }]);
  return event.id;
}

/** An actor as the trail names it: by id, never by name. */
function actorName(actor: Actor | Oneself): string {
  if (typeof actor === 'string') return actor;
  return actor.personId ?? ('tokenId' in actor ? `token:${actor.tokenId}` : '');
}
