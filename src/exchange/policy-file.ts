import type { SequenceRules } from '../matching/engine/sequences/types.js';
import { isoDay, type DayNumber } from '../shared/days.js';
import { ok, refused, type Result } from '../shared/result.js';
import { shown, type FileFault } from './file-fault.js';
import { inJson, JsonReader } from './json-reader.js';
import { readSequenceRules, sequenceRulesAsJson } from './sequence-rules.js';

export interface PolicyPair {
  readonly studentRef: string;
  readonly offerRef: string;
}

/** What each request of an HEI counts for in its entitlement; of one profession, or of all that have no weight of their own. */
export interface EntitlementWeightRecord {
  /** Name or code as the students' file writes it. */
  readonly hei: string;
  readonly profession: string | null;
  readonly weight: number;
}

/** What `policy.json` says, every default filled in. */
export interface PolicyRecord {
  /** The day by which reservations are judged. */
  readonly asOf: DayNumber;
  readonly weights: { readonly travel: number; readonly preference: number; readonly variety: number };
  readonly fairness: 'max-min' | 'none';
  readonly entitlementWeights: readonly EntitlementWeightRecord[];
  readonly defaultMaxTravelMinutes: number;
  readonly maxSeconds: number;
  readonly forbidRepeatProvider: boolean;
  readonly pinned: readonly PolicyPair[];
  readonly forbidden: readonly PolicyPair[];
  /** What must hold for the blocks of one learner together; left out where nothing was said of that. */
  readonly sequence?: SequenceRules;
}

/** The policy of a run for which nobody wrote one. */
export function defaultPolicy(today: DayNumber): PolicyRecord {
  return {
    asOf: today,
    weights: { travel: 1, preference: 1, variety: 1 },
    fairness: 'none',
    entitlementWeights: [],
    defaultMaxTravelMinutes: 90,
    maxSeconds: 60,
    forbidRepeatProvider: false,
    pinned: [],
    forbidden: [],
  };
}

/**
 * Reads the text of `policy.json`; what it leaves out, or gives as `null`, is {@link defaultPolicy}.
 * A key that nobody knows is a fault: a policy that is not followed must not look as if it were.
 * Faults have line 0 and the key, such as `weights.travel`, for a column.
 */
export function readPolicy(text: string, today: DayNumber): Result<PolicyRecord, readonly FileFault[]> {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const found = error instanceof Error ? error.message : text;
    return refused([{ line: 0, column: '', found: shown(found), wanted: 'a JSON object' }]);
  }
  const faults: FileFault[] = [];
  const defaults = defaultPolicy(today);
  const root = new JsonReader(json, '', faults, [...Object.keys(defaults), 'sequence']);
  const weights = new JsonReader(
    root.value('weights') ?? {},
    'weights',
    faults,
    Object.keys(defaults.weights),
  );
  const sequence = root.value('sequence');
  const policy: PolicyRecord = {
    asOf: root.day('asOf', defaults.asOf),
    weights: {
      travel: weights.whole('travel', 0, MOST_WEIGHT, defaults.weights.travel),
      preference: weights.whole('preference', 0, MOST_WEIGHT, defaults.weights.preference),
      variety: weights.whole('variety', 0, MOST_WEIGHT, defaults.weights.variety),
    },
    fairness: root.oneOf('fairness', ['none', 'max-min'], defaults.fairness),
    entitlementWeights: readEntitlementWeights(root, 'entitlementWeights', faults),
    defaultMaxTravelMinutes: root.whole('defaultMaxTravelMinutes', 0, 1440, defaults.defaultMaxTravelMinutes),
    maxSeconds: root.whole('maxSeconds', 1, 86_400, defaults.maxSeconds),
    forbidRepeatProvider: root.yesNo('forbidRepeatProvider', defaults.forbidRepeatProvider),
    pinned: readPairs(root, 'pinned', faults),
    forbidden: readPairs(root, 'forbidden', faults),
    ...(sequence === undefined ? {} : { sequence: readSequenceRules(sequence, 'sequence', faults) }),
  };
  return faults.length === 0 ? ok(policy) : refused(faults);
}

/** Writes a policy as the text of `policy.json`; the inverse of {@link readPolicy}. */
export function writePolicy(policy: PolicyRecord): string {
  return `${JSON.stringify(policyAsJson(policy), null, 2)}\n`;
}

/** A policy in the words of `policy.json`. */
export function policyAsJson(policy: PolicyRecord): Readonly<Record<string, unknown>> {
  const pairs = (list: readonly PolicyPair[]): readonly unknown[] =>
    list.map(({ studentRef, offerRef }) => ({ student_ref: studentRef, offer_ref: offerRef }));
  return {
    ...policy,
    asOf: isoDay(policy.asOf),
    pinned: pairs(policy.pinned),
    forbidden: pairs(policy.forbidden),
    ...(policy.sequence && { sequence: sequenceRulesAsJson(policy.sequence) }),
  };
}

/** Keeps the largest cost of a placement within what integers hold exactly. */
const MOST_WEIGHT = 1000;

const ENTITLEMENT_KEYS = ['hei', 'profession', 'weight'];
const WANTED_WEIGHT =
  'a list of weights, each like {"hei": "Northgate", "profession": "podiatrist", "weight": 2}';

function readEntitlementWeights(
  root: JsonReader,
  key: string,
  faults: FileFault[],
): readonly EntitlementWeightRecord[] {
  return root.list(key, WANTED_WEIGHT, (item, path) => {
    const reader = new JsonReader(item, path, faults, ENTITLEMENT_KEYS);
    const hei = reader.value('hei');
    if (!isFilled(hei)) reader.refuse('hei', "the name or code of an HEI, as in the students' file");
    const profession = reader.value('profession');
    if (profession !== undefined && !isFilled(profession))
      reader.refuse('profession', 'a profession, or nothing for all of them');
    if (reader.value('weight') === undefined)
      reader.refuse('weight', `a whole number from 1 to ${MOST_WEIGHT}`);
    const weight = reader.whole('weight', 1, MOST_WEIGHT, 1);
    return {
      hei: isFilled(hei) ? hei.trim() : '',
      profession: isFilled(profession) ? profession.trim() : null,
      weight,
    };
  });
}

function isFilled(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

const PAIR_KEYS = ['student_ref', 'offer_ref'];
const WANTED_PAIR = 'a pair like {"student_ref": "S-1", "offer_ref": "OFF-1"} or ["S-1", "OFF-1"]';

function readPairs(root: JsonReader, key: string, faults: FileFault[]): readonly PolicyPair[] {
  return root.list(key, `a list of pairs, each ${WANTED_PAIR}`, (item, path) => readPair(item, path, faults));
}

function readPair(item: unknown, path: string, faults: FileFault[]): PolicyPair | undefined {
  let refs: readonly unknown[];
  if (Array.isArray(item) && item.length === 2) refs = item;
  else {
    const faultsBefore = faults.length;
    const reader = new JsonReader(item, path, faults, PAIR_KEYS);
    if (faults.length > faultsBefore) return undefined;
    refs = PAIR_KEYS.map((key) => reader.value(key));
  }
  const [studentRef, offerRef] = refs;
  if (typeof studentRef === 'string' && typeof offerRef === 'string') {
    return { studentRef: studentRef.trim(), offerRef: offerRef.trim() };
  }
  faults.push({ line: 0, column: path, found: inJson(item), wanted: WANTED_PAIR });
  return undefined;
}
