import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A second reading of the agreed design, from the files on, that shares nothing with the engine: it
 * tries every possible assignment of small random problems. Slow and plain on purpose.
 */

export type Cells = Readonly<Record<string, string>>;

export interface Problem {
  readonly students: readonly Cells[];
  readonly offers: readonly Cells[];
  readonly pools: readonly Cells[];
  readonly caps: readonly Cells[];
  readonly policy: {
    readonly asOf: string;
    readonly weights: { readonly travel: number; readonly preference: number; readonly variety: number };
    readonly defaultMaxTravelMinutes: number;
    readonly forbidRepeatProvider: boolean;
    readonly forbidden: readonly (readonly [string, string])[];
    readonly pinned: readonly (readonly [string, string])[];
  };
}

const POINTS = new Map(
  readFileSync(join(process.cwd(), 'data/reference/postcode-districts.csv'), 'utf8')
    .split('\n')
    .slice(1)
    .map((line) => line.split(','))
    .map(([code = '', latitude, longitude]) => [code, [Number(latitude), Number(longitude)]] as const),
);
const SPEEDS: Readonly<Record<string, readonly [number, number, number]>> = {
  car: [1.3, 48, 5],
  public: [1.4, 22, 12],
  bicycle: [1.2, 15, 2],
  walk: [1.2, 4.8, 0],
};

function minutes(fromPostcode: string, toPostcode: string, transport: string): number {
  const [from = '', to = ''] = [fromPostcode, toPostcode].map((postcode) => postcode.split(' ')[0]);
  const [detour, speed, fixed] = SPEEDS[transport || 'public'] ?? [NaN, NaN, NaN];
  const km = from === to ? 4 : haversine(POINTS.get(from) ?? [NaN, NaN], POINTS.get(to) ?? [NaN, NaN]);
  return Math.ceil(((km * detour) / speed) * 60 + fixed);
}

function haversine(
  [lat1 = NaN, lon1 = NaN]: readonly number[],
  [lat2 = NaN, lon2 = NaN]: readonly number[],
): number {
  const rad = (degrees: number): number => (degrees * Math.PI) / 180;
  const a =
    Math.sin(rad(lat2 - lat1) / 2) ** 2 +
    Math.cos(rad(lat1)) * Math.cos(rad(lat2)) * Math.sin(rad(lon2 - lon1) / 2) ** 2;
  return 2 * 6371 * Math.asin(Math.sqrt(a));
}

export const list = (cell = ''): string[] => cell.split('|').filter((item) => item !== '');
const same = (one = '', other = ''): boolean => one.trim().toLowerCase() === other.trim().toLowerCase();
const has = (items: readonly string[], wanted = ''): boolean => items.some((item) => same(item, wanted));
const hasAll = (items: readonly string[], wanted: readonly string[]): boolean =>
  wanted.every((one) => has(items, one));

export function legsOf(problem: Problem, offerRef: string): readonly Cells[] {
  return problem.offers.filter((row) => row.offer_ref === offerRef);
}

const inPerson = (legs: readonly Cells[]): readonly Cells[] => legs.filter(({ mode }) => mode !== 'remote');

export function longest(student: Cells, legs: readonly Cells[]): number {
  return Math.max(
    0,
    ...inPerson(legs).map((leg) =>
      minutes(student.postcode ?? '', leg.postcode ?? '', student.transport ?? ''),
    ),
  );
}

export function isEligible(problem: Problem, student: Cells, legs: readonly Cells[]): boolean {
  const { policy } = problem;
  const offer = legs[0] ?? {};
  const providers = legs.map(({ provider = '' }) => provider);
  const settings = list(student.required_settings);
  const limit = student.max_travel_minutes
    ? Number(student.max_travel_minutes)
    : policy.defaultMaxTravelMinutes;
  return (
    has(list(offer.professions), student.profession) &&
    has(list(offer.years), student.year) &&
    (offer.starts_on ?? '') <= (student.starts_on ?? '') &&
    (offer.ends_on ?? '') >= (student.ends_on ?? '') &&
    legs.reduce((sum, leg) => sum + Number(leg.leg_days_per_week), 0) >= Number(student.days_per_week) &&
    longest(student, legs) <= limit &&
    (offer.driver_needed !== 'yes' || student.transport === 'car') &&
    hasAll(list(student.clearances), list(offer.requires)) &&
    hasAll(list(offer.access_features), list(student.access_needs)) &&
    (list(offer.reserved_for).length === 0 ||
      has(list(offer.reserved_for), student.hei) ||
      (offer.release_on !== '' && (offer.release_on ?? '') <= policy.asOf)) &&
    !list(student.excluded_providers).some((excluded) => has(providers, excluded)) &&
    (!policy.forbidRepeatProvider || !list(student.providers_done).some((done) => has(providers, done))) &&
    (settings.length === 0 || legs.some(({ setting }) => has(settings, setting))) &&
    hasAll(list(offer.pillars), list(student.required_pillars)) &&
    hasAll(list(offer.care_certificate_standards), list(student.required_standards)) &&
    !policy.forbidden.some(([s, o]) => s === student.student_ref && o === offer.offer_ref)
  );
}

export function cost({ policy: { weights } }: Problem, student: Cells, legs: readonly Cells[]): number {
  const ranked = list(student.preferences);
  const rank = ranked.indexOf(legs[0]?.offer_ref ?? '');
  const travel = inPerson(legs).reduce(
    (sum, leg) =>
      sum +
      minutes(student.postcode ?? '', leg.postcode ?? '', student.transport ?? '') *
        Math.ceil(Number(leg.leg_days_per_week)),
    0,
  );
  const preference = ranked.length === 0 ? 0 : rank >= 0 ? 60 * rank : 60 * ranked.length + 120;
  const variety = legs.some(({ setting }) => has(list(student.settings_done), setting)) ? 240 : 0;
  return weights.travel * 2 * travel + weights.preference * preference + weights.variety * variety;
}

/** Places by rising number of the tier, then cost: what the design compares, in its order. */
type Value = readonly number[];

function isBetter(one: Value, other: Value | undefined): boolean {
  if (!other) return true;
  for (const [index, part] of one.entries()) {
    const against = other[index] ?? 0;
    const isLast = index === one.length - 1;
    if (part !== against) return isLast ? part < against : part > against;
  }
  return false;
}

/** The best value that any assignment has, by trying all; `undefined` when not even none at all is allowed. */
export function best(problem: Problem): Value | undefined {
  const refs = [...new Set(problem.offers.map(({ offer_ref = '' }) => offer_ref))];
  const tiers = [...new Set(problem.students.map(tierOf))].sort((one, other) => one - other);
  let found: Value | undefined;
  const taken: (string | undefined)[] = [];
  const tryFrom = (at: number): void => {
    const student = problem.students[at];
    if (student) {
      for (const ref of [...refs, undefined]) {
        if (ref !== undefined && !isEligible(problem, student, legsOf(problem, ref))) continue;
        const pin = problem.policy.pinned.find(([s]) => s === student.student_ref);
        if (pin && pin[1] !== ref) continue;
        taken[at] = ref;
        tryFrom(at + 1);
      }
      return;
    }
    if (!isWithinLimits(problem, taken)) return;
    const placed = problem.students.map((one, index) => [one, taken[index]] as const);
    const value = [
      ...tiers.map((tier) => placed.filter(([one, ref]) => ref !== undefined && tierOf(one) === tier).length),
      placed.reduce(
        (sum, [one, ref]) => sum + (ref === undefined ? 0 : cost(problem, one, legsOf(problem, ref))),
        0,
      ),
    ];
    if (isBetter(value, found)) found = value;
  };
  tryFrom(0);
  return found;
}

export const tierOf = ({ priority = '' }: Cells): number => (priority === '' ? 1 : Number(priority));

export function isWithinLimits(problem: Problem, taken: readonly (string | undefined)[]): boolean {
  const counts = new Map<string, number>();
  for (const ref of taken) if (ref !== undefined) counts.set(ref, (counts.get(ref) ?? 0) + 1);
  for (const [ref, count] of counts) {
    const [offer = {}] = legsOf(problem, ref);
    if (count > Number(offer.places) || count < Number(offer.min_group || '1')) return false;
  }
  const days = problem.students.map(({ starts_on = '' }) => starts_on);
  for (const day of new Set(days)) {
    const there = problem.students.flatMap((student, index) => {
      const ref = taken[index];
      const isThere = (student.starts_on ?? '') <= day && day <= (student.ends_on ?? '');
      return ref === undefined || !isThere ? [] : [legsOf(problem, ref)];
    });
    for (const pool of problem.pools) {
      const used = there
        .flat()
        .filter((leg) => same(leg.supervision_pool, pool.supervision_pool))
        .reduce((sum, leg) => sum + Number(leg.leg_days_per_week), 0);
      if (used > Number(pool.learner_days_per_week)) return false;
    }
    for (const cap of problem.caps) {
      const hosted = there.filter((legs) =>
        legs.some((leg) => (cap.provider ? same(leg.provider, cap.provider) : same(leg.site, cap.site))),
      );
      if (hosted.length > Number(cap.max_learners)) return false;
    }
  }
  return true;
}
