import { candidatesOf } from './candidates.js';
import { totalCost } from './cost.js';
import { firstRuleBroken, groundOf } from './eligibility.js';
import { forRandomInputs } from './testing/random.js';

describe('candidate pairs', () => {
  it('are exactly the pairs that break no rule, whatever the index leaves out', () =>
    forRandomInputs(
      { hybrids: true, periods: true, pins: true, mostRequests: 8, mostOffers: 8 },
      500,
      (input) => {
        const ground = groundOf(input);
        const { requests, offers, rowStart, offer, cost } = candidatesOf(input, ground);
        const found = requests.flatMap((request, r) =>
          [...offer.subarray(rowStart[r], rowStart[r + 1])].map((o, at) => ({
            request: request.id,
            offer: offers[o]!.id,
            cost: cost[rowStart[r]! + at]!,
          })),
        );
        const wanted = requests.flatMap((request) =>
          offers
            .filter((other) => firstRuleBroken(request, other, ground) === null)
            .map((other) => ({
              request: request.id,
              offer: other.id,
              cost: totalCost(request, other, ground),
            })),
        );
        expect(found).toEqual(wanted);
      },
    ));
});
