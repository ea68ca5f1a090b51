/** Fails to compile where a switch forgot an arm; throws where data from outside slipped past the types. */
export function assertNever(arm: never): never {
  throw new Error(`No arm for ${JSON.stringify(arm)}`);
}
