import { shown, type EventRecord, type FileFault } from '../../exchange/index.js';
import { assertNever } from '../../shared/assert-never.js';
import { ok, refused, type Result } from '../../shared/result.js';
import type { RepairEvent } from '../engine/repair/types.js';
import type { Request } from '../engine/types.js';

/** Students who were not part of the matching before: whose first event is that they are added. */
export function studentsAdded(events: readonly EventRecord[]): ReadonlySet<string> {
  const first = new Map<string, EventRecord['kind']>();
  for (const { kind, studentRef } of events)
    if (studentRef !== '' && !first.has(studentRef)) first.set(studentRef, kind);
  return new Set([...first].flatMap(([studentRef, kind]) => (kind === 'student-added' ? [studentRef] : [])));
}

/** The events in the engine's words. Refuses a student to be added who is not in the students' file. */
export function repairEvents(
  events: readonly EventRecord[],
  requests: readonly Request[],
): Result<readonly RepairEvent[], readonly FileFault[]> {
  const requestOf = new Map(requests.map((request) => [request.id, request]));
  const faults: FileFault[] = [];
  const told = events.flatMap(({ kind, studentRef: request, offerRef: offer, places }, at): RepairEvent[] => {
    switch (kind) {
      case 'offer-withdrawn':
        return [{ kind, offer }];
      case 'student-withdrawn':
        return [{ kind: 'request-withdrawn', request }];
      case 'student-added': {
        const added = requestOf.get(request);
        if (added) return [{ kind: 'request-added', request: added }];
        const wanted = "a reference that the students' file has";
        faults.push({ line: 0, column: `events[${at}].student_ref`, found: shown(request), wanted });
        return [];
      }
      case 'places-added':
      case 'places-taken':
        return [{ kind, offer, places }];
      case 'pair-pinned':
      case 'pair-unpinned':
      case 'pair-forbidden':
      case 'pair-allowed':
        return [{ kind, request, offer }];
      default:
        return assertNever(kind);
    }
  });
  return faults.length === 0 ? ok(told) : refused(faults);
}
