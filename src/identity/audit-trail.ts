import type { EntityManager } from 'typeorm';
import { newId } from '../database/index.js';
import { putInOutbox } from '../queue/index.js';
import { AuditEvent } from './audit-event.entity.js';
import type { Actor } from '../access/index.js';

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
  /** False for what nobody is ever told of by mail. */
  readonly isNews?: boolean;
}

/**
 * Writes down what happened, in the transaction in which it happens, and sees to it that whoever is
 * to hear of it does, after the commit. Gives the event's id.
 */
export async function recordEvent(
  manager: EntityManager,
  { actor, isNews = true, ...event }: NewEvent,
): Promise<string> {
  const id = newId();
  await manager.insert(AuditEvent, {
    id,
    data: {},
    ...event,
    actor: actorName(actor),
    happenedAt: new Date(),
  });
  if (isNews) await putInOutbox(manager, 'announce-event', [{ eventId: id }]);
  return id;
}

/** An actor as the trail names it: by id, never by name. */
function actorName(actor: Actor | Oneself): string {
  if (typeof actor === 'string') return actor;
  return actor.personId ?? ('tokenId' in actor ? `token:${actor.tokenId}` : '');
}
