import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import { codeColumn, textColumn } from '../database/columns.js';
import type { Confidence } from '../geography/index.js';
import type { PlacementModelFacts } from './facts.js';

/** A word for a kind of placement, such as long-arm or project. */
@Entity({ name: 'placement_model' })
@Check('placement_model_confidence_known', `"confidence" IN ('high', 'medium', 'low', 'unknown')`)
export class PlacementModel implements PlacementModelFacts {
  @PrimaryColumn(codeColumn('code', 40))
  code: string;

  @Column(codeColumn('name', 80))
  name: string;

  @Column(textColumn('description'))
  description: string;

  @Column(codeColumn('confidence', 10))
  confidence: Confidence;

  @Column(codeColumn('source', 120))
  source: string;
}
