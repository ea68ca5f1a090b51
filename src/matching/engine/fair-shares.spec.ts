import { match } from './index.js';
import { anInput, anOffer, aPolicy, aRequest, FAR, HOME } from './testing/small-inputs.js';

/**
 * Two universities share a town that has four places. North's six students live round the corner; South's two
 * come by car from far away. Going by cost alone, every place goes to North.
 */
describe('four places for a university in town and one that is far', () => {
  const offers = [anOffer('hospice', { places: 1 }), anOffer('school', { places: 3 })];
  const north = ['n1', 'n2', 'n3', 'n4', 'n5', 'n6'].map((id) =>
    aRequest(id, { hei: 'North', district: HOME.id }),
  );
  const south = ['s1', 's2'].map((id) => aRequest(id, { hei: 'South', district: FAR.id }));
  const placed = (fairness: 'none' | 'max-min', requests = [...north, ...south]) => {
    const { heis, objective } = match(anInput({ requests, offers, policy: aPolicy({ fairness }) }));
    return { ...Object.fromEntries(heis.map((hei) => [hei.hei, hei.placed])), all: objective.placed };
  };

  it('gives them all to the one in town when nobody asks for fairness', () => {
    expect(placed('none')).toEqual({ North: 4, South: 0, all: 4 });
  });

  it('gives each its share when policy asks for it, at no cost in places', () => {
    expect(placed('max-min')).toEqual({ North: 3, South: 1, all: 4 });
  });

  it('never lets fairness overrule priority', () => {
    const urgent = north.map((request) => ({ ...request, priority: 0 }));
    expect(placed('max-min', [...urgent, ...south])).toEqual({ North: 4, South: 0, all: 4 });
  });

  it('lets the larger share go to the smaller university where one place cannot be halved', () => {
    const { heis } = match(
      anInput({
        requests: [...north.slice(0, 2), south[0]!],
        offers: [anOffer('hospice')],
        policy: aPolicy({ fairness: 'max-min' }),
      }),
    );
    // North would have 1 of 2 and South 0 of 1; the other way round it is 0 of 2 and 1 of 1, which is better.
    expect(heis.map(({ hei, placed: of }) => [hei, of])).toEqual([
      ['North', 0],
      ['South', 1],
    ]);
  });
});
