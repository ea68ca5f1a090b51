import { aLeg, anInput, anOffer, aPolicy, aRequest, FAR, HOME, NEAR } from '../testing/small-inputs.js';
import type { MatchingInput } from '../types.js';
import { chainText } from './chain-text.js';
import { prepareMatching, type MatchingInForce } from './matching-in-force.js';
import { repairMatching } from './repair-matching.js';
import type { HeldPlace, Repair, RepairEvent } from './types.js';

const held = (...pairs: readonly (readonly [string, string])[]): HeldPlace[] =>
  pairs.map(([request, offer]) => ({ request, offer, isFixed: false }));
const fixed = (request: string, offer: string): HeldPlace => ({ request, offer, isFixed: true });

/** Offers near, at hand and far away, for students who live at home; only a car gets far. */
const at = (district: { readonly id: string }, parts = {}) => ({
  legs: [aLeg({ district: district.id, ...parts })],
});

function prepared(input: MatchingInput, places: readonly HeldPlace[]): MatchingInForce {
  const inForce = prepareMatching(input, places);
  if (!inForce.ok) throw new Error(JSON.stringify(inForce.refusal));
  return inForce.value;
}

function repaired(
  input: MatchingInput,
  places: readonly HeldPlace[],
  ...events: readonly RepairEvent[]
): Repair {
  const repair = repairMatching(input, places, events);
  if (!repair.ok) throw new Error(JSON.stringify(repair.refusal));
  return repair.value;
}

function moves({ changes }: Repair): string[] {
  return changes.map(({ request, from, to, reason }) => `${request}: ${from} -> ${to}, ${reason.kind}`);
}

describe('a repair tells', () => {
  const input = anInput({
    requests: [
      aRequest('Ada', { maxTravelMinutes: 15 }),
      aRequest('Ben'),
      aRequest('Cy', { maxTravelMinutes: 15 }),
    ],
    offers: [anOffer('Ash', at(HOME)), anOffer('Beech', at(HOME)), anOffer('Cedar', at(FAR))],
  });
  const matching = held(['Ada', 'Ash'], ['Ben', 'Beech']);

  it('how a displaced student comes to a place, and who makes room', () => {
    const repair = repaired(input, matching, { kind: 'offer-withdrawn', offer: 'Ash' });
    expect(moves(repair)).toEqual(['Ada: Ash -> Beech, offer-withdrawn', 'Ben: Beech -> Cedar, makes-room']);
    expect(repair.chains.map(chainText)).toEqual([
      'Ada lost a place with an offer that was withdrawn: goes to Beech; Ben makes room and goes from Beech to Cedar, where there is a place.',
    ]);
  });

  it('what it cost before and what it costs now', () => {
    const repair = repaired(input, matching, { kind: 'offer-withdrawn', offer: 'Ash' });
    const sum = (of: 'costBefore' | 'costAfter') =>
      repair.changes.reduce((total, change) => total + (change[of] ?? 0), 0);
    expect(repair.before).toMatchObject({ placed: 2, cost: sum('costBefore') });
    expect(repair.after).toMatchObject({ placed: 2, cost: sum('costAfter') });
  });

  it('why a displaced student has no place', () => {
    const repair = repaired(
      input,
      matching,
      { kind: 'offer-withdrawn', offer: 'Cedar' },
      { kind: 'places-taken', offer: 'Ash', places: 1 },
    );
    expect(moves(repair)).toEqual(['Ada: Ash -> null, places-taken']);
    expect(repair.chains).toEqual([
      {
        request: 'Ada',
        reason: { kind: 'places-taken', event: 1 },
        steps: [],
        end: {
          kind: 'no-place',
          reasons: {
            removed: [],
            held: [{ offer: 'Beech', cost: expect.any(Number), heldBy: ['Ben'] }],
            eligibleOffers: 1,
          },
        },
      },
    ]);
    expect(repair.chains.map(chainText)).toEqual([
      'Ada lost a place that the offer no longer has and has no place: one offer would suit, but nobody there can move elsewhere.',
    ]);
  });

  it('who has the place that a withdrawn student has left', () => {
    const repair = repaired(input, matching, { kind: 'request-withdrawn', request: 'Ben' });
    expect(moves(repair)).toEqual([
      'Ben: Beech -> null, request-withdrawn',
      'Cy: null -> Beech, place-to-be-had',
    ]);
    expect(repair.chains.map(chainText)).toEqual([
      'Cy had no place: goes to Beech, where Ben has left a place.',
    ]);
  });

  it('what became of a student who was added', () => {
    const [near, none] = [aRequest('Dee'), aRequest('Dot', { profession: 'podiatry' })];
    const repair = repaired(
      input,
      matching,
      { kind: 'request-added', request: near },
      { kind: 'request-added', request: none },
    );
    expect(repair.chains.map(chainText)).toEqual([
      'Dee is new: goes to Cedar, where there is a place.',
      'Dot is new and has no place: no offer suits.',
    ]);
    expect(repair.chains[1]!.end).toMatchObject({
      reasons: { removed: [{ rule: 'profession', offers: 3 }], held: [] },
    });
  });

  it('who gives way to a pinned student', () => {
    const repair = repaired(input, matching, { kind: 'pair-pinned', request: 'Cy', offer: 'Beech' });
    expect(moves(repair)).toEqual(['Ben: Beech -> Cedar, makes-room', 'Cy: null -> Beech, pair-pinned']);
  });

  it('that a place under a cap is made elsewhere under it', () => {
    const capped = anInput({
      requests: [aRequest('Ada', { maxTravelMinutes: 15 }), aRequest('Ben')],
      offers: [
        anOffer('Ash', at(HOME)),
        anOffer('Beech', at(HOME)),
        anOffer('Cedar', at(FAR, { provider: 'Oak' })),
        anOffer('Dogwood', at(HOME, { provider: 'Yew' })),
      ],
      caps: [{ kind: 'provider', id: 'Elm Care', maxLearners: 1 }],
    });
    const repair = repaired(capped, held(['Ben', 'Ash'], ['Ada', 'Dogwood']), {
      kind: 'offer-withdrawn',
      offer: 'Dogwood',
    });
    expect(moves(repair)).toEqual(['Ada: Dogwood -> Ash, offer-withdrawn', 'Ben: Ash -> Cedar, makes-room']);
  });

  it('that a group has become too small', () => {
    const grouped = anInput({
      requests: [aRequest('Ada'), aRequest('Ben')],
      offers: [anOffer('Ash', { places: 2, minGroup: 2 }), anOffer('Beech', at(NEAR))],
    });
    const repair = repaired(grouped, held(['Ada', 'Ash'], ['Ben', 'Ash']), {
      kind: 'request-withdrawn',
      request: 'Ada',
    });
    expect(moves(repair)).toEqual([
      'Ada: Ash -> null, request-withdrawn',
      'Ben: Ash -> Beech, group-too-small',
    ]);
  });
});

describe('a repair', () => {
  const input = anInput({
    requests: [aRequest('Ada', { preferences: ['Ash'] }), aRequest('Ben')],
    offers: [anOffer('Ash'), anOffer('Beech'), anOffer('Cedar', at(NEAR))],
  });

  it('moves nobody merely because that would cost less', () => {
    const matching = held(['Ada', 'Cedar'], ['Ben', 'Ash']);
    expect(repaired(input, matching, { kind: 'places-added', offer: 'Ash', places: 1 }).changes).toEqual([]);
  });

  it('takes a place from nobody who is not hit, however much the displaced needs it', () => {
    const urgent = {
      ...input,
      requests: [aRequest('Ada', { priority: 0 }), aRequest('Ben', { priority: 9 })],
    };
    const repair = repaired(
      { ...urgent, offers: [anOffer('Ash'), anOffer('Beech')] },
      held(['Ada', 'Ash'], ['Ben', 'Beech']),
      { kind: 'offer-withdrawn', offer: 'Ash' },
    );
    expect(moves(repair)).toEqual(['Ada: Ash -> null, offer-withdrawn']);
  });

  it('of those at an offer that loses a place lets the lowest priority go', () => {
    const both = [aRequest('Ada', { priority: 2 }), aRequest('Ben', { priority: 1 })];
    const repair = repaired(
      anInput({ requests: both, offers: [anOffer('Ash', { places: 2 })] }),
      held(['Ada', 'Ash'], ['Ben', 'Ash']),
      { kind: 'places-taken', offer: 'Ash', places: 1 },
    );
    expect(moves(repair)).toEqual(['Ada: Ash -> null, places-taken']);
  });

  it('leaves what is under way alone, even where a rule is against it by now', () => {
    const stale = { ...input, offers: [anOffer('Ash', { isStale: true }), anOffer('Beech')] };
    const inForce = prepared(stale, [fixed('Ada', 'Ash'), ...held(['Ben', 'Beech'])]);
    inForce.repair([{ kind: 'offer-withdrawn', offer: 'Beech' }]);
    expect(inForce.holdings()).toEqual([fixed('Ada', 'Ash')]);
  });
});

describe('a refusal', () => {
  const input = anInput({
    requests: [aRequest('Ada'), aRequest('Ben', { year: 3 })],
    offers: [anOffer('Ash', { years: [2] }), anOffer('Beech', { years: [2, 3] })],
  });
  const matching = [fixed('Ada', 'Ash'), ...held(['Ben', 'Beech'])];
  const refusalOf = (...events: readonly RepairEvent[]) => repairMatching(input, matching, events);

  it.each<[string, RepairEvent, object]>([
    [
      'an offer that is not there',
      { kind: 'offer-withdrawn', offer: 'Yew' },
      { path: 'events[0].offer', found: 'Yew', wanted: 'an offer of the input' },
    ],
    [
      'an offer with fixed learners that is withdrawn',
      { kind: 'offer-withdrawn', offer: 'Ash' },
      { path: 'events[0].offer', found: 'fixed learners: Ada', wanted: 'an offer without fixed learners' },
    ],
    [
      'a place taken that a fixed learner holds',
      { kind: 'places-taken', offer: 'Ash', places: 1 },
      { path: 'events[0].places', found: '1', wanted: 'at most 0, all without a fixed learner' },
    ],
    [
      'a pin against a rule',
      { kind: 'pair-pinned', request: 'Ben', offer: 'Ash' },
      { path: 'events[0].offer', found: 'breaks year', wanted: 'an eligible pair' },
    ],
    [
      'a request that is there already',
      { kind: 'request-added', request: aRequest('Ada') },
      { path: 'events[0].request.id', found: 'Ada', wanted: 'an id that is not used twice' },
    ],
    [
      'a new request that makes no sense',
      { kind: 'request-added', request: aRequest('Cy', { year: 1.5 }) },
      { path: 'events[0].request.year', found: '1.5', wanted: 'a whole number from 0 to 100' },
    ],
    [
      'a new request from nowhere',
      { kind: 'request-added', request: aRequest('Cy', { district: 'ZZ99' }) },
      { path: 'events[0].request.district', found: 'ZZ99', wanted: 'a district of the input' },
    ],
  ])('names %s', (_what, event, fault) => {
    expect(refusalOf(event)).toEqual({ ok: false, refusal: [fault] });
  });

  it('leaves everything as it was, events before the faulty one included', () => {
    const inForce = prepared(input, matching);
    const before = { holdings: inForce.holdings(), input: inForce.input() };
    const refused = inForce.repair([
      { kind: 'request-withdrawn', request: 'Ben' },
      { kind: 'places-added', offer: 'Beech', places: 2 },
      { kind: 'request-withdrawn', request: 'Ben' },
    ]);
    expect(refused).toMatchObject({ ok: false, refusal: [{ path: 'events[2].request', found: 'Ben' }] });
    expect({ holdings: inForce.holdings(), input: inForce.input() }).toEqual(before);
  });

  it('names a group that fixed learners keep open and nobody can fill', () => {
    const grouped = anInput({
      requests: [aRequest('Ada'), aRequest('Ben')],
      offers: [anOffer('Ash', { places: 2, minGroup: 2 })],
    });
    const refused = repairMatching(
      grouped,
      [fixed('Ada', 'Ash'), fixed('Ben', 'Ash')],
      [{ kind: 'request-withdrawn', request: 'Ben' }],
    );
    expect(refused).toMatchObject({ ok: false, refusal: [{ path: 'events' }] });
  });
});

describe('a matching in force is refused', () => {
  const input = anInput({
    requests: [aRequest('Ada'), aRequest('Ben', { year: 3 })],
    offers: [anOffer('Ash', { years: [2, 3] }), anOffer('Beech', { years: [2] })],
    policy: aPolicy({ pinned: [{ request: 'Ada', offer: 'Ash' }] }),
  });

  it.each<[string, readonly HeldPlace[], object]>([
    ['with somebody unknown', held(['Cy', 'Ash'], ['Ada', 'Ash']), { path: 'held[0].request', found: 'Cy' }],
    [
      'with two places for one',
      held(['Ada', 'Ash'], ['Ada', 'Beech']),
      { path: 'held[1].request', found: 'Ada' },
    ],
    ['without a pinned pair', held(['Ben', 'Ash']), { path: 'policy.pinned[0]', found: 'no place' }],
    ['against a rule', held(['Ada', 'Ash'], ['Ben', 'Beech']), { path: 'held[1]', found: 'breaks year' }],
    [
      'over the places',
      held(['Ada', 'Ash'], ['Ben', 'Ash']),
      { path: 'held', found: '2 on Ash', wanted: 'at most 1' },
    ],
  ])('%s', (_what, places, fault) => {
    const refused = prepareMatching(input, places);
    expect(refused.ok).toBe(false);
    if (!refused.ok) expect(refused.refusal).toContainEqual(expect.objectContaining(fault));
  });
});
