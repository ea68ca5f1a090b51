import { STAGES, type Policy } from '../engine/types.js';
import type { RunState } from './run-states.js';

/** What pages call each state of a run, and the colour of its tag. */
export const RUN_WORDS: Readonly<Record<RunState, { readonly text: string; readonly tag: string }>> = {
  queued: { text: 'Waiting to start', tag: 'nhsuk-tag--grey' },
  running: { text: 'Under way', tag: 'nhsuk-tag--blue' },
  succeeded: { text: 'Done', tag: 'nhsuk-tag--green' },
  failed: { text: 'Could not be done', tag: 'nhsuk-tag--red' },
  cancelled: { text: 'Stopped', tag: 'nhsuk-tag--grey' },
};

const STAGE_WORDS: Readonly<Record<string, string>> = {
  reading: 'Reading students and offers',
  pairing: 'Finding which offers fit which student',
  solving: 'Finding the best place for everybody together',
  explaining: 'Working out the reasons',
  checking: 'Checking every place against the rules',
};

export interface Progress {
  readonly words: string;
  /** Of the whole, 0 to 100. */
  readonly percent: number;
}

/** How far a run has come over all of its stages, each of which counts alike. */
export function progressOf(run: {
  readonly status: RunState;
  readonly stage: string | null;
  readonly percent: number;
}): Progress {
  if (run.status === 'queued') return { words: 'Waiting for its turn', percent: 0 };
  if (run.status !== 'running') return { words: RUN_WORDS[run.status].text, percent: 100 };
  const index = Math.max(
    0,
    STAGES.findIndex((stage) => stage === run.stage),
  );
  const words = STAGE_WORDS[run.stage ?? ''] ?? 'At work';
  return { words, percent: Math.floor((index * 100 + Math.min(100, run.percent)) / STAGES.length) };
}

/** Rules that no place breaks, in the words of the pages. */
export const RULES_IN_WORDS = [
  'The offer is for the student’s profession and year of study.',
  'It runs for the whole block, on enough days a week.',
  'The journey is no longer than the student can make, by their own means of travel.',
  'The student holds the checks that the offer asks for, and has a car where one is needed.',
  'The offer has what the student needs to get in and take part.',
  'Nobody goes to a place that they must not go to, such as where their family works.',
  'No offer, provider or supervisor has more learners than they can take.',
  'An offer that is kept for one university goes to no other before it is released.',
] as const;

/** What matters how much, as sentences. */
export function weightLines({ weights, ...policy }: Policy): string[] {
  const counts = (what: string, weight: number) =>
    weight === 0 ? `${what} do not count` : `${what} count ${weight === 1 ? 'once' : `${weight} times`}`;
  return [
    'First of all, as many students as can be get a place.',
    ...(policy.fairness === 'max-min'
      ? ['Then places are shared fairly between universities: the one with the smallest share comes first.']
      : []),
    `Then it is made to suit them best: ${[
      counts('short journeys', weights.travel),
      counts('students’ wishes', weights.preference),
      counts('kinds of place that are new to them', weights.variety),
    ].join(', ')}.`,
    `A student who gave no longest journey travels at most ${policy.defaultMaxTravelMinutes} minutes each way.`,
    policy.forbidRepeatProvider
      ? 'Nobody goes twice to the same provider.'
      : 'A student may go to the same provider again.',
  ];
}
