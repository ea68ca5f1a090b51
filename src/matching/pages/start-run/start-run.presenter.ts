import { dayInWords } from '../../../shared/day-words.js';
import type { Policy } from '../../engine/types.js';
import { RUN_WORDS } from '../../rules/run-words.js';
import type { Run } from '../../run.entity.js';
import type { RunTally } from '../../runs.repository.js';

const MOST_BLOCKS = 150;

interface Block {
  readonly id: string;
  readonly heiName: string;
  readonly profession: string;
  readonly year: number;
  readonly startsOn: string;
  readonly endsOn: string;
  readonly requests: number | string;
}

/** A run as a line of the list. @param created - when it was asked for, in words */
export function shownRun(run: Run, { requests, placed }: RunTally, created: string) {
  const { text, tag } = RUN_WORDS[run.status];
  const isDone = run.status === 'succeeded';
  return {
    id: run.id,
    label: run.label,
    created,
    tag: run.withdrawnAt
      ? { text: 'Taken back', classes: 'nhsuk-tag--grey' }
      : run.publishedAt
        ? { text: 'Published', classes: 'nhsuk-tag--green' }
        : { text, classes: isDone ? 'nhsuk-tag--aqua-green' : tag },
    isDone,
    placed,
    requests,
    without: requests - placed,
    hundredths: requests === 0 ? 0 : (placed * 100) / requests,
  };
}

/** Blocks as boxes to tick. None ticked means all of them. */
export function blockItems(
  blocks: readonly Block[],
  chosen: unknown,
  { ofMany, professionName }: { readonly ofMany: boolean; readonly professionName: (code: string) => string },
) {
  const ticked = new Set<unknown>(Array.isArray(chosen) ? chosen : [chosen]);
  const shown = blocks.slice(0, MOST_BLOCKS).map((block) => ({
    value: block.id,
    text: `${ofMany ? `${block.heiName}: ` : ''}${professionName(block.profession)}, year ${block.year}`,
    hint: {
      text: `${dayInWords(block.startsOn)} to ${dayInWords(block.endsOn)}, ${block.requests} students`,
    },
    checked: ticked.has(block.id),
  }));
  return { blocks: shown, blocksLeftOut: blocks.length - shown.length };
}

/** A policy as its fields are typed. */
export function typedPolicy({
  weights,
  fairness,
  defaultMaxTravelMinutes,
  maxSeconds,
  forbidRepeatProvider,
}: Pick<Policy, 'weights' | 'fairness' | 'defaultMaxTravelMinutes' | 'maxSeconds' | 'forbidRepeatProvider'>) {
  return {
    travel: weights.travel,
    preference: weights.preference,
    variety: weights.variety,
    fairness,
    defaultMaxTravelMinutes,
    maxSeconds,
    forbidRepeatProvider: forbidRepeatProvider ? 'yes' : undefined,
  };
}
