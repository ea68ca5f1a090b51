import type { PlacementState } from './placement-states.js';

/** What a state means to the student whose placement it is. */
export const STATE_FOR_STUDENT: Readonly<
  Record<PlacementState, { readonly tag: string; readonly words: string; readonly isOver: boolean }>
> = {
  proposed: {
    tag: 'Being arranged',
    words: 'Your university is arranging this placement. It may still change.',
    isOver: false,
  },
  offered: {
    tag: 'Waiting for the host',
    words: 'The host has been asked. You will hear when they have answered.',
    isOver: false,
  },
  accepted: {
    tag: 'The host said yes',
    words: 'The host will take you. Your university still has to confirm it.',
    isOver: false,
  },
  confirmed: { tag: 'Confirmed', words: 'This placement is yours. The host knows your name.', isOver: false },
  'under-way': { tag: 'Under way', words: 'You are on this placement now.', isOver: false },
  completed: { tag: 'Completed', words: 'You have done this placement.', isOver: true },
  declined: {
    tag: 'The host said no',
    words: 'The host cannot take you. Your university is looking for another place.',
    isOver: true,
  },
  withdrawn: {
    tag: 'Taken back',
    words: 'This placement was taken back. Your university will tell you what comes next.',
    isOver: true,
  },
  cancelled: { tag: 'Cancelled', words: 'This placement will not take place.', isOver: true },
};
