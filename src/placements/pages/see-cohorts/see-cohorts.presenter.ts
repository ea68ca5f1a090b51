import { dayInWords } from '../../../shared/day-words.js';
import { daysAWeek } from '../../../shared/half-days.js';
import type { BlockStanding, RequestStanding } from '../../cohort-standing.repository.js';
import type { PlacementState } from '../../rules/placement-states.js';
import { type Standing, STANDINGS, standingOf } from '../../rules/standing.js';

/** What pages call each standing, and how a bar shows it. */
export const STANDING_WORDS: Readonly<
  Record<Standing, { readonly text: string; readonly tone: string; readonly tag: string }>
> = {
  confirmed: { text: 'Confirmed', tone: 'sure', tag: 'nhsuk-tag--green' },
  accepted: { text: 'Accepted', tone: 'likely', tag: 'nhsuk-tag--aqua-green' },
  proposed: { text: 'Waiting for an answer', tone: 'asked', tag: 'nhsuk-tag--yellow' },
  without: { text: 'Without a place', tone: 'open', tag: 'nhsuk-tag--red' },
};

/** What came of a student's last placement, where it was not to be. */
const LAST_WORDS: Readonly<Partial<Record<PlacementState, string>>> = {
  declined: 'The last provider said no',
  withdrawn: 'The last place was taken back',
  cancelled: 'The last place was cancelled',
};

/** A block as a line of the overview: its words, its numbers, and its bar. */
export function shownBlock(block: BlockStanding, professionName: (code: string) => string) {
  const share = (count: number) => (block.needed === 0 ? 0 : (count * 100) / block.needed);
  let at = 0;
  const parts = STANDINGS.map((standing) => {
    const count = block[standing];
    const part = { ...STANDING_WORDS[standing], standing, count, at, width: share(count) };
    at += part.width;
    return part;
  });
  return {
    id: block.blockId,
    hei: block.hei,
    title: `${professionName(block.profession)}, year ${block.year}`,
    dates: `${dayInWords(block.startsOn)} to ${dayInWords(block.endsOn)}`,
    daysPerWeek: daysAWeek(block.halfDays),
    needed: block.needed,
    without: block.without,
    parts,
  };
}

/** A student's request as a line. @param ref - the reference, where it is for the reader */
export function shownRequest(
  row: RequestStanding,
  ref: string | null,
  place: { readonly title: string; readonly providers: string } | undefined,
) {
  const standing = standingOf(row.status);
  return {
    name: ref ?? (row.token === null ? 'A student' : `Placement ${row.token}`),
    district: row.district,
    ...STANDING_WORDS[standing],
    place: place ?? null,
    last: standing === 'without' && row.lastStatus !== null ? (LAST_WORDS[row.lastStatus] ?? null) : null,
  };
}
