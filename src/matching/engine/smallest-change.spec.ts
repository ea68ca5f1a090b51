import { checkInput, match, type MatchingInput, type MatchingResult, type Unplaced } from './index.js';
import { totalCost } from './cost.js';
import { groundOf, longestLegMinutes, rulesBroken, travelLimit, whatIsMissing } from './eligibility.js';
import { EASY_EXTRA_MINUTES, isNear, SMALLEST_FIRST } from './change-kinds.js';
import { afterChange } from './testing/after-change.js';
import { forRandomInputs } from './testing/random.js';
import { hasRoomForAll } from './testing/room-for-all.js';
import { aLeg, anInput, anOffer, aPolicy, aRequest, FAR, HOME, type Shape } from './testing/small-inputs.js';
import type { Change, Request } from './types.js';

function unplacedOf(result: MatchingResult): Unplaced[] {
  return result.outcomes.filter((outcome) => outcome.status === 'unplaced');
}

function kindOf(change: Change): string {
  return change.kind === 'rule' ? change.rule : change.kind;
}

const placedIn = ({ objective }: MatchingResult) => objective.placed;
const byPriority = ({ objective }: MatchingResult) => objective.placedByPriority.map(({ placed }) => placed);

/** How often each kind of change was told in a spec, so that none goes untried. */
const told = new Map<string, number>();

/** After the change alone there is room for the student, at the offer told, and for everybody who has a place. */
function isRoomForAll(changed: MatchingInput, before: MatchingResult, { request }: Unplaced, change: Change) {
  const placed = before.outcomes.flatMap((outcome) => (outcome.status === 'placed' ? [outcome.request] : []));
  expect(checkInput(changed)).toEqual([]);
  expect(hasRoomForAll(changed, new Set([...placed, request]), new Map([[request, change.offer]]))).toBe(
    true,
  );
}

/** In the order of priorities. */
function isNoWorse(one: readonly number[], other: readonly number[]): boolean {
  const at = one.findIndex((placed, tier) => placed !== other[tier]);
  return at < 0 || one[at]! > other[at]!;
}

function isConfirmed(input: MatchingInput): void {
  const before = match(input);
  for (const unplaced of unplacedOf(before)) {
    const { change, request } = unplaced;
    if (!change) continue;
    told.set(kindOf(change), (told.get(kindOf(change)) ?? 0) + 1);
    const changed = afterChange(input, request, change);
    isRoomForAll(changed, before, unplaced, change);
    const after = match(changed);
    const tier = before.objective.placedByPriority.findIndex(
      ({ priority }) => priority === input.requests.find(({ id }) => id === request)!.priority,
    );
    const withStudent = byPriority(before).map((placed, at) => placed + Number(at === tier));
    if (before.isExact) expect(isNoWorse(byPriority(after), withStudent)).toBe(true);
    if (change.placesGained === null) continue;
    expect(placedIn(after)).toBe(placedIn(before) + change.placesGained);
    const isStudents = SMALLEST_FIRST.some(({ kind, isStudents }) => isStudents && kind === kindOf(change));
    if (isStudents || change.kind === 'travel-limit') {
      expect(byPriority(after)).toEqual(withStudent);
      expect(after.outcomes.find((outcome) => outcome.request === request)!.status).toBe('placed');
    }
  }
}

/** Every change of the kinds that concern one student and one offer, the smallest first, tried or not. */
function allChanges(input: MatchingInput, asking: Request): Change[] {
  const ground = groundOf(input);
  const limit = travelLimit(asking, input.policy);
  const found = input.offers.flatMap(
    (offer): { rank: number; size: number; cost: number; change: Change }[] => {
      const at = { offer: offer.id, placesGained: null };
      const cost = totalCost(asking, offer, ground);
      const rankOf = (wanted: string) => SMALLEST_FIRST.findIndex(({ kind }) => kind === wanted);
      const driving: Request = { ...asking, transport: 'car' };
      const byCar =
        asking.transport !== 'car' && rulesBroken(driving, offer, ground).length === 0
          ? [
              {
                rank: rankOf('car'),
                size: 1,
                cost: totalCost(driving, offer, ground),
                change: { ...at, kind: 'car' as const },
              },
            ]
          : [];
      const broken = rulesBroken(asking, offer, ground);
      if (broken.length === 0)
        return [{ rank: rankOf('one-more-place'), size: 1, cost, change: { ...at, kind: 'one-more-place' } }];
      const [rule] = broken;
      if (broken.length > 1 || !rule || rule === 'driver' || !isNear(rule, asking, offer)) return byCar;
      if (rule === 'travel') {
        const minutes = longestLegMinutes(asking, offer, ground);
        const rank = rankOf(minutes - limit <= EASY_EXTRA_MINUTES ? 'little-travel' : 'travel');
        return [
          ...byCar,
          { rank, size: minutes - limit, cost, change: { ...at, kind: 'travel-limit', minutes } },
        ];
      }
      const missing = whatIsMissing(rule, asking, offer);
      const size = {
        dates: Math.max(0, offer.startsOn - asking.startsOn) + Math.max(0, asking.endsOn - offer.endsOn),
        pattern: asking.halfDaysPerWeek - offer.legs[0]!.halfDaysPerWeek,
        stale: 1,
        reserved: 1,
        forbidden: 1,
      }[rule as string];
      return [
        ...byCar,
        {
          rank: rankOf(rule),
          size: size ?? missing.length,
          cost,
          change: { ...at, kind: 'rule', rule, missing },
        },
      ];
    },
  );
  found.sort(
    (a, b) =>
      a.rank - b.rank || a.size - b.size || a.cost - b.cost || (a.change.offer < b.change.offer ? -1 : 1),
  );
  return found.map(({ change }) => change);
}

/** Of all changes, tried one after another from the smallest, the first that makes room is the one told. */
function isSmallest(input: MatchingInput): void {
  const before = match(input);
  const placed = before.outcomes.flatMap((outcome) => (outcome.status === 'placed' ? [outcome.request] : []));
  for (const { request, change } of unplacedOf(before)) {
    const asking = input.requests.find(({ id }) => id === request)!;
    const first = allChanges(input, asking).find((each) =>
      hasRoomForAll(
        afterChange(input, request, each),
        new Set([...placed, request]),
        new Map([[request, each.offer]]),
      ),
    );
    expect(change && { ...change, placesGained: null }).toEqual(first ?? null);
  }
}

describe('the smallest change for a student without a place', () => {
  const ALONE: Shape[] = [
    { rules: true },
    { rules: true, tiers: true, pins: true },
    { tiers: true, pins: true },
  ];
  it.each(ALONE)('is the first that works of all there are: %j', (shape) =>
    forRandomInputs({ ...shape, mostRequests: 7, mostOffers: 6 }, 120, isSmallest),
  );

  const FLOWS: Shape[] = [
    { rules: true },
    { rules: true, tiers: true, fairness: true, pins: true },
    { rules: true, caps: true, tiers: true, fairness: true },
    { tiers: true, fairness: true, pins: true },
    { caps: true },
  ];
  it.each(FLOWS)('is confirmed by solving again: %j', (shape) =>
    forRandomInputs({ ...shape, mostRequests: 8, mostOffers: 6 }, 120, isConfirmed),
  );

  const HARD: Shape[] = [
    { pools: true, hybrids: true, caps: true, mostRequests: 7 },
    { pools: true, groups: true, hybrids: true, periods: true, mostRequests: 7 },
    { groups: true, mostRequests: 8 },
    { rules: true, pools: true, groups: true, hybrids: true, caps: true, fairness: true, mostRequests: 7 },
    { tiers: true, pools: true, groups: true, hybrids: true, caps: true, periods: true, mostRequests: 7 },
    { tiers: true, rules: true, pools: true, hybrids: true, mostRequests: 7 },
  ];
  it.each(HARD)('is confirmed where pools, groups and crossing caps bind: %j', (shape) =>
    forRandomInputs({ ...shape, mostOffers: 5 }, 120, isConfirmed),
  );

  it('was of every kind there is in the specs above', () => {
    const kinds = SMALLEST_FIRST.map(({ kind }) => (kind.endsWith('travel') ? 'travel-limit' : kind));
    expect(kinds.filter((kind) => (told.get(kind) ?? 0) < 5)).toEqual([]);
  });

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
    expect(changeWith([far, checked, full], 60)).toEqual({
      kind: 'travel-limit',
      offer: 'far',
      minutes: 78,
      placesGained: 1,
    });
    expect(changeWith([far, checked, full], 20)).toEqual({
      kind: 'rule',
      offer: 'checked',
      rule: 'clearance',
      missing: ['flu'],
      placesGained: 1,
    });
    expect(changeWith([far, full], 20)).toEqual({ kind: 'one-more-place', offer: 'full', placesGained: 1 });
  });

  it('says how many others wait for the very same', () => {
    const requests = ['a', 'b', 'c'].map((id) => aRequest(id));
    const { outcomes } = match(anInput({ requests, offers: [anOffer('full')] }));
    expect(outcomes.map((outcome) => (outcome.status === 'unplaced' ? outcome.inLine : null)).sort()).toEqual(
      [1, 1, null],
    );
  });

  it('is a smaller group, if those who wait are enough for one', () => {
    const requests = ['a', 'b', 'c'].map((id) => aRequest(id, { district: HOME.id }));
    const offers = [anOffer('group', { places: 6, minGroup: 5 })];
    for (const outcome of match(anInput({ requests, offers })).outcomes) {
      expect(outcome).toMatchObject({
        held: [{ offer: 'group', closedBy: { by: 'group' } }],
        change: { kind: 'smaller-group', offer: 'group', minGroup: 3, placesGained: null },
        inLine: 2,
      });
    }
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
