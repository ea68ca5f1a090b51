export { AuditEvent } from './audit-event.entity.js';
export { type Actor, type EventData, type NewEvent, recordEvent } from './audit-trail.js';
