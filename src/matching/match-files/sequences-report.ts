import type { SequencesReport } from '../../exchange/index.js';
import type { SequencesResult } from '../engine/sequences/types.js';

/** What a report says of learners' sequences, beside what it says of blocks one by one. */
export function sequencesReport(
  { sequences, objective, bound, gap }: SequencesResult,
  codeName: (kind: 'setting' | 'pillar', key: string) => string,
): SequencesReport {
  return {
    whole: sequences.filter(({ blocks }) => blocks.every(({ offer }) => offer !== null)).length,
    demands: objective.demands,
    demandsMet: objective.demandsMet,
    demandsMetAtMost: bound.demandsMet,
    gap,
    learners: sequences.map(({ demands, ...sequence }) => ({
      ...sequence,
      demands: demands.map((demand) => ({
        ...demand,
        had: demand.had.map((code) => codeName(demand.kind, code)),
      })),
    })),
  };
}
