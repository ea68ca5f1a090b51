import { match, type Change, type MatchingInput, type MatchingResult, type Unplaced } from './index.js';
import { forRandomInputs } from './testing/random.js';
import { aLeg, anInput, anOffer, aPolicy, aRequest, FAR, type Shape } from './testing/small-inputs.js';

/** The input after the change that an explanation suggests; `null` for kinds that cannot be done by editing one record. */
function after(input: MatchingInput, { request }: Unplaced, change: Change): MatchingInput | null {
  const withRequest = (edit: Partial<MatchingInput['requests'][number]>) => ({
    ...input,
    requests: input.requests.map((other) => (other.id === request ? { ...other, ...edit } : other)),
  });
  const withOffer = (edit: (offer: MatchingInput['offers'][number]) => object) => ({
    ...input,
    offers: input.offers.map((other) => (other.id === change.offer ? { ...other, ...edit(other) } : other)),
  });
  if (change.kind === 'one-more-place') return withOffer(({ places }) => ({ places: places + 1 }));
  if (change.kind === 'travel-limit') return withRequest({ maxTravelMinutes: change.minutes });
  switch (change.rule) {
    case 'clearance': {
      const held = input.requests.find(({ id }) => id === request)!.clearances;
      return withRequest({ clearances: [...held, ...change.missing] });
    }
    case 'stale':
      return withOffer(() => ({ isStale: false }));
    case 'reserved':
      return withOffer(({ reservedFor }) => ({ reservedFor: [...reservedFor, ...change.missing] }));
    case 'forbidden':
      return { ...input, policy: { ...input.policy, forbidden: [] } };
    default:
      return null;
  }
}

function unplacedOf(result: MatchingResult): Unplaced[] {
  return result.outcomes.filter((outcome) => outcome.status === 'unplaced');
}

function isConfirmed(input: MatchingInput): void {
  const before = match(input);
  for (const unplaced of unplacedOf(before)) {
    const changed = unplaced.change && after(input, unplaced, unplaced.change);
    if (!changed) continue;
    expect(match(changed).objective.placed).toBeGreaterThan(before.objective.placed);
  }
}

/** Everybody who has a place keeps that very place, and the student gets the one that was suggested. */
function isPossibleForAll(input: MatchingInput): void {
  const before = match(input);
  for (const unplaced of unplacedOf(before)) {
    const changed = unplaced.change && after(input, unplaced, unplaced.change);
    if (!changed) continue;
    const kept = before.outcomes.flatMap((outcome) =>
      outcome.status === 'placed' ? [{ request: outcome.request, offer: outcome.offer }] : [],
    );
    const pinned = [...kept, { request: unplaced.request, offer: unplaced.change!.offer }];
    const result = match({ ...changed, policy: { ...changed.policy, pinned } });
    expect(result.objective.placed).toBeGreaterThan(before.objective.placed);
  }
}

describe('the smallest change for a student without a place', () => {
  const FLOW: Shape[] = [
    {},
    { tiers: true, fairness: true, pins: true },
    { caps: true, tiers: true, fairness: true },
  ];
  it.each(FLOW)('is confirmed by solving again: %j', (shape) =>
    forRandomInputs({ ...shape, mostRequests: 8, mostOffers: 6 }, 250, isConfirmed),
  );

  it('is confirmed by solving again where pools and groups bind', () =>
    forRandomInputs(
      { pools: true, groups: true, hybrids: true, caps: true, fairness: true },
      250,
      isConfirmed,
    ));

  it('is told with several priorities only where the problem is a flow', () =>
    forRandomInputs(
      { tiers: true, pools: true, groups: true, hybrids: true, caps: true, periods: true },
      250,
      isConfirmed,
    ));

  it('needs nobody to move where pools and groups make moving hard to judge', () =>
    forRandomInputs({ pools: true, groups: true, hybrids: true, periods: true }, 250, isPossibleForAll));

  it('prefers a few minutes more, then a check, then a place, then a long way', () => {
    const far = anOffer('far', { legs: [aLeg({ district: FAR.id })] });
    const checked = anOffer('checked', { requires: ['flu'] });
    const full = anOffer('full');
    const rival = aRequest('a');
    const changeWith = (offers: MatchingInput['offers'], defaultMaxTravelMinutes: number) => {
      const requests = [rival, aRequest('b', { clearances: ['DBS'] })];
      const policy = aPolicy({ defaultMaxTravelMinutes, pinned: [{ request: 'a', offer: 'full' }] });
      const [, b] = match(anInput({ requests, offers, policy })).outcomes;
      return b!.status === 'unplaced' ? b!.change : null;
    };
    expect(changeWith([far, checked, full], 60)).toEqual({ kind: 'travel-limit', offer: 'far', minutes: 78 });
    expect(changeWith([far, checked, full], 20)).toEqual({
      kind: 'rule',
      offer: 'checked',
      rule: 'clearance',
      missing: ['flu'],
    });
    expect(changeWith([far, full], 20)).toEqual({ kind: 'one-more-place', offer: 'full' });
  });

  it('is not told when nothing single would help', () => {
    const offer = anOffer('o', { professions: ['podiatry'] });
    const [outcome] = match(anInput({ requests: [aRequest('r')], offers: [offer] })).outcomes;
    expect(outcome).toMatchObject({
      change: null,
      removed: [{ rule: 'profession', offers: 1 }],
      eligibleOffers: 0,
    });
  });
});

describe('what is told about rules and holders', () => {
  it('counts each offer once, under the first rule that it fails', () =>
    forRandomInputs({ tiers: true, caps: true }, 200, (input) => {
      for (const { removed, eligibleOffers, held } of unplacedOf(match(input))) {
        expect(removed.reduce((sum, { offers }) => sum + offers, eligibleOffers)).toBe(input.offers.length);
        expect(held).toHaveLength(Math.min(5, eligibleOffers));
      }
    }));

  it('names what a placed student gave up, cheapest first, and who has it', () => {
    const offers = [anOffer('a'), anOffer('b'), anOffer('c')];
    const requests = [
      aRequest('1', { preferences: ['a'] }),
      aRequest('2', { preferences: ['b', 'a'] }),
      aRequest('3', { preferences: ['a', 'b', 'c'] }),
    ];
    const [, , third] = match(anInput({ requests, offers })).outcomes;
    expect(third).toMatchObject({
      status: 'placed',
      offer: 'c',
      preferenceRank: 3,
      givenUp: [
        { offer: 'a', cost: 120, heldBy: ['1'] },
        { offer: 'b', cost: 180, heldBy: ['2'] },
      ],
    });
  });
});

describe('the worth of one place more', () => {
  const SHAPES: Shape[] = [
    {},
    { tiers: true, fairness: true, pins: true },
    { caps: true, periods: true, fairness: true },
  ];
  it.each(SHAPES)('is what solving again with that place brings: %j', (shape) =>
    forRandomInputs({ ...shape, mostRequests: 7, mostOffers: 5 }, 150, (input) => {
      const before = match(input);
      for (const { offer, onePlaceMore } of before.offers) {
        if (!onePlaceMore) continue;
        const offers = input.offers.map((other) =>
          other.id === offer ? { ...other, places: other.places + 1 } : other,
        );
        const { objective } = match({ ...input, offers });
        expect({
          placesGained: objective.placed - before.objective.placed,
          costSaved: before.objective.cost - objective.cost,
        }).toEqual(onePlaceMore);
      }
    }),
  );
});
