/** Characters at the start of a cell that make a spreadsheet program take it for a formula. */
const FORMULA_AFTER_APOSTROPHES = /^'*[=+\-@\t\r\n]/;
const GUARDED = /^'+[=+\-@\t\r\n]/;
const APOSTROPHE = 0x27;

/**
 * Makes text harmless to spreadsheet programs: text that starts with `=`, `+`, `-`, `@`, tab or a line
 * break gets an apostrophe before it. So does text where only apostrophes stand before one of these,
 * so that {@link unguardCell} always knows which apostrophe is ours.
 */
export function guardCell(text: string): string {
  return FORMULA_AFTER_APOSTROPHES.test(text) ? `'${text}` : text;
}

/**
 * Takes back exactly the apostrophe that {@link guardCell} put there: for every text,
 * `unguardCell(guardCell(text)) === text`.
 */
export function unguardCell(text: string): string {
  // Asked of every cell there is, and hardly any starts with an apostrophe.
  return text.charCodeAt(0) === APOSTROPHE && GUARDED.test(text) ? text.slice(1) : text;
}

/** The items of a cell that holds a list: split at `|`, trimmed, empty ones dropped, order kept. */
export function splitList(cell: string): string[] {
  return cell
    .split('|')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/**
 * Writes a list into one cell, the inverse of {@link splitList} for trimmed items that are not empty.
 *
 * @throws Error if an item holds `|`: codes and references may not, and the caller checks them on the way in
 */
export function joinList(items: readonly string[]): string {
  const torn = items.findIndex((item) => item.includes('|'));
  if (torn !== -1) throw new Error(`Item ${torn} of a list holds "|", which would split it in two`);
  return items.join('|');
}
