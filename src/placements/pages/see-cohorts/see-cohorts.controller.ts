import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { type Actor, Allows, By, mayUse, scopeOf } from '../../../access/index.js';
import { ofHeisWithin } from '../../../cohorts/index.js';
import { fixed } from '../../../database/index.js';
import { ProvidersRepository } from '../../../providers/index.js';
import { PROFESSIONS, type ProfessionFacts } from '../../../reference/index.js';
import { pageOf, PageQuery, problem, readCursor, MayBeLeftOut, ParseId } from '../../../web/index.js';
import { CohortStandings, type RequestStanding } from '../../cohort-standing.repository.js';
import { OffersRepository } from '../../offers.repository.js';
import { viewerOf } from '../../placement.policy.js';
import { discloseStudent } from '../../rules/disclosure.js';
import { type Standing, STANDINGS } from '../../rules/standing.js';
import { shownBlock, shownRequest, STANDING_WORDS } from './see-cohorts.presenter.js';

const VIEWS = 'placements/pages/see-cohorts';
const BLOCKS_A_PAGE = 12;
const REQUESTS_A_PAGE = 40;

class BlocksQuery extends PageQuery {
  @MayBeLeftOut() @IsIn(['past']) when?: 'past';
}

class RequestsQuery extends PageQuery {
  @MayBeLeftOut() @IsIn(STANDINGS) state?: Standing;
}

/** How far an HEI's students have come: by block, and within a block one by one. */
@ApiExcludeController()
@Allows('cohorts.read')
@Controller('cohorts')
export class SeeCohortsController {
  constructor(
    @Inject(CohortStandings) private readonly standings: CohortStandings,
    @Inject(OffersRepository) private readonly offers: OffersRepository,
    @Inject(ProvidersRepository) private readonly providers: ProvidersRepository,
    @Inject(PROFESSIONS) private readonly professions: readonly ProfessionFacts[],
  ) {}

  @Get()
  async blocks(
    @By() actor: Actor,
    @Query() { cursor, when }: BlocksQuery,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const isPast = when === 'past';
    const [startsOn = '', id = ''] = readCursor(cursor, ['string', 'string']) ?? [];
    const day = new Date().toISOString().slice(0, 10);
    const rows = await this.standings.blocks(
      ofHeisWithin(actor, 'cohorts.read', fixed('h.id')),
      { day, isPast },
      BLOCKS_A_PAGE,
      [String(startsOn), String(id)],
    );
    const { items, next } = pageOf(rows, BLOCKS_A_PAGE, (row) => [row.startsOn, row.blockId]);
    const address = `/cohorts${isPast ? '?when=past' : ''}`;
    await reply.view(`${VIEWS}/cohorts.njk`, {
      isPast,
      isOfMany: isOfMany(actor),
      canImport: mayUse(actor, 'imports.students').isAllowed,
      canMatch: mayUse(actor, 'runs.start').isAllowed,
      blocks: items.map((row) => shownBlock(row, (code) => this.professionName(code))),
      first: cursor ? address : null,
      next: next && `${address}${isPast ? '&' : '?'}cursor=${next}`,
    });
  }

  @Get(':blockId')
  async requests(
    @By() actor: Actor,
    @Param('blockId', ParseId) blockId: string,
    @Query() { cursor, state }: RequestsQuery,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const block = await this.standings.block(blockId, ofHeisWithin(actor, 'cohorts.read', fixed('h.id')));
    if (!block) throw problem(404, 'There is no such block.');
    const [after = ''] = readCursor(cursor, ['string']) ?? [];
    const within = ofHeisWithin(actor, 'cohorts.read', fixed('s.hei_id'));
    const rows = await this.standings.requests(blockId, state, within, REQUESTS_A_PAGE, String(after));
    const { items, next } = pageOf(rows, REQUESTS_A_PAGE, (row) => [row.requestId]);
    const places = await this.placesOf(items);
    const shown = shownBlock(block, (code) => this.professionName(code));
    const address = `/cohorts/${blockId}${state ? `?state=${state}` : ''}`;
    await reply.view(`${VIEWS}/block.njk`, {
      block: shown,
      isOfMany: isOfMany(actor),
      canMatch: mayUse(actor, 'runs.start').isAllowed,
      filters: [
        { href: `/cohorts/${blockId}`, text: 'All', count: shown.needed, isOn: state === undefined },
        ...shown.parts.map(({ standing, count }) => ({
          href: `/cohorts/${blockId}?state=${standing}`,
          text: STANDING_WORDS[standing].text,
          count,
          isOn: state === standing,
        })),
      ],
      students: items.map((row) => {
        const whole = { ...row, givenName: null, familyName: null, email: null };
        const { ref } = discloseStudent(whole, row.status ?? 'proposed', viewerOf(actor));
        return shownRequest(row, ref, row.offerId === null ? undefined : places.get(row.offerId));
      }),
      first: cursor ? address : null,
      next: next && `${address}${state ? '&' : '?'}cursor=${next}`,
    });
  }

  /** Title and hosts of the offers on which these students have a place. */
  private async placesOf(rows: readonly RequestStanding[]) {
    const offers = await this.offers.byIds([...new Set(rows.flatMap(({ offerId }) => offerId ?? []))]);
    const providers = await this.providers.byIds(
      offers.flatMap(({ legs }) => legs.map(({ providerId }) => providerId)),
    );
    return new Map(
      offers.map(({ offer, legs }) => {
        const names = legs.map(({ providerId }) => providers.get(providerId)?.name ?? '');
        return [offer.id, { title: offer.title, providers: [...new Set(names)].join(' and ') }];
      }),
    );
  }

  private professionName(code: string): string {
    return this.professions.find((each) => each.code === code)?.name ?? code;
  }
}

/** Whether somebody sees the students of several HEIs. */
function isOfMany(actor: Actor): boolean {
  return scopeOf(actor, 'cohorts.read').reach === 'all';
}
