import { dayNumber } from '../../shared/days.js';
import type {
  Change,
  Closure,
  GivenUp,
  Leg,
  Offer,
  OfferUse,
  Placed,
  Request,
  RuledOut,
  Unplaced,
  Worsening,
} from '../engine/types.js';
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
  carryOver: 0,
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
    ruledOut: [],
    ...its,
  };
}

function given(id: string, closedBy: Closure): GivenUp {
  return { offer: id, cost: 5, closedBy, heldBy: [], worsening: null };
}

function unplaced(its: Partial<Unplaced>): Unplaced {
  return {
    status: 'unplaced',
    request: 'S-1',
    removed: [],
    held: [],
    eligibleOffers: 0,
    change: null,
    inLine: 0,
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

  it.each<[Worsening | null, string]>([
    [null, ''],
    [{ first: 'cost', placesLost: 0, costAdded: 120 }, ', but would make the whole cost 120 more'],
    [
      { first: 'places', placesLost: 1, costAdded: -40 },
      ', but would leave one more student without a place',
    ],
    [
      { first: 'order', placesLost: 0, costAdded: 0 },
      ', but would set back a student of higher priority or a university with a smaller share',
    ],
    [{ first: 'nothing', placesLost: 0, costAdded: 0 }, ', but the whole is just as good this way'],
  ])('names the best offer that was not to be had, and what having it would mean: %j', (worsening, words) => {
    const givenUp = [{ ...given('OFF-2', { by: 'places' }), worsening }];
    expect(placedReason(placed({ givenUp }), facts())).toBe(
      `24 minutes away; OFF-2 (38 min) is full and would have suited better${words}`,
    );
  });

  it.each<[RuledOut['rule'], readonly string[], string]>([
    ['clearance', ['flu', 'dbs'], 'asks for flu, dbs'],
    ['reserved', ['ridgeway'], 'is reserved for other HEIs'],
    ['stale', [], 'is not reconfirmed by the provider'],
    ['driver', ['car'], 'is for drivers with a car only'],
    ['access', ['loop'], 'is without loop'],
    ['setting', ['research'], 'is without research'],
    ['dates', [], 'does not run for the whole block'],
    ['pattern', [], 'has too few days a week'],
    ['repeat', ['elm'], 'is at a provider already gone to'],
    ['travel', [], 'is beyond the limit of 90 minutes'],
  ])('names the best offer that rule %s kept from the student', (rule, missing, words) => {
    const ruledOut = [{ offer: 'OFF-3', cost: 5, rule, missing }];
    expect(placedReason(placed({ ruledOut }), facts())).toBe(
      `24 minutes away; OFF-3 (38 min) ${words} and would have suited better`,
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

  it.each<[Closure, Partial<Offer> & { taken?: number }, string]>([
    [{ by: 'places' }, {}, 'is full'],
    [{ by: 'places' }, { places: 0 }, 'has no places'],
    [{ by: 'group' }, { minGroup: 2, taken: 0 }, 'needs a group of 2'],
    [{ by: 'group' }, { taken: 1 }, 'would leave too small a group behind'],
    [{ by: 'pool', id: 'anna' }, {}, 'has no supervision left'],
    [{ by: 'provider', id: 'elm' }, {}, 'is at a provider that has all the learners it can take'],
    [{ by: 'site', id: 'elm house' }, {}, 'is on a site that has all the learners it can take'],
    [{ by: 'pinned' }, {}, 'is not the offer that the policy fixes'],
    [{ by: 'search' }, {}, 'was not tried before the time was over'],
  ])('is what closes an offer that fits: %j', (closedBy, its, words) => {
    const held = [given('OFF-1', closedBy)];
    expect(unplacedReason(unplaced({ held, eligibleOffers: 1 }), facts({ 'OFF-1': its }))).toBe(
      `1 offer fits, but has no room: OFF-1 (38 min) ${words}`,
    );
  });

  it('names the best of many offers, and says how many more there are', () => {
    const held = ['OFF-1', 'OFF-2'].map((id) => given(id, { by: 'places' }));
    expect(unplacedReason(unplaced({ held, eligibleOffers: 6 }), facts())).toBe(
      '6 offers fit, but none has room: OFF-1 (38 min) is full, OFF-2 (38 min) is full, and 4 more',
    );
  });
});

describe('The change that would help', () => {
  const at = { offer: 'OFF-1', placesGained: 1 };
  const rule = (
    name: Extract<Change, { kind: 'rule' }>['rule'],
    missing: readonly string[] = [],
  ): Change => ({ ...at, kind: 'rule', rule: name, missing });

  it.each<[Change | null, string]>([
    [null, ''],
    [{ ...at, kind: 'one-more-place' }, 'One more place on OFF-1'],
    [{ ...at, kind: 'travel-limit', minutes: 104 }, 'A travel limit of 104 minutes (now 90), for OFF-1'],
    [{ ...at, kind: 'car' }, 'A car for the student, for OFF-1'],
    [
      { ...at, kind: 'one-more-learner', at: 'provider', id: 'elm' },
      'Room for one more learner at the provider of OFF-1',
    ],
    [
      { ...at, kind: 'one-more-learner', at: 'site', id: 'elm house' },
      'Room for one more learner at the site of OFF-1',
    ],
    [
      { ...at, kind: 'more-supervision', pool: 'anna', halfDaysPerWeek: 5 },
      '2.5 learner-days of supervision a week more, for OFF-1',
    ],
    [
      { ...at, kind: 'more-supervision', pool: 'anna', halfDaysPerWeek: 2 },
      '1 learner-day of supervision a week more, for OFF-1',
    ],
    [{ ...at, kind: 'smaller-group', minGroup: 3 }, 'OFF-1 run with a group of 3 (now at least 1)'],
    [rule('profession'), 'OFF-1 opened to dietitian'],
    [rule('year'), 'OFF-1 opened to year 2'],
    [rule('dates'), 'OFF-1 running from 2027-01-18 to 2027-03-12'],
    [rule('pattern'), 'OFF-1 with 4.5 days a week'],
    [rule('stale'), 'OFF-1 reconfirmed by the provider'],
    [rule('reserved'), "OFF-1 released to the student's HEI"],
    [rule('repeat'), 'A second placement at the provider of OFF-1 allowed'],
    [rule('clearance', ['dbs', 'flu']), 'The student holding dbs, flu, for OFF-1'],
    [rule('access', ['loop']), 'OFF-1 with loop'],
    [rule('setting'), 'OFF-1 with what the block must contain'],
    [rule('forbidden'), 'OFF-1 no longer ruled out by the policy'],
  ])('%j reads as %p', (change, text) => {
    expect(changeText({ change, inLine: 0 }, facts())).toBe(text);
  });

  it('says when others wait for the very same', () => {
    const change: Change = { ...at, kind: 'one-more-place' };
    expect(changeText({ change, inLine: 1 }, facts())).toBe(
      'One more place on OFF-1 (1 other waits for it too)',
    );
    expect(changeText({ change, inLine: 3 }, facts())).toBe(
      'One more place on OFF-1 (3 others wait for it too)',
    );
  });
});
