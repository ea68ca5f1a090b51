import { nextOfferStates, OFFER_STATES, OFFER_TRANSITIONS } from './offer-states.js';
import {
  HOLDING_STATES,
  nextPlacementStates,
  PLACEMENT_STATES,
  PLACEMENT_TRANSITIONS,
} from './placement-states.js';

/** The tables once more, as pairs, so that a slip in one of them shows. */
const OFFER_STEPS = [
  'draft > published',
  'draft > withdrawn',
  'published > paused',
  'published > withdrawn',
  'published > ended',
  'paused > published',
  'paused > withdrawn',
  'paused > ended',
];
const PLACEMENT_STEPS = [
  'proposed > offered',
  'offered > accepted',
  'offered > declined',
  'accepted > confirmed',
  'confirmed > under-way',
  'under-way > completed',
  ...['proposed', 'offered', 'accepted', 'confirmed', 'under-way'].flatMap((from) => [
    `${from} > withdrawn`,
    `${from} > cancelled`,
  ]),
];

describe('The states of an offer and of a placement', () => {
  it.each([
    [
      'offer',
      OFFER_STATES as readonly string[],
      nextOfferStates as (from: never) => readonly string[],
      OFFER_STEPS,
    ],
    [
      'placement',
      PLACEMENT_STATES as readonly string[],
      nextPlacementStates as (from: never) => readonly string[],
      PLACEMENT_STEPS,
    ],
  ])('follow each other exactly as the table of the %s says', (_what, states, next, steps) => {
    for (const from of states) {
      for (const to of states) {
        const isAllowed = next(from as never).includes(to);
        expect([`${from} > ${to}`, isAllowed]).toEqual([
          `${from} > ${to}`,
          steps.includes(`${from} > ${to}`),
        ]);
      }
    }
  });

  it('lead from the first to every other', () => {
    const reached = (table: Readonly<Record<string, readonly string[]>>, start: string) => {
      const seen = new Set([start]);
      for (const state of seen) for (const next of table[state] ?? []) seen.add(next);
      return seen;
    };
    expect(reached(OFFER_TRANSITIONS, 'draft')).toEqual(new Set(OFFER_STATES));
    expect(reached(PLACEMENT_TRANSITIONS, 'proposed')).toEqual(new Set(PLACEMENT_STATES));
  });

  it('hold a place until a placement is off', () => {
    const off = PLACEMENT_STATES.filter((state) => !(HOLDING_STATES as readonly string[]).includes(state));
    expect(off).toEqual(['declined', 'withdrawn', 'cancelled']);
  });
});
