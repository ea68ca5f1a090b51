import type { PlacementState } from './placement-states.js';

/** How far a student has come who needs a place: in the order in which it goes on, last those who have none. */
export const STANDINGS = ['confirmed', 'accepted', 'proposed', 'without'] as const;
export type Standing = (typeof STANDINGS)[number];

/** Each state that holds a place, under how far the student has come by it. */
export const STANDING_STATES: Readonly<Record<Exclude<Standing, 'without'>, readonly PlacementState[]>> = {
  confirmed: ['confirmed', 'under-way', 'completed'],
  accepted: ['accepted'],
  proposed: ['proposed', 'offered'],
};

export function standingOf(status: PlacementState | null): Standing {
  if (status === null) return 'without';
  return STANDINGS.find((each) => each !== 'without' && STANDING_STATES[each].includes(status)) ?? 'without';
}
