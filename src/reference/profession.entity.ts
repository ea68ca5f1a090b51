import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import { codeColumn, listColumn, textColumn } from '../database/columns.js';
import type { Confidence } from '../geography/index.js';
import type { ProfessionFacts, Regulator } from './facts.js';

/** One of the allied health professions. */
@Entity({ name: 'profession' })
@Check('profession_regulator_known', `"regulator" IN ('HCPC', 'GOsC')`)
@Check('profession_confidence_known', `"practice_hours_confidence" IN ('high', 'medium', 'low', 'unknown')`)
export class Profession implements ProfessionFacts {
  @PrimaryColumn(codeColumn('code', 60))
  code: string;

  @Column(codeColumn('name', 80))
  name: string;

  /** What else people type for it, in lower case. */
  @Column(listColumn('aliases'))
  aliases: string[];

  @Column(listColumn('protected_titles'))
  protectedTitles: string[];

  @Column(codeColumn('regulator', 10))
  regulator: Regulator;

  /** Letters at the start of a registration number; `null` where the regulator uses none. */
  @Column(codeColumn('register_prefix', 4, { nullable: true }))
  registerPrefix: string | null;

  @Column(codeColumn('professional_body', 120))
  professionalBody: string;

  /** Fewest hours in practice over a pre-registration programme; `null` when not known. */
  @Column({ name: 'practice_hours_minimum', type: 'double precision', nullable: true })
  practiceHoursMinimum: number | null;

  @Column(codeColumn('practice_hours_confidence', 10))
  practiceHoursConfidence: Confidence;

  @Column(textColumn('practice_hours_note', { nullable: true }))
  practiceHoursNote: string | null;

  @Column(codeColumn('hecos_code', 6, { nullable: true }))
  hecosCode: string | null;

  @Column(codeColumn('source', 120))
  source: string;
}
