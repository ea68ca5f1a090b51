import { dayNumber } from '../../shared/days.js';
import type { Change, Leg, Offer, OfferUse, Placed, Request, Unplaced } from '../engine/types.js';
import { changeText, placedReason, unplacedReason, type ReasonFacts } from './reason-text.js';

const leg: Leg = {
  provider: 'willowmere hospice',
  site: 'willowmere hospice\nmain',
  district: 'OX12',
  halfDaysPerWeek: 8,
  mode: 'in-person',
  setting: 'hospice',
  pool: null,
};
const offer: Offer = {
  id: 'OFF-1',
  professions: ['dietitian'],
  years: [2],
  startsOn: 0,
  endsOn: 99,
  places: 2,
  minGroup: 1,
  legs: [leg],
  requires: [],
  isDriverNeeded: false,
  accessFeatures: [],
  reservedFor: [],
  releaseOn: null,
  pillars: [],
  standards: [],
  isStale: false,
};
const request: Request = {
  id: 'S-1',
  hei: 'ridgeway',
  profession: 'dietitian',
  year: 2,
  district: 'OX4',
  transport: 'public',
  maxTravelMinutes: null,
  startsOn: dayNumber('2027-01-18') ?? 0,
  endsOn: dayNumber('2027-03-12') ?? 0,
  halfDaysPerWeek: 9,
  preferences: [],
  settingsDone: [],
  providersDone: [],
  clearances: [],
  accessNeeds: [],
  excludedProviders: [],
  priority: 1,
  demands: { settings: [], pillars: [], standards: [] },
};

/** Facts with offers told by what differs from the ordinary one, and how many of their places are taken. */
function facts(
  offers: Readonly<Record<string, Partial<Offer> & { taken?: number }>> = {},
  its: Partial<Request> = {},
): ReasonFacts {
  return {
    request: { ...request, ...its },
    travelLimit: 90,
    offer: (id) => ({ ...offer, ...offers[id], id }),
    use: (id): OfferUse => {
      const { places } = { ...offer, ...offers[id] };
      return { offer: id, places, taken: offers[id]?.taken ?? places, onePlaceMore: null };
    },
    minutes: () => 38,
  };
}

function placed(its: Partial<Placed>): Placed {
  return {
    status: 'placed',
    request: 'S-1',
    offer: 'OFF-1',
    cost: { travel: 0, preference: 0, variety: 0, total: 0 },
    legMinutes: [24],
    preferenceRank: null,
    givenUp: [],
    ...its,
  };
}

function unplaced(its: Partial<Unplaced>): Unplaced {
  return {
    status: 'unplaced',
    request: 'S-1',
    removed: [],
    held: [],
    eligibleOffers: 0,
    change: null,
    ...its,
  };
}

describe('The reason of a placed student', () => {
  it.each([
    [1, '1st choice; 24 minutes away'],
    [2, '2nd choice; 24 minutes away'],
    [3, '3rd choice; 24 minutes away'],
    [4, '4th choice; 24 minutes away'],
    [11, '11th choice; 24 minutes away'],
    [22, '22nd choice; 24 minutes away'],
    [112, '112th choice; 24 minutes away'],
  ])('names choice %i', (preferenceRank, reason) => {
    expect(placedReason(placed({ preferenceRank }), facts())).toBe(reason);
  });

  it('says when there was a list without the offer, and says nothing of choices without a list', () => {
    expect(placedReason(placed({}), facts({}, { preferences: ['OFF-9'] }))).toBe(
      'not among the choices; 24 minutes away',
    );
    expect(placedReason(placed({}), facts())).toBe('24 minutes away');
  });

  it('tells each journey of a hybrid, and leaves out remote legs', () => {
    const legs = [leg, leg, { ...leg, mode: 'remote' as const }];
    expect(placedReason(placed({ legMinutes: [24, 31, 0] }), facts({ 'OFF-1': { legs } }))).toBe(
      '24 and 31 minutes away',
    );
    expect(placedReason(placed({ legMinutes: [0] }), facts({ 'OFF-1': { legs: legs.slice(2) } }))).toBe(
      'remote, no journey',
    );
  });

  it('names the best offer that was not to be had', () => {
    const givenUp = [{ offer: 'OFF-2', cost: 5, heldBy: ['S-2'] }];
    expect(placedReason(placed({ givenUp }), facts())).toBe(
      '24 minutes away; OFF-2 (38 min) is full, and would have suited better',
    );
  });
});

describe('The reason of a student without a place', () => {
  it('is what removed the offers, those that nearly fitted first', () => {
    const removed = [
      { rule: 'year', offers: 3 },
      { rule: 'travel', offers: 12 },
    ] as const;
    expect(unplacedReason(unplaced({ removed }), facts())).toBe(
      'No offer fits: 12 too far (over 90 minutes), 3 for other years',
    );
    expect(unplacedReason(unplaced({}), facts())).toBe('There are no offers');
  });

  it('is what closes each of the offers that fit', () => {
    const held = ['OFF-1', 'OFF-2', 'OFF-3', 'OFF-4'].map((id) => ({ offer: id, cost: 1, heldBy: [] }));
    const offers = {
      'OFF-2': { places: 0 },
      'OFF-3': { minGroup: 2, taken: 0 },
      'OFF-4': { taken: 1 },
    };
    expect(unplacedReason(unplaced({ held, eligibleOffers: 6 }), facts(offers))).toBe(
      '6 offers fit, but none has room: OFF-1 (38 min) is full, OFF-2 (38 min) has no places, ' +
        'OFF-3 (38 min) needs a group of 2, OFF-4 (38 min) has no supervision or room on site, and 2 more',
    );
  });
});

describe('The change that would help', () => {
  const rule = (
    name: Extract<Change, { kind: 'rule' }>['rule'],
    missing: readonly string[] = [],
  ): Change => ({
    kind: 'rule',
    offer: 'OFF-1',
    rule: name,
    missing,
  });

  it.each<[Change | null, string]>([
    [null, ''],
    [{ kind: 'one-more-place', offer: 'OFF-1' }, 'One more place on OFF-1'],
    [
      { kind: 'travel-limit', offer: 'OFF-1', minutes: 104 },
      'A travel limit of 104 minutes (now 90), for OFF-1',
    ],
    [rule('profession'), 'OFF-1 opened to dietitian'],
    [rule('year'), 'OFF-1 opened to year 2'],
    [rule('dates'), 'OFF-1 running from 2027-01-18 to 2027-03-12'],
    [rule('pattern'), 'OFF-1 with 4.5 days a week'],
    [rule('reserved'), "OFF-1 released to the student's HEI"],
    [rule('driver'), 'A car for the student, for OFF-1'],
    [rule('clearance', ['dbs', 'flu']), 'The student holding dbs, flu, for OFF-1'],
    [rule('access', ['loop']), 'OFF-1 with loop'],
    [rule('setting'), 'OFF-1 with what the block must contain'],
    [rule('forbidden'), 'OFF-1 no longer ruled out by the policy'],
  ])('%j reads as %p', (change, text) => {
    expect(changeText(change, facts())).toBe(text);
  });
});
