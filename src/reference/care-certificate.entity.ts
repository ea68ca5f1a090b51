import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { codeColumn, countColumn, dayColumn, flagColumn } from '../database/columns.js';
import type { AssessmentKind, CriterionFacts, OutcomeFacts, StandardFacts } from './facts.js';

/** One of the standards of an edition of the Care Certificate. */
@Entity({ name: 'care_certificate_standard' })
export class CareCertificateStandard implements StandardFacts {
  /** `2025`. */
  @PrimaryColumn(codeColumn('edition', 10))
  edition: string;

  @PrimaryColumn(countColumn('number'))
  number: number;

  @Column(codeColumn('title', 200))
  title: string;

  /** That the number was seen in print, not worked out. */
  @Column(flagColumn('is_confirmed'))
  isConfirmed: boolean;

  @Column(dayColumn('valid_from'))
  validFrom: string;

  @Column(dayColumn('valid_to', { nullable: true }))
  validTo: string | null;

  @Column(codeColumn('source', 120))
  source: string;
}

/** What a learner must have shown for a standard; titles are our own words. */
@Entity({ name: 'care_certificate_outcome' })
@Index('care_certificate_outcome_of_standard', ['edition', 'standardNumber'])
@ForeignKey('CareCertificateStandard', ['edition', 'standardNumber'], ['edition', 'number'], {
  name: 'care_certificate_outcome_standard_fk',
})
export class CareCertificateOutcome implements OutcomeFacts {
  @PrimaryColumn(codeColumn('edition', 10))
  edition: string;

  /** `5.3`. */
  @PrimaryColumn(codeColumn('code', 8))
  code: string;

  @Column(countColumn('standard_number'))
  standardNumber: number;

  /** Place among all outcomes of the edition, from 1. */
  @Column(countColumn('position'))
  position: number;

  @Column(codeColumn('title', 200))
  title: string;

  @Column(flagColumn('is_confirmed'))
  isConfirmed: boolean;

  /** False while criteria of the official text are missing here. */
  @Column(flagColumn('is_criteria_list_complete'))
  isCriteriaListComplete: boolean;
}

/** The smallest thing that is assessed; titles are our own words. */
@Entity({ name: 'care_certificate_criterion' })
@Check('care_certificate_criterion_assessment_known', `"assessment" IN ('knowledge', 'performance')`)
@Index('care_certificate_criterion_of_outcome', ['edition', 'outcomeCode'])
@ForeignKey('CareCertificateOutcome', ['edition', 'outcomeCode'], ['edition', 'code'], {
  name: 'care_certificate_criterion_outcome_fk',
})
export class CareCertificateCriterion implements CriterionFacts {
  @PrimaryColumn(codeColumn('edition', 10))
  edition: string;

  /** `5.3a`. */
  @PrimaryColumn(codeColumn('code', 8))
  code: string;

  @Column(codeColumn('outcome_code', 8))
  outcomeCode: string;

  /** Place among all criteria of the edition, from 1. */
  @Column(countColumn('position'))
  position: number;

  @Column(codeColumn('title', 250))
  title: string;

  /** `null` when not known. */
  @Column(codeColumn('assessment', 12, { nullable: true }))
  assessment: AssessmentKind | null;

  @Column(flagColumn('is_confirmed'))
  isConfirmed: boolean;
}
