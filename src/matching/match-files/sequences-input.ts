import {
  learnerRefOf,
  meantPerhaps,
  pillarsDoneOf,
  shown,
  textKey,
  type FileNote,
  type Lined,
  type OfferRecord,
  type PolicyRecord,
} from '../../exchange/index.js';
import type { ContrastDemand, Learner, SequenceRules, SequencesInput } from '../engine/sequences/types.js';
import type { MatchingInput } from '../engine/types.js';
import { rowsOfLearners } from './learner-faults.js';
import type { CheckedFiles } from './matching-input.js';

/** Whether blocks belong together: a learner has several, or the policy says something of them. */
export function areSequences({ students, policy }: Pick<CheckedFiles, 'students' | 'policy'>): boolean {
  return policy.sequence !== undefined || rowsOfLearners(students).size < students.length;
}

/** The same problem with the learners whose blocks the requests are. `input` is what `matchingInput` makes of the files. */
export function sequencesInput(input: MatchingInput, { students, policy }: CheckedFiles): SequencesInput {
  const rules = rulesOf(policy);
  const learnerOf = new Map(students.map(({ record }) => [record.studentRef, learnerRefOf(record)]));
  return {
    ...input,
    requests: input.requests.map((request) => ({
      ...request,
      learner: learnerOf.get(request.id) ?? request.id,
    })),
    learners: [...rowsOfLearners(students)].map(([id, rows]): Learner => {
      const pillars = rows.flatMap(({ record }) => pillarsDoneOf(record).map(textKey));
      return { id, rules, pillarsDone: [...new Set(pillars)] };
    }),
  };
}

/** Codes by their keys. A policy that forbids a second placement at a provider forbids it within a sequence too. */
function rulesOf({ sequence, forbidRepeatProvider }: PolicyRecord): SequenceRules {
  return {
    noRepeatedProvider: forbidRepeatProvider || (sequence?.noRepeatedProvider ?? false),
    noRepeatedSetting: sequence?.noRepeatedSetting ?? false,
    contrast: (sequence?.contrast ?? []).map((demand): ContrastDemand =>
      'mustInclude' in demand ? { ...demand, mustInclude: demand.mustInclude.map(textKey) } : demand,
    ),
  };
}

/** Notes for demands that ask by name for what no offer has: most often a slip of the pen. */
export function demandNotes(
  policy: PolicyRecord,
  offers: readonly Lined<OfferRecord>[],
): readonly FileNote[] {
  const written = {
    setting: new Map(
      offers.flatMap(({ record }) => record.legs.map(({ setting }) => [textKey(setting), setting])),
    ),
    pillar: new Map(
      offers.flatMap(({ record }) => record.pillars.map((pillar) => [textKey(pillar), pillar])),
    ),
  };
  return (policy.sequence?.contrast ?? []).flatMap((demand, nth) =>
    ('mustInclude' in demand ? demand.mustInclude : [])
      .filter((code) => !written[demand.kind].has(textKey(code)))
      .map((code) => ({
        line: 0,
        column: `sequence.contrast[${nth}].mustInclude`,
        text: `'${shown(code)}' is a ${demand.kind} that no offer has${meantPerhaps(code, written[demand.kind].values())}`,
      })),
  );
}
