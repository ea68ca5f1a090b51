/** Where a command writes. A parameter, so that tests read it. */
export interface CommandOutput {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** Whether a person is watching: only then is progress drawn. */
  readonly isTerminal: boolean;
}

/** Columns side by side, as wide as their widest cell; the last is cut to keep lines within `width`. */
export function printTable(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  width = Number.POSITIVE_INFINITY,
): string {
  const widths = headings.map((heading, column) =>
    rows.reduce((widest, row) => Math.max(widest, (row[column] ?? '').length), heading.length),
  );
  const line = (cells: readonly string[]): string => {
    const text = cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
    return text.length > width ? `${text.slice(0, width - 1)}…` : text;
  };
  return [line(headings), line(widths.map((each) => '-'.repeat(each))), ...rows.map(line)].join('\n') + '\n';
}
