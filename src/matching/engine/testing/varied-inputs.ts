import { TRANSPORTS } from '../../../shared/travel-time.js';
import type { Leg, MatchingInput, Offer, Request } from '../types.js';
import { aLeg, anInput, anOffer, aPolicy, aRequest, type Pick } from './small-inputs.js';

/** Towns close together and far apart, two in one spot, and the corners of the globe where arithmetic on degrees goes wrong. */
const DISTRICTS = [
  { id: 'OX1', latitude: 51.75, longitude: -1.26 },
  { id: 'OX2', latitude: 51.75, longitude: -1.26 },
  { id: 'OX3', latitude: 51.76, longitude: -1.22 },
  { id: 'OX9', latitude: 51.75, longitude: -0.97 },
  { id: 'RG1', latitude: 51.46, longitude: -0.97 },
  { id: 'SN1', latitude: 51.56, longitude: -1.78 },
  { id: 'TR21', latitude: 49.92, longitude: -6.29 },
  { id: 'E', latitude: 0.01, longitude: 179.99 },
  { id: 'W', latitude: -0.01, longitude: -179.99 },
  { id: 'N', latitude: 89.99, longitude: 0 },
  { id: 'N2', latitude: 89.99, longitude: 120 },
  { id: 'S', latitude: -90, longitude: 7 },
];

/**
 * A random input in which everything that a rule or a cost looks at differs from one to the next, though not by much, so that pairs
 * keep every rule often enough and break each rule too. Says nothing of caps, pools and groups.
 */
export function variedInput(pick: Pick, mostRequests = 12, mostOffers = 14): MatchingInput {
  const one = <Thing>(things: readonly Thing[]): Thing => things[pick(things.length - 1)]!;
  const mostly = <Thing>(usual: Thing, ...others: readonly Thing[]): Thing =>
    pick(5) > 0 ? usual : one(others);
  const some = <Thing>(things: readonly Thing[], chanceOf: number): Thing[] =>
    things.filter(() => pick(chanceOf) === 0);
  const professions = ['dietetics', 'podiatry'];
  const heis = ['North', 'South', 'West'];
  const settings = ['care home', 'hospice', 'school'];
  const providers = ['Ash', 'Beech', 'Cedar', 'Date'];
  const checks = ['DBS', 'right to work'];
  const features = ['step-free', 'parking'];
  const home = DISTRICTS.slice(0, mostly(5, 3, 8, DISTRICTS.length));
  const block = () => {
    const startsOn = one([100, 100, 107, 130]);
    return { startsOn, endsOn: startsOn + one([0, 20, 20, 40]) };
  };
  const leg = (): Leg =>
    aLeg({
      provider: one(providers),
      district: one(home).id,
      halfDaysPerWeek: 4 + pick(6),
      mode: mostly<Leg['mode']>('in-person', 'remote'),
      setting: one(settings),
    });
  const offers = Array.from({ length: pick(mostOffers) }, (_, at): Offer =>
    anOffer(`o${at}`, {
      professions: mostly(professions.slice(0, 1), professions, ['podiatry', 'podiatry'], []),
      years: mostly([2, 3], [1, 2], [3], []),
      startsOn: one([90, 100, 100, 110]),
      endsOn: one([125, 150, 170]),
      places: pick(3),
      legs: Array.from({ length: mostly(1, 2, 3) }, leg),
      requires: mostly<string[]>([], ['DBS'], checks, [...checks].reverse()),
      isDriverNeeded: pick(5) === 0,
      accessFeatures: mostly(features, [], ['parking']),
      reservedFor: mostly<string[]>([], ['North'], ['South', 'West'], ['nobody']),
      releaseOn: one([null, 0, 1, 2]),
      pillars: mostly(['clinical', 'education'], [], ['clinical']),
      standards: mostly(['1', '2'], [], ['2']),
      isStale: pick(9) === 0,
    }),
  );
  const ids = [...offers.map(({ id }) => id), 'gone'];
  const requests = Array.from({ length: pick(mostRequests) }, (_, at): Request =>
    aRequest(`r${at}`, {
      hei: one(heis),
      profession: mostly(professions[0]!, professions[1]!),
      year: mostly(2, 1, 3),
      district: one(home).id,
      transport: mostly('car', ...TRANSPORTS),
      maxTravelMinutes: one([null, null, 0, 17, 30, 45, 90, 10_080]),
      ...block(),
      halfDaysPerWeek: 1 + pick(6),
      preferences: mostly<string[]>([], some(ids, 3), [one(ids), one(ids)]),
      settingsDone: mostly<string[]>([], some(settings, 2), [one(settings)]),
      providersDone: some(providers, 4),
      clearances: mostly(checks, [], ['DBS'], [...checks].reverse()),
      accessNeeds: mostly<string[]>([], ['step-free'], features),
      excludedProviders: mostly<string[]>([], some(providers, 3)),
      demands: {
        settings: mostly<string[]>([], ['hospice'], ['care home', 'school']),
        pillars: mostly<string[]>([], ['education']),
        standards: mostly<string[]>([], ['1']),
      },
    }),
  );
  const pair = () => ({ request: one(requests).id, offer: one(ids) });
  return anInput({
    requests,
    offers,
    districts: DISTRICTS,
    policy: aPolicy({
      asOf: pick(3),
      weights: { travel: pick(3), preference: pick(3), variety: pick(3) },
      defaultMaxTravelMinutes: one([0, 40, 90, 90]),
      forbidRepeatProvider: pick(1) === 0,
      forbidden: requests.length > 0 ? Array.from({ length: pick(4) }, pair) : [],
    }),
  });
}
