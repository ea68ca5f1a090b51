import type { Confidence, GeographyFacts } from '../geography/index.js';

export const REGULATORS = ['HCPC', 'GOsC'] as const;
export type Regulator = (typeof REGULATORS)[number];

export interface ProfessionFacts {
  readonly code: string;
  readonly name: string;
  readonly aliases: readonly string[];
  readonly protectedTitles: readonly string[];
  readonly regulator: Regulator;
  readonly registerPrefix: string | null;
  readonly professionalBody: string;
  readonly practiceHoursMinimum: number | null;
  readonly practiceHoursConfidence: Confidence;
  readonly practiceHoursNote: string | null;
  readonly hecosCode: string | null;
  readonly source: string;
}

export interface PlacementModelFacts {
  readonly code: string;
  readonly name: string;
  readonly description: string;
  readonly confidence: Confidence;
  readonly source: string;
}

export interface HeiRegisterFacts {
  readonly ukprn: string;
  readonly name: string;
  readonly adassRegionCode: string;
  readonly town: string | null;
  readonly districtCode: string | null;
  readonly latitude: number | null;
  readonly longitude: number | null;
  readonly hesaProviderId: string | null;
  readonly professionCodes: readonly string[] | null;
  readonly note: string | null;
  readonly source: string;
}

export interface StandardFacts {
  readonly edition: string;
  readonly number: number;
  readonly title: string;
  readonly isConfirmed: boolean;
  readonly validFrom: string;
  readonly validTo: string | null;
  readonly source: string;
}

export interface OutcomeFacts {
  readonly edition: string;
  readonly code: string;
  readonly standardNumber: number;
  readonly position: number;
  readonly title: string;
  readonly isConfirmed: boolean;
  readonly isCriteriaListComplete: boolean;
}

export const ASSESSMENT_KINDS = ['knowledge', 'performance'] as const;
export type AssessmentKind = (typeof ASSESSMENT_KINDS)[number];

export interface CriterionFacts {
  readonly edition: string;
  readonly code: string;
  readonly outcomeCode: string;
  readonly position: number;
  readonly title: string;
  readonly assessment: AssessmentKind | null;
  readonly isConfirmed: boolean;
}

export interface CareCertificateFacts {
  readonly standards: readonly StandardFacts[];
  readonly outcomes: readonly OutcomeFacts[];
  readonly criteria: readonly CriterionFacts[];
}

/** Everything that ships in `data/reference`. */
export interface ReferenceFacts extends GeographyFacts {
  readonly professions: readonly ProfessionFacts[];
  readonly placementModels: readonly PlacementModelFacts[];
  readonly heis: readonly HeiRegisterFacts[];
  readonly careCertificate: CareCertificateFacts;
}
