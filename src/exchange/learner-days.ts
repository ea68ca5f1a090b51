/** A team of two thousand educators: more is a slip of the finger. */
export const MOST_HALF_DAYS_A_WEEK = 20_000;

const DAYS_A_WEEK = /^\d{1,5}(\.[05]0?)?$/;

/** Reads learner-days a week in half-days: `7.5` is 15. `undefined` when not a multiple of 0.5, or too many. */
export function readHalfDaysAWeek(text: string): number | undefined {
  if (!DAYS_A_WEEK.test(text)) return undefined;
  const halves = Number(text) * 2;
  return halves <= MOST_HALF_DAYS_A_WEEK ? halves : undefined;
}
