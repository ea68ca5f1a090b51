import type { MatchReport, SequencesReport } from '../../exchange/index.js';

/** What a person wants to know first of a matching: how many, how well for each HEI, and what stood in the way. */
export function summaryText(report: MatchReport): string {
  const { totals, unplaced, sequences } = report;
  const lines = [
    `${count(totals.placed)} of ${count(totals.students)} ${sequences ? 'blocks' : 'students'} have a place${percent(totals.placed, totals.students)}.`,
    `${count(totals.offers)} offers with ${count(totals.places)} places, ${count(totals.eligiblePairs)} pairs that fit; total cost ${count(report.objective.cost)} ${proof(report)}.`,
  ];
  if (sequences) lines.push(sequencesText(sequences));
  if (report.heis.length > 0) {
    lines.push(
      '',
      ...table([
        ['HEI', sequences ? 'blocks' : 'students', 'placed', 'share', 'due', 'deviation'],
        ...report.heis.map(({ hei, requests, placed, due, deviation }) => [
          hei,
          count(requests),
          count(placed),
          percent(placed, requests).trim().replace(/[()]/g, ''),
          due.toFixed(2),
          signed(deviation),
        ]),
      ]),
    );
  }
  if (totals.unplaced > 0) {
    lines.push(
      '',
      `Without a place: ${count(totals.unplaced)}. No offer fits ${count(unplaced.noOfferFits)} of them; for ${count(unplaced.noRoomLeft)} some fit, but have no room left.`,
    );
  }
  return `${lines.join('\n')}\n`;
}

function sequencesText({ whole, learners, demands, demandsMet, demandsMetAtMost }: SequencesReport): string {
  const text = `${count(whole)} of ${count(learners.length)} learners have all of their blocks`;
  if (demands === 0) return `${text}.`;
  const more = demandsMetAtMost - demandsMet;
  const gap = more > 0 ? ` (at most ${count(more)} more could be)` : '';
  return `${text}; ${count(demandsMet)} of ${count(demands)} demands of contrast are met${gap}.`;
}

/** How far the answer may be from the best: of placements, and of what as many placements cost. */
function proof({ isExact, bound, objective, sequences }: MatchReport): string {
  if (isExact) return '(proven best)';
  const placed = bound.placed - objective.placed;
  const thing = sequences ? 'block' : 'student';
  return `(proven within ${count(placed)} ${placed === 1 ? thing : `${thing}s`} and ${count(objective.cost - bound.cost)} cost)`;
}

/** Columns side by side, the first to the left and numbers to the right. */
function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => [...(row[column] ?? '')].length)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const blank = ' '.repeat((widths[column] ?? 0) - [...cell].length);
        return column === 0 ? cell + blank : blank + cell;
      })
      .join('  ')
      .trimEnd(),
  );
}

function signed(number: number): string {
  return `${number > 0 ? '+' : ''}${number.toFixed(2)}`;
}

function count(number: number): string {
  return number.toLocaleString('en-GB');
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '' : ` (${Math.floor((part / whole) * 100)} %)`;
}
