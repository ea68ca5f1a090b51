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
  const districts = new Map<string, District>();
  const districtId = (postcode: string): string => {
    const district = districtOf(postcode);
    districts.set(district.id, district);
    return district.id;
  };
  const countedPools = new Set(files.pools?.map(({ record }) => textKey(record.supervisionPool)));
  return {
    requests: files.students.map(({ record }) => request(record, districtId)),
    offers: files.offers.map(({ record }) => offer(record, countedPools, districtId)),
    pools: (files.pools ?? []).map(({ record }) => ({
      id: textKey(record.supervisionPool),
      learnerHalfDaysPerWeek: record.learnerHalfDaysPerWeek,
    })),
    caps: files.caps.map(({ kind, key, maxLearners }) => ({ kind, id: key, maxLearners })),
    policy: policy(files),
    // Listed last: the rows above have filled the map.
    districts: [...districts.values()],
  };
}

function request(student: StudentRecord, districtId: (postcode: string) => string): Request {
  return {
    id: student.studentRef,
    hei: textKey(student.hei),
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
    demands: {
      settings: keys(student.requiredSettings),
      pillars: keys(student.requiredPillars),
      standards: keys(student.requiredStandards),
    },
  };
}

function offer(
  record: OfferRecord,
  countedPools: ReadonlySet<string>,
  districtId: (postcode: string) => string,
): Offer {
  return {
    id: record.offerRef,
    professions: record.professions,
    years: record.years,
    startsOn: record.startsOn,
    endsOn: record.endsOn,
    places: record.places,
    minGroup: record.minGroup,
    legs: record.legs.map((leg) => engineLeg(leg, countedPools, districtId)),
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
  countedPools: ReadonlySet<string>,
  districtId: (postcode: string) => string,
): Leg {
  const pool = leg.supervisionPool === null ? null : textKey(leg.supervisionPool);
  return {
    provider: textKey(leg.provider),
    site: siteKey(leg),
    district: leg.mode === 'remote' ? '' : districtId(leg.postcode),
    halfDaysPerWeek: leg.halfDaysPerWeek,
    mode: leg.mode,
    setting: textKey(leg.setting),
    pool: pool !== null && countedPools.has(pool) ? pool : null,
  };
}

function policy({ policy: record, students, offers }: CheckedFiles): Policy {
  const pair = ({ studentRef, offerRef }: PolicyPair): Pair => ({ request: studentRef, offer: offerRef });
  const studentRefs = new Set(students.map(({ record: { studentRef } }) => studentRef));
  const offerRefs = new Set(offers.map(({ record: { offerRef } }) => offerRef));
  return {
    ...record,
    pinned: record.pinned.map(pair),
    // What is not there cannot be forbidden; whoever wrote it has been told.
    forbidden: record.forbidden
      .filter(({ studentRef, offerRef }) => studentRefs.has(studentRef) && offerRefs.has(offerRef))
      .map(pair),
  };
}

function keys(texts: readonly string[]): readonly string[] {
  return [...new Set(texts.map(textKey))];
}
