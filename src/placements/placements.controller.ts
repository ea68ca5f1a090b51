import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsIn, IsUUID } from 'class-validator';
import { type Actor, Allows, By } from '../access/index.js';
import { CohortsRepository } from '../cohorts/index.js';
import type { Result } from '../shared/result.js';
import {
  DescribesProblems,
  pageOf,
  PageQuery,
  problem,
  readCursor,
  ParseCount,
  ParseId,
  MayBeLeftOut,
} from '../web/index.js';
import type { Placement } from './placement.entity.js';
import { maySeePlacement, placementsWithin, viewerOf } from './placement.policy.js';
import { PlacementListView, PlacementView, placementView } from './placement.views.js';
import { PlacementsRepository } from './placements.repository.js';
import { type PlacementRefusal, PlacementsService } from './placements.service.js';
import {
  DECLINE_REASONS,
  type DeclineReason,
  PLACEMENT_STATES,
  type PlacementState,
} from './rules/placement-states.js';

class PlacementQuery extends PageQuery {
  @ApiPropertyOptional() @MayBeLeftOut() @IsUUID() runId?: string;
  @ApiPropertyOptional() @MayBeLeftOut() @IsUUID() offerId?: string;
  @ApiPropertyOptional({ enum: PLACEMENT_STATES })
  @MayBeLeftOut()
  @IsIn(PLACEMENT_STATES)
  status?: PlacementState;
}

class DeclineInput {
  @ApiProperty({ enum: DECLINE_REASONS }) @IsIn(DECLINE_REASONS) reason: DeclineReason;
}

@ApiTags('placements')
@Controller('api/v1/placements')
export class PlacementsController {
  constructor(
    @Inject(PlacementsRepository) private readonly placements: PlacementsRepository,
    @Inject(CohortsRepository) private readonly cohorts: CohortsRepository,
    @Inject(PlacementsService) private readonly service: PlacementsService,
  ) {}

  @Get()
  @Allows('placements.read')
  @ApiOperation({ summary: 'Placements that concern you, oldest first' })
  @ApiOkResponse({ type: PlacementListView })
  @DescribesProblems(400)
  async list(
    @By() actor: Actor,
    @Query() { limit, cursor, ...filter }: PlacementQuery,
  ): Promise<PlacementListView> {
    const [after] = readCursor(cursor, ['string']) ?? [''];
    const rows = await this.placements.list(filter, placementsWithin(actor), limit, String(after));
    const page = pageOf(rows, limit, (row) => [row.id]);
    return { items: await this.views(page.items, actor), next: page.next };
  }

  @Get(':id')
  @Allows('placements.read')
  @ApiOperation({ summary: 'One placement' })
  @ApiOkResponse({ type: PlacementView })
  @DescribesProblems(404)
  async read(@By() actor: Actor, @Param('id', ParseId) id: string): Promise<PlacementView> {
    const found = await this.placements.concerned(id);
    if (!found || !maySeePlacement(actor, found.concerned).isAllowed) throw noPlacement();
    return this.view(found.placement, actor);
  }

  @Post(':id/legs/:leg/accept')
  @Allows('placements.answer')
  @HttpCode(200)
  @ApiOperation({ summary: "The leg's provider takes the learner" })
  @ApiOkResponse({ type: PlacementView })
  @DescribesProblems(404, 409)
  async accept(
    @By() actor: Actor,
    @Param('id', ParseId) id: string,
    @Param('leg', ParseCount) leg: number,
  ): Promise<PlacementView> {
    return this.answer(await this.service.answerLeg(id, leg, { kind: 'accepted' }, actor), actor);
  }

  @Post(':id/legs/:leg/decline')
  @Allows('placements.answer')
  @HttpCode(200)
  @ApiOperation({ summary: "The leg's provider does not take the learner, and says why" })
  @ApiOkResponse({ type: PlacementView })
  @DescribesProblems(400, 404, 409)
  async decline(
    @By() actor: Actor,
    @Param('id', ParseId) id: string,
    @Param('leg', ParseCount) leg: number,
    @Body() { reason }: DeclineInput,
  ): Promise<PlacementView> {
    return this.answer(await this.service.answerLeg(id, leg, { kind: 'declined', reason }, actor), actor);
  }

  private async answer(result: Result<Placement, PlacementRefusal>, actor: Actor): Promise<PlacementView> {
    if (result.ok) return this.view(result.value, actor);
    const { refusal } = result;
    switch (refusal.kind) {
      case 'not-found':
        throw noPlacement();
      case 'no-such-leg':
        throw problem(404, `There is no such leg. You answer for ${refusal.legs.join(', ')}.`);
      case 'answered-already':
        throw problem(409, 'This leg has been answered already.');
      case 'not-allowed':
        throw problem(409, `The placement is ${refusal.from}, which does not allow this.`, {
          allowed: refusal.allowed,
        });
      case 'changed-meanwhile':
        throw problem(409, 'Somebody else answered in the same moment. Look again.');
    }
  }

  private async view(placement: Placement, actor: Actor): Promise<PlacementView> {
    const [view] = await this.views([placement], actor);
    if (!view) throw new Error('A placement without a view');
    return view;
  }

  private async views(placements: readonly Placement[], actor: Actor): Promise<PlacementView[]> {
    const [answers, students] = await Promise.all([
      this.placements.answersOf(placements.map(({ id }) => id)),
      this.cohorts.studentsOf(placements.map(({ requestId }) => requestId)),
    ]);
    return placements.map((placement) => placementView(placement, viewerOf(actor), { answers, students }));
  }
}

function noPlacement() {
  return problem(404, 'There is no such placement.');
}
