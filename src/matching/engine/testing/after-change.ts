import type { Change, MatchingInput, Offer, Request } from '../types.js';

/** The input as it is once the change has been made that an explanation suggests to the request. */
export function afterChange(input: MatchingInput, request: string, change: Change): MatchingInput {
  const withRequest = (edit: (asking: Request) => Partial<Request>): MatchingInput => ({
    ...input,
    requests: input.requests.map((other) => (other.id === request ? { ...other, ...edit(other) } : other)),
  });
  const withOffer = (edit: (offer: Offer) => Partial<Offer>): MatchingInput => ({
    ...input,
    offers: input.offers.map((other) => (other.id === change.offer ? { ...other, ...edit(other) } : other)),
  });
  switch (change.kind) {
    case 'one-more-place':
      return withOffer(({ places }) => ({ places: places + 1 }));
    case 'travel-limit':
      return withRequest(() => ({ maxTravelMinutes: change.minutes }));
    case 'car':
      return withRequest(() => ({ transport: 'car' }));
    case 'smaller-group':
      return withOffer(() => ({ minGroup: change.minGroup }));
    case 'one-more-learner':
      return {
        ...input,
        caps: input.caps.map((cap) =>
          cap.kind === change.at && cap.id === change.id ? { ...cap, maxLearners: cap.maxLearners + 1 } : cap,
        ),
      };
    case 'more-supervision':
      return {
        ...input,
        pools: input.pools.map(({ id, learnerHalfDaysPerWeek }) => ({
          id,
          learnerHalfDaysPerWeek: learnerHalfDaysPerWeek + (id === change.pool ? change.halfDaysPerWeek : 0),
        })),
      };
    case 'rule':
      break;
  }
  const { missing } = change;
  const asking = input.requests.find(({ id }) => id === request)!;
  switch (change.rule) {
    case 'clearance':
      return withRequest(({ clearances }) => ({ clearances: [...clearances, ...missing] }));
    case 'repeat':
      return withRequest(({ providersDone }) => ({
        providersDone: providersDone.filter((provider) => !missing.includes(provider)),
      }));
    case 'forbidden': {
      const forbidden = input.policy.forbidden.filter(
        (pair) => pair.request !== request || pair.offer !== change.offer,
      );
      return { ...input, policy: { ...input.policy, forbidden } };
    }
    case 'stale':
      return withOffer(() => ({ isStale: false }));
    case 'reserved':
      return withOffer(({ reservedFor }) => ({ reservedFor: [...reservedFor, ...missing] }));
    case 'access':
      return withOffer(({ accessFeatures }) => ({ accessFeatures: [...accessFeatures, ...missing] }));
    case 'setting':
      return withOffer(({ pillars, standards }) => ({
        pillars: [...pillars, ...missing],
        standards: [...standards, ...missing],
      }));
    case 'pattern':
      return withOffer(({ legs }) => ({
        legs: [{ ...legs[0]!, halfDaysPerWeek: asking.halfDaysPerWeek }, ...legs.slice(1)],
      }));
    case 'dates':
      return withOffer(({ startsOn, endsOn }) => ({
        startsOn: Math.min(startsOn, asking.startsOn),
        endsOn: Math.max(endsOn, asking.endsOn),
      }));
    case 'profession':
    case 'year':
    case 'conflict':
      throw new Error(`Rule ${change.rule} is never to be suggested.`);
  }
}
