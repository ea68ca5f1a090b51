import { groundOf, rulesBroken } from './eligibility.js';
import { capLoad, poolLoad } from './limits.js';
import type { InputFault, MatchingInput, Offer, Pair, Request } from './types.js';

/** Pinned pairs that break a rule or do not fit together, and pairs of what is not there. */
export function pinFaults(input: MatchingInput): InputFault[] {
  const { pinned, forbidden } = input.policy;
  if (pinned.length + forbidden.length === 0) return [];
  const requests = new Map(input.requests.map((request) => [request.id, request]));
  const offers = new Map(input.offers.map((offer) => [offer.id, offer]));
  const ground = groundOf(input);
  const faults: InputFault[] = [];
  const stays: Stay[] = [];
  const known = (path: string, pair: Pair) => {
    const [request, offer] = [requests.get(pair.request), offers.get(pair.offer)];
    if (!request)
      faults.push({ path: `${path}.request`, found: pair.request, wanted: 'a request of the input' });
    if (!offer) faults.push({ path: `${path}.offer`, found: pair.offer, wanted: 'an offer of the input' });
    return request && offer ? { request, offer } : null;
  };
  pinned.forEach((pin, at) => {
    const stay = known(`policy.pinned[${at}]`, pin);
    if (!stay) return;
    stays.push(stay);
    const rules = rulesBroken(stay.request, stay.offer, ground);
    if (rules.length > 0) {
      faults.push({
        path: `policy.pinned[${at}]`,
        found: `breaks ${rules.join(', ')}`,
        wanted: 'an eligible pair',
      });
    }
  });
  forbidden.forEach((pair, at) => known(`policy.forbidden[${at}]`, pair));
  return [...faults, ...crowdFaults(input, stays)];
}

/** A pinned pair. */
interface Stay {
  readonly request: Request;
  readonly offer: Offer;
}

/** Pins that are too many for an offer, a cap or a pool. */
function crowdFaults({ caps, pools }: MatchingInput, stays: readonly Stay[]): InputFault[] {
  const onOffer = new Map<Offer, Stay[]>();
  const at = { provider: new Map<string, Stay[]>(), site: new Map<string, Stay[]>() };
  const inPool = new Map<string, Stay[]>();
  const note = <Key>(lists: Map<Key, Stay[]>, key: Key, stay: Stay) => {
    const list = lists.get(key);
    if (!list) lists.set(key, [stay]);
    else if (list[list.length - 1] !== stay) list.push(stay);
  };
  for (const stay of stays) {
    note(onOffer, stay.offer, stay);
    for (const { provider, site, pool } of stay.offer.legs) {
      note(at.provider, provider, stay);
      note(at.site, site, stay);
      if (pool !== null) note(inPool, pool, stay);
    }
  }
  const tooMany = (what: string, most: number, room: number): InputFault[] =>
    most > room ? [{ path: 'policy.pinned', found: `${most} for ${what}`, wanted: `at most ${room}` }] : [];
  return [
    ...[...onOffer].flatMap(([{ id, places }, there]) => tooMany(`offer ${id}`, there.length, places)),
    ...caps.flatMap(({ kind, id, maxLearners }) => {
      const most = mostAtOnce(at[kind].get(id) ?? [], (offer) => capLoad(offer, kind, id));
      return tooMany(`${kind} ${id}`, most, maxLearners);
    }),
    ...pools.flatMap(({ id, learnerHalfDaysPerWeek }) => {
      const most = mostAtOnce(inPool.get(id) ?? [], (offer) => poolLoad(offer, id));
      return tooMany(`pool ${id}`, most, learnerHalfDaysPerWeek);
    }),
  ];
}

function mostAtOnce(stays: readonly Stay[], load: (offer: Offer) => number): number {
  const steps = stays.flatMap(({ request, offer }) => [
    { day: request.startsOn, by: load(offer) },
    { day: request.endsOn + 1, by: -load(offer) },
  ]);
  // Those who leave do so before others come.
  steps.sort((a, b) => a.day - b.day || a.by - b.by);
  let now = 0;
  let most = 0;
  for (const { by } of steps) most = Math.max(most, (now += by));
  return most;
}
