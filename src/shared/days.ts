/** A calendar day as the whole number of days since 1970-01-01. Has no time and no time zone. */
export type DayNumber = number;

const MILLISECONDS_A_DAY = 86_400_000;
const ISO_DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

/**
 * Reads `YYYY-MM-DD`; `undefined` for anything else, and for days that do not exist (30 February).
 * Years 1900 to 2199, so that a slip of the finger (`0207-01-04`) is caught.
 */
export function dayNumber(text: string): DayNumber | undefined {
  const match = ISO_DAY.exec(text);
  if (!match) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (year < 1900 || year > 2199) return undefined;
  const instant = Date.UTC(year, month - 1, day);
  const date = new Date(instant);
  // A day that the month does not have has run over into another.
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  return instant / MILLISECONDS_A_DAY;
}

/** Writes a day number as `YYYY-MM-DD`. The inverse of {@link dayNumber}. */
export function isoDay(day: DayNumber): string {
  return new Date(day * MILLISECONDS_A_DAY).toISOString().slice(0, 10);
}
