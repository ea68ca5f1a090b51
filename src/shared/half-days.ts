/** Days a week counted in halves, so that 2.5 days is the whole number 5. From 1 (half a day) to 14. */
export type HalfDays = number;

const DAYS_A_WEEK = /^\d{1,2}(\.[05]0?)?$/;

/** Reads days a week such as `2`, `2.5` or `2.50`; `undefined` when not a multiple of 0.5 from 0.5 to 7. */
export function halfDays(text: string): HalfDays | undefined {
  if (!DAYS_A_WEEK.test(text)) return undefined;
  const halves = Number(text) * 2;
  return halves >= 1 && halves <= 14 ? halves : undefined;
}

/** Half-days as the days a week that people write: 5 becomes 2.5. */
export function daysAWeek(halves: HalfDays): number {
  return halves / 2;
}
