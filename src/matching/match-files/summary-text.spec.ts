import type { MatchReport } from '../../exchange/index.js';
import { summaryText } from './summary-text.js';

const REPORT: MatchReport = {
  engine: 'some engine',
  inputDigest: '',
  policy: {
    asOf: 20_000,
    weights: { travel: 1, preference: 1, variety: 1 },
    fairness: 'none',
    defaultMaxTravelMinutes: 90,
    maxSeconds: 60,
    forbidRepeatProvider: false,
    entitlementWeights: [],
    pinned: [],
    forbidden: [],
  },
  totals: {
    students: 10_000,
    offers: 4_000,
    places: 9_500,
    placed: 8_802,
    unplaced: 1_198,
    eligiblePairs: 392_217,
  },
  objective: {
    placed: 8_802,
    cost: 3_175_208,
    placedByCarryOver: [],
    placedByPriority: [{ priority: 1, placed: 8_802, requests: 10_000 }],
  },
  bound: { placed: 8_809, cost: 3_149_356 },
  isExact: false,
  proof: 'bound',
  heis: [],
  offers: [],
  caps: [],
  pools: [],
  shortages: [],
  unplaced: { noOfferFits: 200, noRoomLeft: 998, byRule: [] },
  changes: [],
  warnings: [],
  moreWarnings: 0,
  timingsMs: {},
};
const costLine = (report: MatchReport) => summaryText(report).split('\n')[1];

describe('The summary of a matching', () => {
  it('says that an answer is proven best', () => {
    expect(costLine({ ...REPORT, isExact: true })).toBe(
      '4,000 offers with 9,500 places, 392,217 pairs that fit; total cost 3,175,208 (proven best).',
    );
  });

  it('says within how many students and what cost an answer is proven that is not', () => {
    expect(costLine(REPORT)).toContain('(proven within 7 students and 25,852 cost)');
    expect(costLine({ ...REPORT, bound: { placed: 8_803, cost: 3_175_208 } })).toContain(
      '(proven within 1 student and 0 cost)',
    );
  });
});
