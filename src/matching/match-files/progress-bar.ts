const WIDTH = 30;
const LONGEST_STAGE = 'explaining'.length;

/** A bar on one line, to be written over the one before: `solving    [#####     ]  17 %`. */
export function progressBar(stage: string, done: number, total: number): string {
  const share = total <= 0 ? 1 : Math.min(1, Math.max(0, done / total));
  const filled = Math.floor(share * WIDTH);
  const bar = `${'#'.repeat(filled)}${' '.repeat(WIDTH - filled)}`;
  return `${stage.padEnd(LONGEST_STAGE)} [${bar}] ${String(Math.floor(share * 100)).padStart(3)} %`;
}
