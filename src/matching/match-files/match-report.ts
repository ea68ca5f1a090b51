import type {
  ChangeAsked,
  MatchReport,
  OfferRecord,
  PolicyRecord,
  UnplacedSummary,
} from '../../exchange/index.js';
import { sharedBy, withDue } from '../engine/index.js';
import { RULES, type Change, type MatchingInput, type MatchingResult, type Rule } from '../engine/types.js';
import type { SequencesResult } from '../engine/sequences/types.js';
import type { NamesOf } from './match-records.js';
import { sequencesReport } from './sequences-report.js';

/** Names as the files write them, for the keys that the engine knows. */
export interface ReportNames extends NamesOf {
  hei(key: string): string;
  /** A provider, or a site with its provider. */
  host(kind: 'provider' | 'site', key: string): string;
  pool(key: string): string;
  /** A setting or a pillar, as some offer writes it. */
  code(kind: 'setting' | 'pillar', key: string): string;
}

export interface ReportFacts {
  readonly input: MatchingInput;
  readonly result: MatchingResult | SequencesResult;
  readonly policy: PolicyRecord;
  readonly inputDigest: string;
  readonly offers: readonly OfferRecord[];
  readonly names: ReportNames;
  readonly warnings: { readonly texts: readonly string[]; readonly more: number };
  readonly timingsMs: Readonly<Record<string, number>>;
}

/** Tells a matching in the words of `report.json`; HEIs and offers by the names of the files. */
export function matchReport(facts: ReportFacts): MatchReport {
  const { input, result, names } = facts;
  const uses = new Map(result.offers.map((use) => [use.offer, use]));
  const placed = result.outcomes.filter(({ status }) => status === 'placed').length;
  return {
    engine: result.engine,
    inputDigest: facts.inputDigest,
    policy: facts.policy,
    totals: {
      students: input.requests.length,
      offers: input.offers.length,
      places: input.offers.reduce((sum, { places }) => sum + places, 0),
      placed,
      unplaced: input.requests.length - placed,
      eligiblePairs: result.counts.eligiblePairs,
    },
    objective: result.objective,
    bound: result.bound,
    isExact: result.isExact,
    proof: result.proof,
    heis: withDue(result.heis).map((share) => ({ ...share, hei: names.hei(share.hei) })),
    offers: facts.offers.flatMap(({ offerRef, title }) => {
      const use = uses.get(offerRef);
      return use ? [{ ...use, title, providers: names.providers(offerRef) }] : [];
    }),
    caps: result.caps.map(({ id, ...use }) => ({ ...use, name: names.host(use.kind, id) })),
    pools: result.pools.map((use) => ({ ...use, pool: names.pool(use.pool) })),
    shortages: result.shortages,
    unplaced: unplacedSummary(result),
    ...('sequences' in result && {
      sequences: sequencesReport(result, (kind, key) => names.code(kind, key)),
    }),
    changes: changesAsked(result, names),
    warnings: facts.warnings.texts,
    moreWarnings: facts.warnings.more,
    timingsMs: facts.timingsMs,
  };
}

function changesAsked(result: MatchingResult, names: ReportNames): ChangeAsked[] {
  const asked = new Map<string, { change: Change; students: { studentRef: string; offerRef: string }[] }>();
  for (const outcome of result.outcomes) {
    if (outcome.status === 'placed' || !outcome.change) continue;
    const student = { studentRef: outcome.request, offerRef: outcome.change.offer };
    const key = sharedBy(outcome.change) ?? `student\n${outcome.request}`;
    const others = asked.get(key);
    if (others) others.students.push(student);
    else asked.set(key, { change: named(outcome.change, names), students: [student] });
  }
  return [...asked.values()].sort((a, b) => b.students.length - a.students.length);
}

function named(change: Change, names: ReportNames): Change {
  if (change.kind === 'one-more-learner') return { ...change, id: names.host(change.at, change.id) };
  return change.kind === 'more-supervision' ? { ...change, pool: names.pool(change.pool) } : change;
}

function unplacedSummary(result: MatchingResult): UnplacedSummary {
  const byRule = new Map<Rule, { students: number; offers: number }>();
  let noOfferFits = 0;
  let noRoomLeft = 0;
  for (const outcome of result.outcomes) {
    if (outcome.status === 'placed') continue;
    if (outcome.eligibleOffers === 0) noOfferFits += 1;
    else noRoomLeft += 1;
    for (const { rule, offers } of outcome.removed) {
      const sum = byRule.get(rule) ?? { students: 0, offers: 0 };
      byRule.set(rule, { students: sum.students + 1, offers: sum.offers + offers });
    }
  }
  return {
    noOfferFits,
    noRoomLeft,
    byRule: RULES.flatMap((rule) => {
      const sum = byRule.get(rule);
      return sum ? [{ rule, ...sum }] : [];
    }),
  };
}
