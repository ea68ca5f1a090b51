import type { EntityManager } from 'typeorm';
import { newId } from '../database/index.js';
import { putInOutbox } from '../queue/index.js';
import { AuditEvent } from './audit-event.entity.js';

/** Who did it. Until people sign in, it is whoever runs this machine, or the service itself. */
export type Actor = 'operator' | 'service';

/** Ids and codes only: no names, addresses or free text. */
export type EventData = AuditEvent['data'];

export interface NewEvent {
  readonly type: string;
  readonly actor: Actor;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly data?: EventData;
}

/**
 * Writes down what happened, in the transaction in which it happens, and sees to it that whoever is
 * to hear of it does, after the commit. Gives the event's id.
 */
export async function recordEvent(manager: EntityManager, event: NewEvent): Promise<string> {
  const id = newId();
  await manager.insert(AuditEvent, { id, data: {}, ...event, happenedAt: new Date() });
  await putInOutbox(manager, 'announce-event', [{ eventId: id }]);
  return id;
}
