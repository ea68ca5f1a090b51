import { dayNumber, isoDay, type DayNumber } from '../shared/days.js';
import { ok, refused, type Result } from '../shared/result.js';
import { shown, type FileFault } from './file-fault.js';
import { meantPerhaps } from './meant-perhaps.js';

export interface PolicyPair {
  readonly studentRef: string;
  readonly offerRef: string;
}

/** What `policy.json` says, every default filled in. */
export interface PolicyRecord {
  /** The day by which reservations are judged. */
  readonly asOf: DayNumber;
  readonly weights: { readonly travel: number; readonly preference: number; readonly variety: number };
  readonly fairness: 'max-min' | 'none';
  readonly defaultMaxTravelMinutes: number;
  readonly maxSeconds: number;
  readonly forbidRepeatProvider: boolean;
  readonly pinned: readonly PolicyPair[];
  readonly forbidden: readonly PolicyPair[];
}

/** The policy of a run for which nobody wrote one. */
export function defaultPolicy(today: DayNumber): PolicyRecord {
  return {
    asOf: today,
    weights: { travel: 1, preference: 1, variety: 1 },
    fairness: 'none',
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
  const root = new JsonReader(json, '', faults, Object.keys(defaults));
  const weights = new JsonReader(
    root.value('weights') ?? {},
    'weights',
    faults,
    Object.keys(defaults.weights),
  );
  const policy: PolicyRecord = {
    asOf: root.day('asOf', defaults.asOf),
    weights: {
      travel: weights.whole('travel', 0, MOST_WEIGHT, defaults.weights.travel),
      preference: weights.whole('preference', 0, MOST_WEIGHT, defaults.weights.preference),
      variety: weights.whole('variety', 0, MOST_WEIGHT, defaults.weights.variety),
    },
    fairness: root.oneOf('fairness', ['none', 'max-min'], defaults.fairness),
    defaultMaxTravelMinutes: root.whole('defaultMaxTravelMinutes', 0, 1440, defaults.defaultMaxTravelMinutes),
    maxSeconds: root.whole('maxSeconds', 1, 86_400, defaults.maxSeconds),
    forbidRepeatProvider: root.yesNo('forbidRepeatProvider', defaults.forbidRepeatProvider),
    pinned: root.pairs('pinned'),
    forbidden: root.pairs('forbidden'),
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
  };
}

/** Keeps the largest cost of a placement within what integers hold exactly. */
const MOST_WEIGHT = 1000;
const PAIR_KEYS = ['student_ref', 'offer_ref'];
const WANTED_PAIR = 'a pair like {"student_ref": "S-1", "offer_ref": "OFF-1"} or ["S-1", "OFF-1"]';

/** Reads the members of one JSON object, notes faults under their path, and refuses members not known. */
class JsonReader {
  private readonly members: Readonly<Record<string, unknown>>;

  constructor(
    json: unknown,
    private readonly path: string,
    private readonly faults: FileFault[],
    known: readonly string[],
  ) {
    const isObject = typeof json === 'object' && json !== null && !Array.isArray(json);
    this.members = isObject ? { ...json } : {};
    if (!isObject) this.faults.push({ line: 0, column: path, found: inJson(json), wanted: 'a JSON object' });
    for (const key of Object.keys(this.members)) {
      if (known.includes(key)) continue;
      const meant = meantPerhaps(key, known);
      this.refuse(key, `one of the known keys ${known.join(', ')}${meant}`, shown(key));
    }
  }

  value(key: string): unknown {
    return Object.hasOwn(this.members, key) ? (this.members[key] ?? undefined) : undefined;
  }

  whole(key: string, from: number, to: number, absent: number): number {
    const value = this.value(key);
    if (value === undefined) return absent;
    if (typeof value === 'number' && Number.isInteger(value) && value >= from && value <= to) return value;
    this.refuse(key, `a whole number from ${from} to ${to}`);
    return absent;
  }

  day(key: string, absent: DayNumber): DayNumber {
    const value = this.value(key);
    if (value === undefined) return absent;
    const day = typeof value === 'string' ? dayNumber(value) : undefined;
    if (day === undefined) this.refuse(key, 'a day like "2027-02-28"');
    return day ?? absent;
  }

  yesNo(key: string, absent: boolean): boolean {
    const value = this.value(key);
    if (value === undefined) return absent;
    if (typeof value !== 'boolean') this.refuse(key, 'true or false');
    return value === true;
  }

  oneOf<Code extends string>(key: string, codes: readonly Code[], absent: Code): Code {
    const value = this.value(key);
    if (value === undefined) return absent;
    const code = codes.find((known) => known === value);
    if (code === undefined) this.refuse(key, `one of ${codes.join(', ')}`);
    return code ?? absent;
  }

  pairs(key: string): readonly PolicyPair[] {
    const value = this.value(key) ?? [];
    if (!Array.isArray(value)) {
      this.refuse(key, `a list of pairs, each ${WANTED_PAIR}`);
      return [];
    }
    return value.flatMap((item: unknown, index) => {
      const path = `${this.path === '' ? '' : `${this.path}.`}${key}[${index}]`;
      const pair = this.pair(item, path);
      return pair ? [pair] : [];
    });
  }

  private pair(item: unknown, path: string): PolicyPair | undefined {
    let refs: readonly unknown[];
    if (Array.isArray(item) && item.length === 2) refs = item;
    else {
      const faultsBefore = this.faults.length;
      const reader = new JsonReader(item, path, this.faults, PAIR_KEYS);
      if (this.faults.length > faultsBefore) return undefined;
      refs = PAIR_KEYS.map((key) => reader.value(key));
    }
    const [studentRef, offerRef] = refs;
    if (typeof studentRef === 'string' && typeof offerRef === 'string') {
      return { studentRef: studentRef.trim(), offerRef: offerRef.trim() };
    }
    this.faults.push({ line: 0, column: path, found: inJson(item), wanted: WANTED_PAIR });
    return undefined;
  }

  private refuse(key: string, wanted: string, found = inJson(this.members[key])): void {
    this.faults.push({
      line: 0,
      column: shown(this.path === '' ? key : `${this.path}.${key}`),
      found,
      wanted,
    });
  }
}

function inJson(value: unknown): string {
  return shown(JSON.stringify(value) ?? '');
}
