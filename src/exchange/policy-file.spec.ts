import { dayNumber } from '../shared/days.js';
import { faultText } from './file-fault.js';
import { defaultPolicy, readPolicy, writePolicy } from './policy-file.js';

const today = dayNumber('2026-12-07') ?? 0;

function faultsOf(json: unknown): string[] {
  const read = readPolicy(JSON.stringify(json), today);
  return read.ok ? [] : read.refusal.map(faultText);
}

describe('policy.json', () => {
  it('leaves to the default what it does not say', () => {
    expect(readPolicy('{}', today)).toEqual({ ok: true, value: defaultPolicy(today) });
    expect(readPolicy('\uFEFF{"weights":{"travel":3},"asOf":null}', today)).toMatchObject({
      ok: true,
      value: { asOf: today, weights: { travel: 3, preference: 1, variety: 1 }, fairness: 'none' },
    });
  });

  it('takes pairs by name or by place', () => {
    const pinned = [{ student_ref: 'S-1', offer_ref: 'OFF-1' }, ['S-2', 'OFF-2']];
    expect(readPolicy(JSON.stringify({ pinned }), today)).toMatchObject({
      ok: true,
      value: {
        pinned: [
          { studentRef: 'S-1', offerRef: 'OFF-1' },
          { studentRef: 'S-2', offerRef: 'OFF-2' },
        ],
      },
    });
  });

  it('refuses a key that nobody knows, with the one that was meant', () => {
    expect(faultsOf({ fairnes: 'none', weights: { travell: 2 } })).toEqual([
      "fairnes: found 'fairnes', wanted one of the known keys asOf, weights, fairness, entitlementWeights, defaultMaxTravelMinutes, maxSeconds, forbidRepeatProvider, pinned, forbidden, sequence (did you mean fairness?)",
      "weights.travell: found 'travell', wanted one of the known keys travel, preference, variety (did you mean travel?)",
    ]);
  });

  it('tells everything that is wrong at once', () => {
    expect(
      faultsOf({
        asOf: '2027-02-30',
        weights: { travel: -1, preference: 0.5 },
        fairness: 'fair',
        maxSeconds: '60',
        forbidRepeatProvider: 'yes',
        pinned: [['S-1']],
        forbidden: 'S-1',
      }),
    ).toEqual([
      `asOf: found '"2027-02-30"', wanted a day like "2027-02-28"`,
      "weights.travel: found '-1', wanted a whole number from 0 to 1000",
      "weights.preference: found '0.5', wanted a whole number from 0 to 1000",
      `fairness: found '"fair"', wanted one of none, max-min`,
      `maxSeconds: found '"60"', wanted a whole number from 1 to 86400`,
      `forbidRepeatProvider: found '"yes"', wanted true or false`,
      `pinned[0]: found '["S-1"]', wanted a JSON object`,
      `forbidden: found '"S-1"', wanted a list of pairs, each a pair like {"student_ref": "S-1", "offer_ref": "OFF-1"} or ["S-1", "OFF-1"]`,
    ]);
  });

  it('weighs HEIs, and says what is wrong with a weight', () => {
    const weighed = readPolicy('{"entitlementWeights": [{"hei": " Northgate ", "weight": 2}]}', today);
    expect(weighed).toMatchObject({
      value: { entitlementWeights: [{ hei: 'Northgate', profession: null, weight: 2 }] },
    });
    expect(
      faultsOf({
        entitlementWeights: [
          { hei: '', weight: 1 },
          { hei: 'Northgate', weight: 0 },
          { hei: 'Northgate', profession: 7, weight: 1 },
          { hei: 'Northgate' },
          { hei: 'Northgate', weight: 1, year: 2 },
        ],
      }),
    ).toEqual([
      `entitlementWeights[0].hei: found '""', wanted the name or code of an HEI, as in the students' file`,
      "entitlementWeights[1].weight: found '0', wanted a whole number from 1 to 1000",
      "entitlementWeights[2].profession: found '7', wanted a profession, or nothing for all of them",
      'entitlementWeights[3].weight: found nothing, wanted a whole number from 1 to 1000',
      "entitlementWeights[4].year: found 'year', wanted one of the known keys hei, profession, weight",
    ]);
  });

  it('that is no JSON object is refused', () => {
    expect(readPolicy('', today).ok).toBe(false);
    expect(readPolicy('{"asOf":', today).ok).toBe(false);
    expect(faultsOf([])).toEqual(["found '[]', wanted a JSON object"]);
  });

  it('comes back from what was written', () => {
    const policy = {
      ...defaultPolicy(today),
      fairness: 'max-min' as const,
      entitlementWeights: [
        { hei: 'Northgate', profession: null, weight: 2 },
        { hei: 'Northgate', profession: 'podiatrist', weight: 3 },
      ],
      pinned: [{ studentRef: 'S-1', offerRef: 'OFF-1' }],
    };
    expect(readPolicy(writePolicy(policy), 0)).toEqual({ ok: true, value: policy });
    const sequence = {
      noRepeatedProvider: true,
      noRepeatedSetting: false,
      contrast: [
        { kind: 'setting' as const, isRequired: true, differentAtLeast: 3 },
        { kind: 'pillar' as const, isRequired: false, mustInclude: ['research', 'two words'] },
      ],
    };
    expect(readPolicy(writePolicy({ ...policy, sequence }), 0)).toEqual({
      ok: true,
      value: { ...policy, sequence },
    });
  });
});
