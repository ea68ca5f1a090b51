type Plain = string | number | boolean | null | readonly string[];

/** What changed, by field: the value before and after, or `'changed'` where values are not for the trail. */
export type Changes = Readonly<Record<string, { readonly before: Plain; readonly after: Plain } | 'changed'>>;

/**
 * Compares a record before and after. Of fields that are not listed nothing is said; of `personal` ones only that
 * they changed: the trail is never erased, and people's own data must be erasable.
 */
export function changesBetween<Row extends object>(
  before: Row,
  after: Row,
  {
    open,
    personal = [],
  }: { readonly open: readonly (keyof Row & string)[]; readonly personal?: readonly (keyof Row & string)[] },
): Changes {
  const isChanged = (field: keyof Row) => JSON.stringify(before[field]) !== JSON.stringify(after[field]);
  return Object.fromEntries<Changes[string]>([
    ...open
      .filter(isChanged)
      .map((field) => [field, { before: plain(before[field]), after: plain(after[field]) }] as const),
    ...personal.filter(isChanged).map((field) => [field, 'changed'] as const),
  ]);
}

function plain(value: unknown): Plain {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return Array.isArray(value) ? value.map(String) : JSON.stringify(value);
}
