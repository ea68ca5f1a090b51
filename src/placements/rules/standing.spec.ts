import { HOLDING_STATES, PLACEMENT_STATES } from './placement-states.js';
import { standingOf } from './standing.js';

describe('How far a student has come', () => {
  it('is somewhere in every state that holds a place, and nowhere in any other', () => {
    const without = PLACEMENT_STATES.filter((state) => standingOf(state) === 'without');
    const others = PLACEMENT_STATES.filter((state) => !(HOLDING_STATES as readonly string[]).includes(state));
    expect(without).toEqual(others);
    expect(standingOf(null)).toBe('without');
  });
});
