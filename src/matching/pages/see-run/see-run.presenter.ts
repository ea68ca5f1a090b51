import { withDue } from '../../engine/index.js';
import type { HeiShare } from '../../engine/types.js';
import { type RunTally } from '../../runs.repository.js';
import type { Run } from '../../run.entity.js';
import { type GroupShare, MINUTES_A_BAR, type TravelBar } from '../../run-shares.repository.js';
import type { ToldProposal } from '../../run-results.service.js';
import type { NextPairs } from '../../rules/next-pairs.js';
import type { ProposalReader } from '../../rules/told-proposal.js';

/** The pages of a result, each with an address of its own. */
export function tabsOf(runId: string, { requests, placed }: RunTally, path: string) {
  const tabs: readonly (readonly [string, string])[] = [
    ['', 'Overview'],
    ['/placed', `Placed (${placed})`],
    ['/not-placed', `Not placed (${requests - placed})`],
    ['/providers', 'By provider'],
    ['/fairness', 'Fairness'],
    ['/travel', 'Journeys'],
  ];
  return tabs.map(([end, text]) => ({ href: `/matching/${runId}${end}`, text, isOn: path === end }));
}

/** How good the answer is known to be, in a sentence; `null` where the reader sees a part of the run alone. */
export function proofWords({ summary }: Pick<Run, 'summary'>, seesWholeRun: boolean): string | null {
  if (!summary || !seesWholeRun) return null;
  const { bound, objective, isExact } = summary;
  if (isExact) {
    return 'This is proven to be the best there is: no more students can have a place with these offers and rules, and no other way of placing as many suits them better.';
  }
  const more = bound.placed - objective.placed;
  return more > 0
    ? `The search stopped before its end. At most ${more} more could have a place.`
    : 'As many students as can be have a place. Another way of placing as many could suit them a little better.';
}

/** What was chosen of a pair for the next run. */
export function choiceOf(pairs: NextPairs, request: string, offer: string): 'pinned' | 'forbidden' | null {
  const has = (list: NextPairs['pinned']) =>
    list.some((pair) => pair.request === request && pair.offer === offer);
  return has(pairs.pinned) ? 'pinned' : has(pairs.forbidden) ? 'forbidden' : null;
}

/** Who a line is about: by reference to those who brought the student in, else by what they are. */
export function studentName(
  { match, hei, profession, year }: Pick<ToldProposal, 'match' | 'hei' | 'profession' | 'year'>,
  { knowsStudents }: Pick<ProposalReader, 'knowsStudents'>,
  professionName: (code: string) => string,
): { readonly name: string; readonly more: string } {
  const what = `${professionName(profession)}, year ${year}`;
  if (knowsStudents && match.studentRef !== '') return { name: match.studentRef, more: what };
  return { name: `A student of ${hei}`, more: what };
}

/** A proposal as a line of a list. */
export function shownProposal(
  told: ToldProposal,
  reader: ProposalReader,
  pairs: NextPairs,
  professionName: (code: string) => string,
) {
  const { proposal, match, offerTitle } = told;
  return {
    requestId: proposal.requestId,
    offerId: proposal.offerId,
    ...studentName(told, reader, professionName),
    place:
      match.status === 'placed'
        ? {
            title: offerTitle ?? match.offerRef,
            ref: match.offerRef,
            providers: match.providers.join(' and '),
            minutes: match.travelMinutes,
          }
        : null,
    reasons: match.reason.split('; ').filter((reason) => reason !== ''),
    change: match.status === 'unplaced' ? match.changeThatWouldHelp : '',
    choice: proposal.offerId === null ? null : choiceOf(pairs, proposal.requestId, proposal.offerId),
  };
}

/** What a group got beside what an equal share of all places would be: its entitlement. */
export function shownGroups(groups: readonly GroupShare[], professionName: (code: string) => string) {
  const sum = (of: (group: GroupShare) => number) => groups.reduce((total, group) => total + of(group), 0);
  const [requests, placed] = [sum((group) => group.requests), sum((group) => group.placed)];
  return groups.map((group) => {
    const entitlement = requests === 0 ? 0 : (group.requests * placed) / requests;
    const difference = group.placed - entitlement;
    return {
      ...group,
      title: `${professionName(group.profession)}, year ${group.year}`,
      entitlement: rounded(entitlement),
      awardHundredths: hundredths(group.placed, group.requests),
      entitlementHundredths: hundredths(entitlement, group.requests),
      percent: Math.round(hundredths(group.placed, group.requests)),
      difference: differenceWords(difference),
    };
  });
}

/** What each university got beside what was due to it by the weights of the run. None where only one is in the run. */
export function shownHeis(heis: readonly HeiShare[]) {
  // Runs of an older engine kept no entitlements.
  if (heis.length < 2 || heis.some(({ entitlement }) => entitlement === undefined)) return [];
  return withDue(heis).map(({ hei, requests, placed, due, deviation }) => ({
    hei,
    requests,
    placed,
    due: rounded(due),
    difference: differenceWords(deviation),
    awardHundredths: hundredths(placed, requests),
    dueHundredths: hundredths(due, requests),
  }));
}

const CHART = { width: 640, height: 250, ground: 200, left: 36 } as const;
const MOST_BARS = 24;

/** The journeys as bars of a drawing: coordinates in its own units; the last bar takes all that are longer. */
export function histogram(bars: readonly TravelBar[]) {
  const last = Math.min(
    MOST_BARS - 1,
    Math.max(5, ...bars.map(({ fromMinutes }) => fromMinutes / MINUTES_A_BAR)),
  );
  const counts = Array.from({ length: last + 1 }, () => 0);
  for (const { fromMinutes, students } of bars) {
    const index = Math.min(last, fromMinutes / MINUTES_A_BAR);
    counts[index] = (counts[index] ?? 0) + students;
  }
  const most = Math.max(1, ...counts);
  const step = (CHART.width - CHART.left) / counts.length;
  const isCut = bars.some(({ fromMinutes }) => fromMinutes / MINUTES_A_BAR > last);
  return {
    ...CHART,
    most,
    bars: counts.map((students, index) => {
      const height = (students * (CHART.ground - 24)) / most;
      const from = index * MINUTES_A_BAR;
      return {
        x: CHART.left + index * step + 2,
        width: step - 4,
        y: CHART.ground - height,
        height,
        middle: CHART.left + (index + 0.5) * step,
        students,
        from,
        words:
          isCut && index === last
            ? `${from} minutes and more`
            : `${from} to ${from + MINUTES_A_BAR - 1} minutes`,
        isMarked: index % 3 === 0,
      };
    }),
  };
}

function hundredths(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.min(100, (part * 100) / whole);
}

/** So many places more or fewer, to one decimal, as what follows "they got". */
function differenceWords(places: number): string {
  const size = rounded(Math.abs(places));
  return size === '0' ? 'just that' : `${size} ${places > 0 ? 'more' : 'fewer'} than that`;
}

function rounded(value: number): string {
  return String(Math.round(value * 10) / 10);
}
