/** What a list of times comes to, in milliseconds. */
export interface Times {
  readonly median: number;
  /** 95 of 100 took at most as long. */
  readonly p95: number;
}

export interface Compared {
  readonly bare: Times;
  readonly ours: Times;
  readonly rounds: number;
}

/** Until the code is compiled and the caches are filled. */
const WARM_UP_ROUNDS = 30;
const WARM_UP_MILLISECONDS = 500;

/**
 * Times two ways of doing the same, turn by turn, so that whatever else the machine does falls on both.
 * Ends after `rounds` or, once each was timed at least five times, after `milliseconds`.
 */
export async function compare(
  bare: () => unknown,
  ours: () => unknown,
  { rounds, milliseconds }: { readonly rounds: number; readonly milliseconds: number },
): Promise<Compared> {
  const warmUntil = performance.now() + WARM_UP_MILLISECONDS;
  for (let round = 0; round < WARM_UP_ROUNDS && performance.now() < warmUntil; round += 1) {
    await bare();
    await ours();
  }
  const times: { bare: number[]; ours: number[] } = { bare: [], ours: [] };
  const startedAt = performance.now();
  for (let round = 0; round < rounds; round += 1) {
    if (round >= 5 && performance.now() - startedAt > milliseconds) break;
    // Whoever goes second finds warmer caches, so the two take turns at that as well.
    const inOrder = [
      ['bare', bare],
      ['ours', ours],
    ] as const;
    for (const [name, run] of round % 2 === 0 ? inOrder : inOrder.toReversed()) {
      const from = performance.now();
      await run();
      times[name].push(performance.now() - from);
    }
  }
  return { bare: timesOf(times.bare), ours: timesOf(times.ours), rounds: times.ours.length };
}

export function timesOf(milliseconds: readonly number[]): Times {
  const sorted = [...milliseconds].sort((one, other) => one - other);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return { median: at(0.5), p95: at(0.95) };
}

/** Rows of texts as a table in columns, the first to the left and the others to the right. */
export function tableText(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  '),
    )
    .join('\n');
}
