import fc from 'fast-check';
import { checkInput, match, validateMatching, type MatchingInput } from './index.js';
import { generatedBy } from './testing/random.js';
import {
  aLeg,
  anInput,
  anOffer,
  aPolicy,
  aRequest,
  HOME,
  randomInput,
  type Pick,
} from './testing/small-inputs.js';
import { variedInput } from './testing/varied-inputs.js';

/** What nobody should send, and somebody will. */
const ODD_NUMBERS = [
  NaN,
  Infinity,
  -Infinity,
  -1,
  -0,
  0,
  0.5,
  1,
  14,
  15,
  100,
  10_080,
  10_081,
  1_000_000,
  1_000_001,
  2 ** 31,
  2 ** 53,
];
const ODD_TEXTS = [
  '',
  ' ',
  '__proto__',
  'constructor',
  'r0',
  'o0',
  '\u0000',
  '\ud800',
  '[]',
  'x'.repeat(10_000),
];

/** The value with some numbers, texts and lists in it replaced by odd ones. */
function spoilt(value: unknown, pick: Pick, chanceOf: number): unknown {
  const isHit = () => pick(chanceOf) === 0;
  if (typeof value === 'number' && isHit()) return ODD_NUMBERS[pick(ODD_NUMBERS.length - 1)];
  if (typeof value === 'string' && isHit()) return ODD_TEXTS[pick(ODD_TEXTS.length - 1)];
  if (Array.isArray(value)) {
    const items = value.map((item) => spoilt(item, pick, chanceOf));
    if (items.length > 0 && isHit()) return [[], [...items, ...items], items.slice(1)][pick(2)];
    return items;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, spoilt(part, pick, chanceOf)]),
  );
}

describe('whatever comes in', () => {
  it.each([
    ['hardly spoilt', 400],
    ['spoilt here and there', 60],
    ['spoilt all over', 8],
  ])('is refused with faults that say where, or matched with a valid answer: %s', (_says, chanceOf) => {
    const counts = { refused: 0, matched: 0 };
    const inputs = generatedBy((pick) => {
      const input =
        pick(1) === 0
          ? variedInput(pick, 6, 6)
          : randomInput(pick, {
              tiers: true,
              fairness: pick(1) === 0,
              caps: true,
              pools: pick(1) === 0,
              groups: pick(1) === 0,
              periods: true,
              hybrids: true,
              pins: true,
            });
      return spoilt(input, pick, chanceOf) as MatchingInput;
    });
    fc.assert(
      fc.property(inputs, (input) => {
        const faults = checkInput(input);
        if (faults.length > 0) {
          counts.refused++;
          for (const { path, found, wanted } of faults)
            expect([path !== '', wanted !== '', typeof found]).toEqual([true, true, 'string']);
          return;
        }
        counts.matched++;
        const result = match(input);
        expect(validateMatching(input, result)).toEqual([]);
      }),
      {
        seed: Number(process.env['ORACLE_SEED'] ?? 20261122),
        numRuns: Number(process.env['FUZZ_CASES'] ?? 400),
        // Spoilt inputs are small as they are, and making them smaller takes long.
        endOnFailure: true,
      },
    );
    expect(counts.refused).toBeGreaterThan(20);
    expect(chanceOf < 20 || counts.matched > 20).toBe(true);
  });
});

const GOOD = anInput({
  requests: [aRequest('r', { maxTravelMinutes: 60 })],
  offers: [anOffer('o', { releaseOn: 3, legs: [aLeg({ pool: 'p' })] })],
  pools: [{ id: 'p', learnerHalfDaysPerWeek: 40 }],
  caps: [{ kind: 'site', id: 'Elm House', maxLearners: 3 }],
  policy: aPolicy(),
});

/** The input with one value replaced, by its path as faults tell it. */
function withValue(path: string, value: unknown): MatchingInput {
  const copy = structuredClone(GOOD) as object;
  const names = path.split(/[.[\]]+/).filter((name) => name !== '');
  const last = names.pop()!;
  const holder = names.reduce<object>((part, name) => Reflect.get(part, name) as object, copy);
  Reflect.set(holder, last, value);
  return copy as MatchingInput;
}

describe('a number that no arithmetic could bear is refused at the door', () => {
  const NUMBERS = [
    'requests[0].year',
    'requests[0].maxTravelMinutes',
    'requests[0].startsOn',
    'requests[0].endsOn',
    'requests[0].halfDaysPerWeek',
    'requests[0].priority',
    'offers[0].years[0]',
    'offers[0].startsOn',
    'offers[0].endsOn',
    'offers[0].places',
    'offers[0].minGroup',
    'offers[0].releaseOn',
    'offers[0].legs[0].halfDaysPerWeek',
    'pools[0].learnerHalfDaysPerWeek',
    'caps[0].maxLearners',
    'policy.asOf',
    'policy.weights.travel',
    'policy.weights.preference',
    'policy.weights.variety',
    'policy.defaultMaxTravelMinutes',
  ];
  it.each(NUMBERS)('%s', (path) => {
    expect(checkInput(GOOD)).toEqual([]);
    for (const value of [NaN, Infinity, -Infinity, 1.5, 2 ** 31, 2 ** 53, -(2 ** 31)])
      expect([value, checkInput(withValue(path, value)).map((fault) => fault.path)]).toEqual([
        value,
        expect.arrayContaining([path]),
      ]);
  });

  it.each(['districts[0].latitude', 'districts[0].longitude', 'policy.maxSeconds'])('%s', (path) => {
    for (const value of [NaN, -Infinity])
      expect(checkInput(withValue(path, value)).map((fault) => fault.path)).toContain(path);
  });

  it.each(['requests[0].id', 'offers[0].id', 'pools[0].id', 'caps[0].id', 'districts[0].id'])(
    'and so is an empty id: %s',
    (path) => expect(checkInput(withValue(path, '')).map((fault) => fault.path)).toContain(path),
  );

  it.each(['requests[0].transport', 'offers[0].legs[0].mode', 'caps[0].kind', 'policy.fairness'])(
    'and a word that is not known: %s',
    (path) => expect(checkInput(withValue(path, 'constructor')).map((fault) => fault.path)).toContain(path),
  );

  it('while the largest that are allowed are matched exactly', () => {
    const requests = ['r', 's', 't'].map((id, at) =>
      aRequest(id, { priority: at * 500_000, maxTravelMinutes: 10_080, preferences: ['none', 'o'], hei: id }),
    );
    const offers = [
      anOffer('o', { places: 1_000_000, startsOn: -1_000_000, endsOn: 1_000_000 }),
      anOffer('q', { places: 1, legs: [aLeg({ district: HOME.id })] }),
    ];
    const weights = { travel: 1_000, preference: 1_000, variety: 1_000 };
    const input = anInput({ requests, offers, policy: aPolicy({ weights, fairness: 'max-min' }) });
    expect(checkInput(input)).toEqual([]);
    const result = match(input);
    expect(validateMatching(input, result)).toEqual([]);
    expect(result).toMatchObject({ isExact: true, proof: 'prices', objective: { placed: 3 } });
  });

  it('and costs that no word holds are refused by the check, and by whoever has not asked it', () => {
    const weights = { travel: 1_000, preference: 1, variety: 1 };
    const legs = Array.from({ length: 3_000 }, () => aLeg({ district: HOME.id }));
    const input = anInput({
      requests: [aRequest('r')],
      offers: [anOffer('o', { legs })],
      policy: aPolicy({ weights }),
    });
    expect(checkInput(input).map((fault) => fault.path)).toEqual(['policy.weights']);
    expect(() => match(input)).toThrow(/kept in 32 bits. Run checkInput first/);
  });
});
