import { Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiPropertyOptional,
  ApiTags,
} from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { type Actor, Allows, By } from '../access/index.js';
import {
  DescribesProblems,
  MayBeLeftOut,
  pageOf,
  PageQuery,
  ParseId,
  problem,
  readCursor,
} from '../web/index.js';
import type { Delivery } from './delivery.entity.js';
import { DeliveryLog } from './delivery-log.service.js';
import { RECIPIENT_KINDS } from './rules/audiences.js';
import { DELIVERY_STATES, type DeliveryState } from './rules/delivery-states.js';

const MAYBE = { type: String, nullable: true } as const;

class DeliveryQuery extends PageQuery {
  @ApiPropertyOptional({ enum: DELIVERY_STATES })
  @MayBeLeftOut()
  @IsIn(DELIVERY_STATES)
  status?: DeliveryState;
}

class DeliveryView {
  @ApiProperty() id: string;
  @ApiProperty() template: string;
  @ApiProperty({ enum: RECIPIENT_KINDS }) recipientKind: string;
  @ApiProperty() recipientId: string;
  @ApiProperty({ enum: DELIVERY_STATES }) status: DeliveryState;
  @ApiProperty() attempts: number;
  @ApiProperty({ ...MAYBE, description: "The mail server's last word" }) lastAnswer: string | null;
  @ApiProperty({ format: 'date-time' }) createdAt: string;
  @ApiProperty({ ...MAYBE, format: 'date-time' }) sentAt: string | null;
}

class DeliveryListView {
  @ApiProperty({ type: [DeliveryView] }) items: DeliveryView[];
  @ApiProperty(MAYBE) next: string | null;
}

@ApiTags('notifications')
@Allows('service.operate')
@Controller('api/v1/deliveries')
export class DeliveriesController {
  constructor(@Inject(DeliveryLog) private readonly log: DeliveryLog) {}

  @Get()
  @ApiOperation({ summary: 'The delivery log, newest first. No addresses' })
  @ApiOkResponse({ type: DeliveryListView })
  @DescribesProblems(400)
  async list(@Query() { status, limit, cursor }: DeliveryQuery): Promise<DeliveryListView> {
    const after = readCursor(cursor, ['string']);
    const rows = await this.log.list(status, limit, after ? String(after[0]) : undefined);
    const page = pageOf(rows, limit, (row) => [row.id]);
    return { items: page.items.map(deliveryView), next: page.next };
  }

  @Post(':id/send-again')
  @HttpCode(202)
  @ApiOperation({ summary: 'Sends a mail that failed, or of which nobody knows whether it arrived' })
  @ApiAcceptedResponse({ description: 'It is on the queue again' })
  @DescribesProblems(404, 409)
  async sendAgain(@By() actor: Actor, @Param('id', ParseId) id: string): Promise<void> {
    const answer = await this.log.sendAgain(id, actor);
    if (answer.ok) return;
    if (answer.refusal.kind === 'not-found') throw problem(404, 'There is no such delivery.');
    throw problem(409, `The mail is ${answer.refusal.from}, which does not allow this.`);
  }
}

function deliveryView(delivery: Delivery): DeliveryView {
  const { id, template, recipientKind, recipientId, status, attempts, lastAnswer, createdAt, sentAt } =
    delivery;
  return {
    id,
    template,
    recipientKind,
    recipientId,
    status,
    attempts,
    lastAnswer,
    createdAt: createdAt.toISOString(),
    sentAt: sentAt?.toISOString() ?? null,
  };
}
