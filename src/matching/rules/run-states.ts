/** The life of a run. A finished run never runs again: ask for a new one. */
export const RUN_TRANSITIONS = {
  queued: ['running', 'cancelled', 'failed'],
  running: ['succeeded', 'failed', 'cancelled', 'queued'],
  succeeded: [],
  failed: [],
  cancelled: [],
} as const satisfies Record<string, readonly string[]>;

export type RunState = keyof typeof RUN_TRANSITIONS;
export const RUN_STATES = Object.keys(RUN_TRANSITIONS) as RunState[];

export function isFinished(state: RunState): boolean {
  return RUN_TRANSITIONS[state].length === 0;
}
