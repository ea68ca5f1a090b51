/**
 * The places of England's health and care as plain data. Days are `YYYY-MM-DD`, both ends included;
 * `null` is "not known", in `validFrom` "before the data begins" and in `validTo` "still so".
 */

export interface NhsRegionFacts {
  /** ODS code, `Y61`. */
  readonly code: string;
  readonly name: string;
  readonly onsCode: string;
  readonly formerOnsCode: string | null;
  readonly source: string;
}

export interface AdassRegionFacts {
  /** ONS code, `E12000001`. */
  readonly code: string;
  readonly name: string;
  /** The NHS region that most of it lies in. What an authority lies in is told by its ICB. */
  readonly nhsRegionCode: string;
  readonly source: string;
}

export type Confidence = 'high' | 'medium' | 'low' | 'unknown';
export const CONFIDENCES: readonly Confidence[] = ['high', 'medium', 'low', 'unknown'];

/** Integrated care board. */
export interface IcbFacts {
  /** ODS code, `QU9` or `S0E4D`. */
  readonly code: string;
  readonly name: string;
  readonly shortName: string;
  readonly onsCode: string;
  readonly formerOnsCodes: readonly string[];
  readonly nhsRegionCode: string;
  readonly validFrom: string;
  readonly validTo: string | null;
  readonly successorCodes: readonly string[];
  /** ICBs of one cluster share their leaders. */
  readonly cluster: string | null;
  readonly confidence: Confidence;
  readonly source: string;
}

export const AUTHORITY_TYPES = [
  'unitary',
  'metropolitan',
  'london-borough',
  'county',
  'city-corporation',
] as const;
export type AuthorityType = (typeof AUTHORITY_TYPES)[number];

/** A council with adult social care duties: a county, not the districts in it. */
export interface LocalAuthorityFacts {
  /** ONS code of 2025, `E10000025`. */
  readonly code: string;
  readonly name: string;
  readonly shortName: string;
  readonly aliases: readonly string[];
  readonly type: AuthorityType;
  readonly adassRegionCode: string;
  readonly formerCodes: readonly string[];
  readonly validFrom: string | null;
  readonly validTo: string | null;
  /** Names of the councils that follow it; their codes may not be known yet. */
  readonly successors: readonly string[];
  readonly latitude: number;
  readonly longitude: number;
  readonly source: string;
}

/** That an authority lies in an ICB, wholly or in part, over a time. */
export interface LocalAuthorityIcbFacts {
  readonly authorityCode: string;
  readonly icbCode: string;
  readonly validFrom: string;
  readonly validTo: string | null;
  /** Share of the authority's small areas, above 0 and at most 1. */
  readonly share: number;
  readonly source: string;
}

export const COUNTRIES = ['England', 'Scotland', 'Wales'] as const;
export type Country = (typeof COUNTRIES)[number];

export const AUTHORITY_CONFIDENCES = ['derived', 'approximate'] as const;
export type AuthorityConfidence = (typeof AUTHORITY_CONFIDENCES)[number];

/** The outward half of a postcode, with its centre. */
export interface PostcodeDistrictFacts {
  /** `OX4`, `EC1V`. */
  readonly code: string;
  readonly latitude: number;
  readonly longitude: number;
  readonly country: Country;
  /** `null` outside England. */
  readonly authorityCode: string | null;
  /** `approximate` on the border, where the centre lies in another country; `null` outside England. */
  readonly authorityConfidence: AuthorityConfidence | null;
  readonly source: string;
}

export interface GeographyFacts {
  readonly nhsRegions: readonly NhsRegionFacts[];
  readonly adassRegions: readonly AdassRegionFacts[];
  readonly icbs: readonly IcbFacts[];
  readonly localAuthorities: readonly LocalAuthorityFacts[];
  readonly localAuthorityIcbs: readonly LocalAuthorityIcbFacts[];
  readonly postcodeDistricts: readonly PostcodeDistrictFacts[];
}
