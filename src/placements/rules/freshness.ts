/** Days after which a published offer that nobody reconfirmed is no longer taken at its word. */
export const STALE_AFTER_DAYS = 60;

const MILLISECONDS_A_DAY = 86_400_000;

/** Whether an offer was last confirmed more than {@link STALE_AFTER_DAYS} before a day began. */
export function isStale(reconfirmedAt: Date | null, asOf: string): boolean {
  if (!reconfirmedAt) return true;
  return Date.parse(asOf) - reconfirmedAt.getTime() > STALE_AFTER_DAYS * MILLISECONDS_A_DAY;
}

/** Days after which a host is asked to reconfirm, in good time before its offer is stale. */
export const RECONFIRM_AFTER_DAYS = 45;

/** Offers last confirmed before this instant are to be confirmed again. */
export function reconfirmBefore(now: Date): Date {
  return new Date(now.getTime() - RECONFIRM_AFTER_DAYS * MILLISECONDS_A_DAY);
}
