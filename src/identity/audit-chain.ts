import { createHash } from 'node:crypto';
import type { AuditEvent } from './audit-event.entity.js';

/** What the first event is chained to. */
export const CHAIN_START = '';

type Sealed = Omit<AuditEvent, 'hash'>;

/**
 * Seals an event: SHA-256 over the hash of the event before and everything that this one says, in one fixed order.
 * A row that is changed, removed or put in afterwards breaks the chain there; whoever forges all that follows
 * as well ends with another head than the one that was noted elsewhere (Haber and Stornetta 1991).
 */
export function sealOf(before: string, event: Sealed): string {
  const told = [
    event.sequence,
    event.id,
    event.type,
    event.actor,
    event.organisationId,
    event.subjectType,
    event.subjectId,
    sorted(event.data),
    sorted(event.changes),
    event.happenedAt.toISOString(),
  ];
  return createHash('sha256')
    .update(JSON.stringify([before, ...told]))
    .digest('base64url');
}

/** The same data with keys in order, at every depth: databases may give them back in another. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
