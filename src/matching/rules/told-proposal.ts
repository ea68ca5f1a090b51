import type { Change, Closure, GivenUp, MatchingResult, Rule, RuledOut } from '../engine/types.js';

type Outcome = MatchingResult['outcomes'][number];

/** How much of a run somebody may see. */
export interface ProposalReader {
  /** Started it, or sees everything: other HEIs' students and what is kept for them are then no secret. */
  readonly seesWholeRun: boolean;
  /** Brought the students in, with their adjustments and whom they exclude. */
  readonly knowsStudents: boolean;
  /** Sees the supervision pools of all providers. */
  readonly knowsSupervision: boolean;
}

/** An outcome in words and data, whole or as somebody may know it. */
export interface ToldOutcome {
  readonly reason: string;
  readonly changeThatWouldHelp: string;
  readonly explanation: object;
}

/** What is told where the explanation was erased with who the student was. */
export const ERASED_EXPLANATION: ToldOutcome = {
  reason: 'What was said here was erased with the data of the student',
  changeThatWouldHelp: '',
  explanation: {},
};

/** Rules whose breaking says what a student needs, or whom they avoid. */
const ABOUT_THE_STUDENT: readonly Rule[] = ['access', 'conflict'];

/**
 * What a reader is told of an outcome. Who else holds the places is for those alone who see the whole run, others
 * are told how many; so is an offer that is kept for other HEIs. What a student needs or avoids is for those
 * who brought the student in, and names of pools are for those who see pools.
 *
 * @param told - the words that the run kept beside the outcome
 */
export function tellOutcome(
  outcome: Outcome,
  told: Pick<ToldOutcome, 'reason' | 'changeThatWouldHelp'>,
  reader: ProposalReader,
): ToldOutcome {
  const closed = (offers: readonly GivenUp[]) => offers.map((each) => closedOffer(each, reader));
  if (outcome.status === 'placed') {
    const ruledOut = outcome.ruledOut.filter(({ rule }) => withheldRule(rule, reader) === undefined);
    const [best] = outcome.ruledOut;
    return {
      reason: best && !ruledOut.includes(best) ? withoutRuledOut(told.reason, best) : told.reason,
      changeThatWouldHelp: told.changeThatWouldHelp,
      explanation: { ...outcome, givenUp: closed(outcome.givenUp), ruledOut },
    };
  }
  const { change } = outcome;
  const withheld = change?.kind === 'rule' ? withheldRule(change.rule, reader) : undefined;
  return {
    reason: told.reason,
    changeThatWouldHelp: withheld ?? told.changeThatWouldHelp,
    explanation: {
      ...outcome,
      held: closed(outcome.held),
      change: withheld === undefined ? toldChange(change, reader) : { kind: 'rule', withheld },
    },
  };
}

/** What is said in place of a rule that the reader may not know to be broken; nothing where they may. */
function withheldRule(rule: Rule, { seesWholeRun, knowsStudents }: ProposalReader): string | undefined {
  if (rule === 'reserved' && !seesWholeRun)
    return 'An offer that is kept for other HEIs, released to this one';
  if (ABOUT_THE_STUDENT.includes(rule) && !knowsStudents) return "A change that the student's HEI is told of";
  return undefined;
}

function closedOffer({ heldBy, closedBy, ...offer }: GivenUp, reader: ProposalReader): object {
  return {
    ...offer,
    closedBy: toldClosure(closedBy, reader),
    ...(reader.seesWholeRun ? { heldBy } : { heldBy: [], holders: heldBy.length }),
  };
}

function toldClosure(closedBy: Closure, { knowsSupervision }: ProposalReader): object {
  return closedBy.by === 'pool' && !knowsSupervision ? { by: 'pool' } : closedBy;
}

function toldChange(change: Change | null, { knowsSupervision }: ProposalReader): object | null {
  if (change?.kind !== 'more-supervision' || knowsSupervision) return change;
  const { pool: _pool, ...told } = change;
  return told;
}

/** The offer that was ruled out is the last thing that a reason names. */
function withoutRuledOut(reason: string, { offer }: RuledOut): string {
  const at = reason.lastIndexOf(`${offer} (`);
  return at < 0 ? '' : reason.slice(0, at).replace(/; $/, '');
}
