import { Controller, Get, HttpCode, Inject, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiPropertyOptional,
  ApiTags,
} from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { type Actor, Allows, By } from '../access/index.js';
import { Database } from '../database/index.js';
import { recordEvent } from '../identity/index.js';
import { putInOutbox } from '../queue/index.js';
import { DescribesProblems, pageOf, PageQuery, problem, readCursor } from '../web/index.js';
import { Delivery } from './delivery.entity.js';
import { RECIPIENT_KINDS } from './rules/audiences.js';
import { DELIVERY_STATES, type DeliveryState } from './rules/delivery-states.js';

const MAYBE = { type: String, nullable: true } as const;

class DeliveryQuery extends PageQuery {
  @ApiPropertyOptional({ enum: DELIVERY_STATES }) @IsOptional() @IsIn(DELIVERY_STATES) status?: DeliveryState;
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
  constructor(@Inject(Database) private readonly database: Database) {}

  @Get()
  @ApiOperation({ summary: 'The delivery log, newest first. No addresses' })
  @ApiOkResponse({ type: DeliveryListView })
  @DescribesProblems(400)
  async list(@Query() { status, limit, cursor }: DeliveryQuery): Promise<DeliveryListView> {
    const after = readCursor(cursor, ['string']);
    const query = this.database.reader
      .createQueryBuilder(Delivery, 'delivery')
      .orderBy('delivery.id', 'DESC')
      .take(limit + 1);
    if (status) query.andWhere('delivery.status = :status', { status });
    if (after) query.andWhere('delivery.id < :id', { id: after[0] });
    const page = pageOf(await query.getMany(), limit, (row) => [row.id]);
    return { items: page.items.map(deliveryView), next: page.next };
  }

  @Post(':id/send-again')
  @HttpCode(202)
  @ApiOperation({ summary: 'Sends a mail that failed, or of which nobody knows whether it arrived' })
  @ApiAcceptedResponse({ description: 'It is on the queue again' })
  @DescribesProblems(404, 409)
  async sendAgain(@By() actor: Actor, @Param('id', ParseUUIDPipe) id: string): Promise<void> {
    await this.database.inTransaction(async (manager) => {
      const delivery = await manager.findOneBy(Delivery, { id });
      if (!delivery) throw problem(404, 'There is no such delivery.');
      if (delivery.status !== 'failed' && delivery.status !== 'unconfirmed') {
        throw problem(409, `The mail is ${delivery.status}, which does not allow this.`);
      }
      await manager.update(Delivery, { id, status: delivery.status }, { status: 'waiting' });
      await putInOutbox(manager, 'send-mail', [{ deliveryId: id }]);
      await recordEvent(manager, {
        type: 'mail-sent-again',
        actor,
        subjectType: 'delivery',
        subjectId: id,
        data: { from: delivery.status },
      });
    });
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
