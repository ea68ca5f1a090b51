import { Inject, Injectable } from '@nestjs/common';
import { StudentRecords } from '../cohorts/index.js';
import { writeCsv } from '../csv/index.js';
import { allColumns, MATCH_COLUMNS, type MatchRecord, writeMatch } from '../exchange/index.js';
import { OffersRepository } from '../placements/index.js';
import { ProvidersRepository } from '../providers/index.js';
import { isoDay } from '../shared/days.js';
import type { Proposal, Run } from './run.entity.js';
import { RunsRepository } from './runs.repository.js';

const PROPOSALS_A_PAGE = 250;

/** A proposal in words, with the references that people know. */
export interface ToldProposal {
  readonly proposal: Proposal;
  readonly hei: string;
  readonly profession: string;
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
  ) {}

  /** `matches.csv`, streamed, in the order in which the requests came in. */
  matchesCsv(run: Run): AsyncGenerator<string> {
    return writeCsv(this.matchRows(run), allColumns(MATCH_COLUMNS));
  }

  /** `report.json`. */
  report(run: Run): object {
    const { summary, scope } = run;
    return {
      engine: run.engine,
      inputDigest: run.inputDigest,
      policy: { ...scope.policy, asOf: isoDay(scope.policy.asOf) },
      totals: summary && {
        ...summary.counts,
        placed: summary.objective.placed,
        unplaced: summary.counts.requests - summary.objective.placed,
      },
      objective: summary?.objective,
      bound: summary?.bound,
      isExact: summary?.isExact,
      proof: summary?.proof,
      heis: summary?.heis,
      offers: summary?.offers,
      timingsMs: summary?.timings,
    };
  }

  /** Every proposal of a run with names, page by page. */
  async *told(run: Run): AsyncGenerator<ToldProposal[]> {
    for (let after = ''; ;) {
      const page = (await this.runs.proposals(run.id, undefined, PROPOSALS_A_PAGE, after)).slice(
        0,
        PROPOSALS_A_PAGE,
      );
      const last = page.at(-1);
      if (!last) return;
      after = last.requestId;
      yield await this.tell(page);
    }
  }

  private async *matchRows(run: Run): AsyncGenerator<Readonly<Record<string, string>>> {
    for await (const page of this.told(run)) for (const { match } of page) yield writeMatch(match);
  }

  private async tell(page: readonly Proposal[]): Promise<ToldProposal[]> {
    const requests = new Map<string, { ref: string; hei: string; profession: string }>();
    for await (const some of this.students.pages({ requestIds: page.map(({ requestId }) => requestId) })) {
      for (const { requestId, record } of some) {
        const { studentRef: ref, hei, profession } = record;
        requests.set(requestId, { ref, hei, profession });
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
      const { reason, changeThatWouldHelp } = proposal;
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
      return { proposal, hei: request?.hei ?? '', profession: request?.profession ?? '', match };
    });
  }
}
