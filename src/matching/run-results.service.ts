import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '../access/index.js';
import { StudentRecords } from '../cohorts/index.js';
import { writeCsv } from '../csv/index.js';
import { allColumns, MATCH_COLUMNS, type MatchRecord, writeMatch } from '../exchange/index.js';
import { OffersRepository } from '../placements/index.js';
import { ProvidersRepository } from '../providers/index.js';
import { withDue } from './engine/index.js';
import { Explanations } from './explanations.repository.js';
import { ERASED_EXPLANATION, type ProposalReader, tellOutcome } from './rules/told-proposal.js';
import type { Proposal, Run } from './run.entity.js';
import { proposalsWithin, readerOf } from './run.policy.js';
import { policyView } from './run.views.js';
import { RunsRepository } from './runs.repository.js';

const PROPOSALS_A_PAGE = 250;

/** A proposal in words, with the references that people know. */
export interface ToldProposal {
  readonly proposal: Proposal;
  readonly hei: string;
  readonly profession: string;
  readonly year: number;
  /** `null` where the student has no place. */
  readonly offerTitle: string | null;
  readonly match: MatchRecord;
}

/** What a run found, in the terms of the files. */
@Injectable()
export class RunResults {
  constructor(
    @Inject(RunsRepository) private readonly runs: RunsRepository,
    @Inject(StudentRecords) private readonly students: StudentRecords,
    @Inject(OffersRepository) private readonly offers: OffersRepository,
    @Inject(ProvidersRepository) private readonly providers: ProvidersRepository,
    @Inject(Explanations) private readonly explanations: Explanations,
  ) {}

  /** `matches.csv`, streamed, in the order in which the requests came in: those that the actor may see. */
  matchesCsv(run: Run, actor: Actor): AsyncGenerator<string> {
    return writeCsv(this.matchRows(run, actor), allColumns(MATCH_COLUMNS));
  }

  /** `report.json`: whole to those who started the run and coordinators, to others what it came to for them. */
  async report(run: Run, actor: Actor): Promise<object> {
    const { summary } = run;
    const { seesWholeRun, knowsSupervision } = readerOf(actor, run);
    const head = { engine: run.engine, inputDigest: run.inputDigest, policy: policyView(run, seesWholeRun) };
    if (!seesWholeRun) {
      const { requests, placed, cost } = await this.runs.tally(run.id, proposalsWithin(actor));
      return {
        ...head,
        totals: { requests, placed, unplaced: requests - placed },
        objective: { placed, cost },
      };
    }
    return {
      ...head,
      totals: summary && {
        ...summary.counts,
        placed: summary.objective.placed,
        unplaced: summary.counts.requests - summary.objective.placed,
      },
      objective: summary?.objective,
      bound: summary?.bound,
      isExact: summary?.isExact,
      proof: summary?.proof,
      heis: summary && withDue(summary.heis),
      offers: summary?.offers,
      caps: summary?.caps,
      ...(knowsSupervision && { pools: summary?.pools }),
      shortages: summary?.shortages,
      timingsMs: summary?.timings,
    };
  }

  /** Every proposal of a run that the actor may see, with references, page by page. */
  async *told(run: Run, actor: Actor): AsyncGenerator<ToldProposal[]> {
    const within = proposalsWithin(actor);
    for (let after = ''; ;) {
      const found = await this.runs.proposals(run.id, undefined, within, PROPOSALS_A_PAGE, after);
      const page = found.slice(0, PROPOSALS_A_PAGE);
      const last = page.at(-1);
      if (!last) return;
      after = last.requestId;
      yield await this.tell(page, readerOf(actor, run));
    }
  }

  /** A page of them, by request, one more than `limit` when there are more. */
  async page(
    run: Run,
    actor: Actor,
    status: 'placed' | 'unplaced',
    limit: number,
    afterRequestId: string,
  ): Promise<ToldProposal[]> {
    const within = proposalsWithin(actor);
    const found = await this.runs.proposals(run.id, status, within, limit, afterRequestId);
    return this.tell(found, readerOf(actor, run));
  }

  /** What the run suggests for these requests, those that the actor may see. */
  async of(run: Run, actor: Actor, requestIds: readonly string[]): Promise<Map<string, ToldProposal>> {
    const found = await this.runs.proposalsOf(run.id, requestIds, proposalsWithin(actor));
    const told = await this.tell(found, readerOf(actor, run));
    return new Map(told.map((each) => [each.proposal.requestId, each]));
  }

  private async *matchRows(run: Run, actor: Actor): AsyncGenerator<Readonly<Record<string, string>>> {
    for await (const page of this.told(run, actor)) for (const { match } of page) yield writeMatch(match);
  }

  private async tell(page: readonly Proposal[], reader: ProposalReader): Promise<ToldProposal[]> {
    const requests = new Map<string, { ref: string; hei: string; profession: string; year: number }>();
    for await (const some of this.students.pages({ requestIds: page.map(({ requestId }) => requestId) })) {
      for (const { requestId, record } of some) {
        const { studentRef: ref, hei, profession, year } = record;
        requests.set(requestId, { ref, hei, profession, year });
      }
    }
    const offers = await this.offers.byIds([...new Set(page.flatMap(({ offerId }) => offerId ?? []))]);
    const byId = new Map(offers.map((each) => [each.offer.id, each]));
    const providers = await this.providers.byIds(
      offers.flatMap(({ legs }) => legs.map((leg) => leg.providerId)),
    );
    return page.map((proposal) => {
      const request = requests.get(proposal.requestId);
      const offer = proposal.offerId ? byId.get(proposal.offerId) : undefined;
      const kept = this.explanations.of(proposal);
      const { reason, changeThatWouldHelp } = kept
        ? tellOutcome(kept.outcome, kept, reader)
        : ERASED_EXPLANATION;
      const studentRef = request?.ref ?? '';
      const match: MatchRecord =
        proposal.status === 'placed' && offer
          ? {
              studentRef,
              status: 'placed',
              offerRef: offer.offer.ref,
              providers: [...new Set(offer.legs.map((leg) => providers.get(leg.providerId)?.name ?? ''))],
              cost: proposal.cost ?? 0,
              travelMinutes: proposal.travelMinutes ?? 0,
              preferenceRank: proposal.preferenceRank,
              reason,
            }
          : { studentRef, status: 'unplaced', reason, changeThatWouldHelp };
      return {
        proposal,
        hei: request?.hei ?? '',
        profession: request?.profession ?? '',
        year: request?.year ?? 0,
        offerTitle: offer?.offer.title ?? null,
        match,
      };
    });
  }
}
