import ical, { ICalCalendarMethod } from 'ical-generator';

export interface CalendarEntry {
  /** The same placement always has the same, so that a later file changes this entry. */
  readonly placementId: string;
  readonly title: string;
  readonly where: string;
  /** First and last day, both included. */
  readonly startsOn: string;
  readonly endsOn: string;
  readonly writtenAt: Date;
}

const MILLISECONDS_A_DAY = 86_400_000;

/** An iCalendar file (RFC 5545) with one entry over whole days. */
export function calendarFile(entry: CalendarEntry): string {
  const calendar = ical({
    prodId: { company: 'Fairplace', product: 'Placements', language: 'EN' },
    method: ICalCalendarMethod.PUBLISH,
  });
  calendar.createEvent({
    id: `${entry.placementId}@fairplace`,
    sequence: 0,
    stamp: entry.writtenAt,
    // The end of whole days is the first day that is free again.
    start: new Date(`${entry.startsOn}T00:00:00Z`),
    end: new Date(Date.parse(`${entry.endsOn}T00:00:00Z`) + MILLISECONDS_A_DAY),
    allDay: true,
    timezone: 'UTC',
    summary: entry.title,
    location: entry.where,
  });
  return calendar.toString();
}
