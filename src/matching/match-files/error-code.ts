/** The code of a system error, such as `ENOENT`; `undefined` for every other thing that was thrown. */
export function errorCode(error: unknown): string | undefined {
  // Not by class: an error may come from another realm, with an Error of its own.
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
