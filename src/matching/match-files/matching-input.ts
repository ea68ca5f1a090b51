import {
  siteKey,
  textKey,
  type LegRecord,
  type Lined,
  type OfferRecord,
  type PolicyPair,
  type PolicyRecord,
  type PoolRecord,
  type ResolvedCap,
  type StudentRecord,
} from '../../exchange/index.js';
import type { District } from '../../shared/travel-time.js';
import type { Leg, MatchingInput, Offer, Pair, Policy, Request } from '../engine/types.js';

/** Files that were read and found without fault. */
export interface CheckedFiles {
  readonly students: readonly Lined<StudentRecord>[];
  readonly offers: readonly Lined<OfferRecord>[];
  /** Left out when no pools' file was given: supervision is then not counted. */
  readonly pools?: readonly Lined<PoolRecord>[];
  readonly caps: readonly ResolvedCap[];
  readonly policy: PolicyRecord;
}

/** The district of a postcode that has been read without a fault. */
export type DistrictOf = (postcode: string) => District;

/**
 * Turns files into the engine's problem. References stay as written; every other code and name
 * becomes its key, so that case and spaces never decide a match.
 */
export function matchingInput(files: CheckedFiles, districtOf: DistrictOf): MatchingInput {
  const keyOf = rememberedKeys();
  const districts = new Map<string, District>();
  const districtId = (postcode: string): string => {
    const district = districtOf(postcode);
    districts.set(district.id, district);
    return district.id;
  };
  const countedPools = new Set(files.pools?.map(({ record }) => keyOf(record.supervisionPool)));
  return {
    requests: files.students.map(({ record }) => request(record, keyOf, districtId)),
    offers: files.offers.map(({ record }) => offer(record, keyOf, countedPools, districtId)),
    pools: (files.pools ?? []).map(({ record }) => ({
      id: keyOf(record.supervisionPool),
      learnerHalfDaysPerWeek: record.learnerHalfDaysPerWeek,
    })),
    caps: files.caps.map(({ kind, key, maxLearners }) => ({ kind, id: key, maxLearners })),
    policy: policy(files),
    // Listed last: the rows above have filled the map.
    districts: [...districts.values()],
  };
}

function request(student: StudentRecord, keyOf: KeyOf, districtId: (postcode: string) => string): Request {
  const keys = (texts: readonly string[]) => keysOf(texts, keyOf);
  return {
    id: student.studentRef,
    hei: keyOf(student.hei),
    profession: student.profession,
    year: student.year,
    district: districtId(student.postcode),
    transport: student.transport,
    maxTravelMinutes: student.maxTravelMinutes,
    startsOn: student.startsOn,
    endsOn: student.endsOn,
    halfDaysPerWeek: student.halfDaysPerWeek,
    preferences: student.preferences,
    settingsDone: keys(student.settingsDone),
    providersDone: keys(student.providersDone),
    clearances: keys(student.clearances),
    accessNeeds: keys(student.accessNeeds),
    excludedProviders: keys(student.excludedProviders),
    priority: student.priority,
    carryOver: student.carryOver,
    demands: {
      settings: keys(student.requiredSettings),
      pillars: keys(student.requiredPillars),
      standards: keys(student.requiredStandards),
    },
  };
}

function offer(
  record: OfferRecord,
  keyOf: KeyOf,
  countedPools: ReadonlySet<string>,
  districtId: (postcode: string) => string,
): Offer {
  const keys = (texts: readonly string[]) => keysOf(texts, keyOf);
  return {
    id: record.offerRef,
    professions: record.professions,
    years: record.years,
    startsOn: record.startsOn,
    endsOn: record.endsOn,
    places: record.places,
    minGroup: record.minGroup,
    legs: record.legs.map((leg) => engineLeg(leg, keyOf, countedPools, districtId)),
    requires: keys(record.requires),
    isDriverNeeded: record.isDriverNeeded,
    accessFeatures: keys(record.accessFeatures),
    reservedFor: keys(record.reservedFor),
    releaseOn: record.releaseOn,
    pillars: keys(record.pillars),
    standards: keys(record.careCertificateStandards),
    // Reconfirming is something that happens inside the service; a file is taken at its word.
    isStale: false,
  };
}

function engineLeg(
  leg: LegRecord,
  keyOf: KeyOf,
  countedPools: ReadonlySet<string>,
  districtId: (postcode: string) => string,
): Leg {
  const pool = leg.supervisionPool === null ? null : keyOf(leg.supervisionPool);
  return {
    provider: keyOf(leg.provider),
    site: siteKey(leg),
    district: leg.mode === 'remote' ? '' : districtId(leg.postcode),
    halfDaysPerWeek: leg.halfDaysPerWeek,
    mode: leg.mode,
    setting: keyOf(leg.setting),
    pool: pool !== null && countedPools.has(pool) ? pool : null,
  };
}

function policy({ policy: { sequence: _told, ...record }, students, offers }: CheckedFiles): Policy {
  const pair = ({ studentRef, offerRef }: PolicyPair): Pair => ({ request: studentRef, offer: offerRef });
  const studentRefs = new Set(students.map(({ record: { studentRef } }) => studentRef));
  const offerRefs = new Set(offers.map(({ record: { offerRef } }) => offerRef));
  return {
    ...record,
    entitlementWeights: record.entitlementWeights.map((each) => ({ ...each, hei: textKey(each.hei) })),
    pinned: record.pinned.map(pair),
    // What is not there cannot be forbidden; whoever wrote it has been told.
    forbidden: record.forbidden
      .filter(({ studentRef, offerRef }) => studentRefs.has(studentRef) && offerRefs.has(offerRef))
      .map(pair),
  };
}

type KeyOf = (text: string) => string;

/** {@link textKey}, which is asked of the same names again and again; and those alike come out as one and the same text. */
function rememberedKeys(): KeyOf {
  const keys = new Map<string, string>();
  return (text) => {
    let key = keys.get(text);
    if (key === undefined) keys.set(text, (key = textKey(text)));
    return key;
  };
}

function keysOf(texts: readonly string[], keyOf: KeyOf): readonly string[] {
  return texts.length === 0 ? texts : [...new Set(texts.map(keyOf))];
}
