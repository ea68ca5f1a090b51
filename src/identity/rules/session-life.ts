/**
 * How long people stay signed in. Idle: a shift's break on a shared computer is longer than two hours, so that
 * the next user finds nobody signed in. Absolute: a working day (OWASP ASVS 5.0, 7.3.1 and 7.3.2).
 */
export const IDLE_MINUTES = 120;
export const LONGEST_HOURS = 12;

/** Time in which a link that was asked for must be used. */
export const LINK_MINUTES = 15;

const MINUTE = 60_000;

export function sessionEnd(from: Date): Date {
  return new Date(from.getTime() + LONGEST_HOURS * 60 * MINUTE);
}

export function linkEnd(from: Date): Date {
  return new Date(from.getTime() + LINK_MINUTES * MINUTE);
}

export function isOver({ seenAt, endsAt }: { seenAt: Date; endsAt: Date }, now: Date): boolean {
  return now >= endsAt || now.getTime() - seenAt.getTime() >= IDLE_MINUTES * MINUTE;
}

/** Whether it is worth writing down again that somebody is there: once a minute is exact enough. */
export function isToBeNoted(seenAt: Date | null, now: Date): boolean {
  return seenAt === null || now.getTime() - seenAt.getTime() >= MINUTE;
}
