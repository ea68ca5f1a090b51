import { checkInput } from '../check-input.js';
import { match } from '../match.js';
import type { MatchingInput } from '../types.js';
import { forRandomRepairs, type RandomRepair, type RepairShape } from '../testing/random-repairs.js';
import { randomEvent } from '../testing/small-events.js';
import { prepareMatching, type MatchingInForce } from './matching-in-force.js';
import { repairMatching } from './repair-matching.js';
import type { HeldPlace, Repair, RepairEvent } from './types.js';

function prepared({ input, held }: Pick<RandomRepair, 'input' | 'held'>): MatchingInForce {
  const inForce = prepareMatching(input, held);
  if (!inForce.ok) throw new Error(`Not a matching: ${JSON.stringify(inForce.refusal)}`);
  return inForce.value;
}

/** What must be the same whichever of several equally good repairs is taken. */
function worthOf({ before, after, bound, isExact }: Repair): unknown {
  return { before, after, bound, isExact };
}

/** The input with these pairs pinned. An offer that has lost so many places that it can take no group has none. */
function withPinned(input: MatchingInput, held: readonly HeldPlace[]): MatchingInput {
  const offers = input.offers.map((offer) =>
    offer.places < offer.minGroup ? { ...offer, places: 0 } : offer,
  );
  const pinned = held.map(({ request, offer }) => ({ request, offer }));
  return { ...input, offers, policy: { ...input.policy, pinned } };
}

/** Fifty events one after another, some of which cannot be. */
function forEachOfFifty(
  one: RandomRepair,
  check: (inForce: MatchingInForce, event: RepairEvent) => void,
): void {
  const inForce = prepared(one);
  const added = new Set<string>();
  for (let nth = 0; nth < 50; nth++) {
    const input = inForce.input();
    if (input.requests.length === 0) return;
    const spare = one.spare.filter(({ id }) => !added.has(id));
    const event = randomEvent(one.pick, input, inForce.holdings(), spare);
    check(inForce, event);
    if (event.kind === 'request-added') added.add(event.request.id);
  }
}

const PLAIN: RepairShape = { mostRequests: 30, mostOffers: 15, tiers: true, fixed: true, pins: true };
const EVERYTHING: RepairShape = {
  mostRequests: 6,
  tiers: true,
  caps: true,
  periods: true,
  pools: true,
  groups: true,
  hybrids: true,
  fixed: true,
  pins: true,
};

describe('fifty repairs one after another', () => {
  it.each([
    ['of a plain matching', PLAIN, 25],
    ['with caps that nest', { mostRequests: 20, mostOffers: 10, caps: true } satisfies RepairShape, 15],
    ['with everything at once', EVERYTHING, 15],
  ])('are each as good as a first one: %s', (_name, shape, runs) =>
    forRandomRepairs(shape, runs, (one) =>
      forEachOfFifty(one, (inForce, event) => {
        const anew = repairMatching(inForce.input(), inForce.holdings(), [event]);
        const repair = inForce.repair([event]);
        expect(repair.ok).toBe(anew.ok);
        if (repair.ok && anew.ok) expect(worthOf(repair.value)).toEqual(worthOf(anew.value));
      }),
    ),
  );

  it.each([
    ['of a plain matching', PLAIN, 15],
    ['with everything at once', EVERYTHING, 15],
  ])('leave a valid matching and as many placed as can be: %s', (_name, shape, runs) =>
    forRandomRepairs(shape, runs, (one) =>
      forEachOfFifty(one, (inForce, event) => {
        inForce.repair([event]);
        const [input, holdings] = [inForce.input(), inForce.holdings()];
        expect(checkInput(withPinned(input, holdings))).toEqual([]);
        const fixed = holdings.filter(({ isFixed }) => isFixed);
        if (shape === PLAIN) expect(match(withPinned(input, fixed)).objective.placed).toBe(holdings.length);
      }),
    ),
  );
});

describe('a preview', () => {
  it.each([
    ['of a plain matching', PLAIN],
    ['with everything at once', EVERYTHING],
  ])('tells what the repair does, and changes nothing: %s', (_name, shape) =>
    forRandomRepairs({ ...shape, mostEvents: 3 }, 60, (one) => {
      const inForce = prepared(one);
      const before = { input: inForce.input(), holdings: inForce.holdings() };
      const preview = inForce.preview(one.events);
      expect({ input: inForce.input(), holdings: inForce.holdings() }).toEqual(before);
      expect(inForce.repair(one.events)).toEqual(preview);
    }),
  );
});

describe('a repair', () => {
  it('changes nothing when nothing has happened', () =>
    forRandomRepairs(EVERYTHING, 60, (one) => {
      const repair = prepared(one).repair([]);
      expect(repair).toMatchObject({ ok: true, value: { changes: [], chains: [], isExact: true } });
    }));

  it('changes nothing when it is repeated', () =>
    forRandomRepairs({ ...PLAIN, loose: true, mostEvents: 3 }, 100, (one) => {
      const inForce = prepared(one);
      if (!inForce.repair(one.events).ok) return;
      expect(inForce.repair([])).toMatchObject({ ok: true, value: { changes: [] } });
    }));

  it('changes nothing when its events take themselves back', () =>
    forRandomRepairs({ mostRequests: 30, mostOffers: 15 }, 100, ({ input, held, pick }) => {
      const inForce = prepared({ input, held });
      const before = inForce.holdings();
      if (before.length === 0) return;
      const { request, offer } = before[pick(before.length - 1)]!;
      const there: readonly (readonly [RepairEvent, RepairEvent])[] = [
        [
          { kind: 'places-taken', offer, places: 1 },
          { kind: 'places-added', offer, places: 1 },
        ],
        [
          { kind: 'pair-forbidden', request, offer },
          { kind: 'pair-allowed', request, offer },
        ],
        [
          { kind: 'pair-pinned', request, offer },
          { kind: 'pair-unpinned', request, offer },
        ],
        [
          { kind: 'offer-withdrawn', offer },
          { kind: 'places-added', offer, places: input.offers.find(({ id }) => id === offer)!.places },
        ],
      ];
      for (const events of there)
        expect(inForce.repair(events)).toMatchObject({ ok: true, value: { changes: [] } });
      expect(inForce.holdings()).toEqual(before);
    }));

  it('brings back as many places when an event is taken back later', () =>
    forRandomRepairs({ mostRequests: 30, mostOffers: 15 }, 100, ({ input, held, pick }) => {
      const inForce = prepared({ input, held });
      if (held.length === 0) return;
      const { request, offer } = held[pick(held.length - 1)]!;
      const { places } = input.offers.find(({ id }) => id === offer)!;
      inForce.repair([{ kind: 'offer-withdrawn', offer }]);
      inForce.repair([{ kind: 'places-added', offer, places }]);
      inForce.repair([{ kind: 'request-withdrawn', request }]);
      inForce.repair([{ kind: 'request-added', request: input.requests.find(({ id }) => id === request)! }]);
      expect(inForce.holdings().length).toBe(held.length);
    }));

  it('does not depend on the order of arrays', () =>
    forRandomRepairs({ ...EVERYTHING, mostEvents: 3 }, 80, ({ input, held, events }) => {
      const turned = <Thing>(things: readonly Thing[]) =>
        [...things.slice(1), ...things.slice(0, 1)].reverse();
      const other = {
        ...input,
        requests: turned(input.requests),
        offers: turned(input.offers),
        pools: turned(input.pools),
        caps: turned(input.caps),
      };
      expect(repairMatching(other, turned(held), events)).toEqual(repairMatching(input, held, events));
    }));
});
