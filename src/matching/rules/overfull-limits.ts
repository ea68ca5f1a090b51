/** That somebody uses some of a limit on the days from first to last, both included, `YYYY-MM-DD`. */
export interface Use {
  readonly limit: string;
  readonly amount: number;
  readonly startsOn: string;
  readonly endsOn: string;
}

/**
 * How many limits are exceeded on some day. The most is used on a first day of somebody's, so only those
 * are looked at. Grows with the square of the uses of one limit, which are few.
 */
export function overfullLimits(uses: readonly Use[], most: ReadonlyMap<string, number>): number {
  const byLimit = new Map<string, Use[]>();
  for (const use of uses) {
    if (!most.has(use.limit)) continue;
    const some = byLimit.get(use.limit);
    if (some) some.push(use);
    else byLimit.set(use.limit, [use]);
  }
  let overfull = 0;
  for (const [limit, some] of byLimit) {
    const room = most.get(limit) ?? 0;
    const days = new Set(some.map((use) => use.startsOn));
    if ([...days].some((day) => usedOn(day, some) > room)) overfull += 1;
  }
  return overfull;
}

function usedOn(day: string, uses: readonly Use[]): number {
  return uses
    .filter((use) => use.startsOn <= day && use.endsOn >= day)
    .reduce((sum, use) => sum + use.amount, 0);
}
