/** The life of a placement: what may follow what. The last three are exits, each with who and why. */
export const PLACEMENT_TRANSITIONS = {
  proposed: ['offered', 'withdrawn', 'cancelled'],
  offered: ['accepted', 'declined', 'withdrawn', 'cancelled'],
  accepted: ['confirmed', 'withdrawn', 'cancelled'],
  confirmed: ['under-way', 'withdrawn', 'cancelled'],
  'under-way': ['completed', 'withdrawn', 'cancelled'],
  completed: [],
  declined: [],
  withdrawn: [],
  cancelled: [],
} as const satisfies Record<string, readonly string[]>;

export type PlacementState = keyof typeof PLACEMENT_TRANSITIONS;
export const PLACEMENT_STATES = Object.keys(PLACEMENT_TRANSITIONS) as PlacementState[];

/** States in which a placement holds its place on the offer. */
export const HOLDING_STATES = [
  'proposed',
  'offered',
  'accepted',
  'confirmed',
  'under-way',
  'completed',
] as const satisfies readonly PlacementState[];

export function nextPlacementStates(from: PlacementState): readonly PlacementState[] {
  return PLACEMENT_TRANSITIONS[from];
}

/** Why a provider may say no. The words that go with each belong to the pages. */
export const DECLINE_REASONS = [
  'no-educator',
  'no-capacity',
  'dates-changed',
  'requirements-not-met',
  'service-change',
  'other',
] as const;
export type DeclineReason = (typeof DECLINE_REASONS)[number];
