import type { GivenUp, MatchingResult, Rule } from '../engine/types.js';

type Outcome = MatchingResult['outcomes'][number];

/** How much of a run somebody may see. */
export interface ProposalReader {
  /** Started it, or sees everything: other HEIs' students and what is kept for them are then no secret. */
  readonly seesWholeRun: boolean;
  /** Brought the students in, with their adjustments and whom they exclude. */
  readonly knowsStudents: boolean;
}

/** An outcome as somebody may know it. */
export interface ToldOutcome {
  readonly changeThatWouldHelp: string;
  readonly explanation: object;
}

/** Rules whose breaking says what a student needs, or whom they avoid. */
const ABOUT_THE_STUDENT: readonly Rule[] = ['access', 'conflict'];

/**
 * What a reader is told of an outcome. Who else holds the places is for those alone who see the whole run, others
 * are told how many; so is an offer that is kept for other HEIs. What a student needs or avoids is for those
 * who brought the student in.
 */
export function tellOutcome(
  outcome: Outcome,
  changeThatWouldHelp: string,
  { seesWholeRun, knowsStudents }: ProposalReader,
): ToldOutcome {
  const told = seesWholeRun ? outcome : withoutHolders(outcome);
  if (told.status === 'placed' || told.change === null || told.change.kind !== 'rule') {
    return { changeThatWouldHelp, explanation: told };
  }
  const { rule } = told.change;
  const withheld =
    rule === 'reserved' && !seesWholeRun
      ? 'An offer that is kept for other HEIs, released to this one'
      : ABOUT_THE_STUDENT.includes(rule) && !knowsStudents
        ? "A change that the student's HEI is told of"
        : undefined;
  if (withheld === undefined) return { changeThatWouldHelp, explanation: told };
  return { changeThatWouldHelp: withheld, explanation: { ...told, change: { kind: 'rule', rule } } };
}

function withoutHolders(outcome: Outcome) {
  const count = (offers: readonly GivenUp[]) =>
    offers.map(({ heldBy, ...offer }) => ({ ...offer, heldBy: [], holders: heldBy.length }));
  return outcome.status === 'placed'
    ? { ...outcome, givenUp: count(outcome.givenUp) }
    : { ...outcome, held: count(outcome.held) };
}
