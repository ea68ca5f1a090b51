import {
  Body,
  Controller,
  Get,
  HttpCode,
  Inject,
  Param,
  ParseIntPipe,
  ParseUUIDPipe,
  Post,
  Query,
} from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsIn, IsOptional, IsUUID } from 'class-validator';
import { Allows } from '../access/index.js';
import { Database } from '../database/index.js';
import type { Result } from '../shared/result.js';
import { DescribesProblems, pageOf, PageQuery, problem, readCursor } from '../web/index.js';
import { Placement, PlacementAnswer } from './placement.entity.js';
import { type PlacementRefusal, PlacementsService } from './placements.service.js';
import {
  DECLINE_REASONS,
  type DeclineReason,
  nextPlacementStates,
  PLACEMENT_STATES,
  type PlacementState,
} from './rules/placement-states.js';

class PlacementQuery extends PageQuery {
  @ApiPropertyOptional() @IsOptional() @IsUUID() runId?: string;
  @ApiPropertyOptional() @IsOptional() @IsUUID() offerId?: string;
  @ApiPropertyOptional({ enum: PLACEMENT_STATES })
  @IsOptional()
  @IsIn(PLACEMENT_STATES)
  status?: PlacementState;
}

class LegAnswerView {
  @ApiProperty() leg: number;
  @ApiProperty({ enum: ['accepted', 'declined'] }) answer: 'accepted' | 'declined';
  @ApiProperty({ type: String, nullable: true }) reason: string | null;
}

class PlacementView {
  @ApiProperty() id: string;
  @ApiProperty({ description: 'Stands for the student until the placement is confirmed' }) token: string;
  @ApiProperty() offerId: string;
  @ApiProperty({ type: String, nullable: true }) runId: string | null;
  @ApiProperty({ enum: PLACEMENT_STATES }) status: PlacementState;
  @ApiProperty({ enum: PLACEMENT_STATES, isArray: true }) next: readonly PlacementState[];
  @ApiProperty({ type: String, nullable: true }) reason: string | null;
  @ApiProperty({ type: [LegAnswerView] }) answers: LegAnswerView[];
}

class PlacementListView {
  @ApiProperty({ type: [PlacementView] }) items: PlacementView[];
  @ApiProperty({ type: String, nullable: true }) next: string | null;
}

class DeclineInput {
  @ApiProperty({ enum: DECLINE_REASONS }) @IsIn(DECLINE_REASONS) reason: DeclineReason;
}

@ApiTags('placements')
@Controller('api/v1/placements')
export class PlacementsController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(PlacementsService) private readonly service: PlacementsService,
  ) {}

  @Get()
  @Allows('placements.read')
  @ApiOperation({ summary: 'Placements, oldest first. No names: a provider sees none before it confirms' })
  @ApiOkResponse({ type: PlacementListView })
  @DescribesProblems(400)
  async list(@Query() { runId, offerId, status, limit, cursor }: PlacementQuery): Promise<PlacementListView> {
    const [after] = readCursor(cursor, ['string']) ?? [''];
    const query = this.database.reader
      .createQueryBuilder(Placement, 'placement')
      .where('placement.id > :after', { after })
      .orderBy('placement.id')
      .take(limit + 1);
    if (runId) query.andWhere('placement.runId = :runId', { runId });
    if (offerId) query.andWhere('placement.offerId = :offerId', { offerId });
    if (status) query.andWhere('placement.status = :status', { status });
    const page = pageOf(await query.getMany(), limit, (row) => [row.id]);
    return { items: await this.views(page.items), next: page.next };
  }

  @Get(':id')
  @Allows('placements.read')
  @ApiOperation({ summary: 'One placement' })
  @ApiOkResponse({ type: PlacementView })
  @DescribesProblems(404)
  async read(@Param('id', ParseUUIDPipe) id: string): Promise<PlacementView> {
    const placement = await this.database.reader.findOneBy(Placement, { id });
    if (!placement) throw problem(404, 'There is no such placement.');
    return this.view(placement);
  }

  @Post(':id/legs/:leg/accept')
  @Allows('placements.answer')
  @HttpCode(200)
  @ApiOperation({ summary: "The leg's provider takes the learner" })
  @ApiOkResponse({ type: PlacementView })
  @DescribesProblems(404, 409)
  async accept(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('leg', ParseIntPipe) leg: number,
  ): Promise<PlacementView> {
    return this.answer(await this.service.answerLeg(id, leg, { kind: 'accepted' }, 'operator'));
  }

  @Post(':id/legs/:leg/decline')
  @Allows('placements.answer')
  @HttpCode(200)
  @ApiOperation({ summary: "The leg's provider does not take the learner, and says why" })
  @ApiOkResponse({ type: PlacementView })
  @DescribesProblems(400, 404, 409)
  async decline(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('leg', ParseIntPipe) leg: number,
    @Body() { reason }: DeclineInput,
  ): Promise<PlacementView> {
    return this.answer(await this.service.answerLeg(id, leg, { kind: 'declined', reason }, 'operator'));
  }

  private async answer(result: Result<Placement, PlacementRefusal>): Promise<PlacementView> {
    if (result.ok) return this.view(result.value);
    const { refusal } = result;
    switch (refusal.kind) {
      case 'not-found':
        throw problem(404, 'There is no such placement.');
      case 'no-such-leg':
        throw problem(404, `The placement has legs 1 to ${refusal.legs}.`);
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

  private async view(placement: Placement, manager = this.database.reader): Promise<PlacementView> {
    const [view] = await this.views([placement], manager);
    if (!view) throw new Error('A placement without a view');
    return view;
  }

  private async views(
    placements: readonly Placement[],
    manager = this.database.reader,
  ): Promise<PlacementView[]> {
    if (placements.length === 0) return [];
    const answers = await manager
      .createQueryBuilder(PlacementAnswer, 'answer')
      .where('answer.placementId IN (:...ids)', { ids: placements.map(({ id }) => id) })
      .orderBy('answer.leg')
      .getMany();
    return placements.map(({ id, token, offerId, runId, status, reason }) => ({
      id,
      token,
      offerId,
      runId,
      status,
      next: nextPlacementStates(status),
      reason,
      answers: answers
        .filter((each) => each.placementId === id)
        .map(({ leg, answer, reason: why }) => ({ leg, answer, reason: why })),
    }));
  }
}
