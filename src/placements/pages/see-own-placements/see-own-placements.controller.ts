import { Controller, Get, Inject, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Allows, By, type Member } from '../../../access/index.js';
import { isoDay } from '../../../shared/days.js';
import { problem, ParseId } from '../../../web/index.js';
import { isHeld, OwnPlacements } from '../../own-placements.service.js';
import { calendarFile } from '../../rules/calendar.js';
import { ownPlacementPage, ownRequestRow } from './own-placement-page.js';

/** A student's own pages: which placement, where, when, and how to get there. */
@ApiExcludeController()
@Allows('own-placements.see')
@Controller('my-placements')
export class SeeOwnPlacementsController {
  constructor(@Inject(OwnPlacements) private readonly own: OwnPlacements) {}

  @Get()
  async list(@By() member: Member, @Res() reply: FastifyReply): Promise<void> {
    const requests = await this.own.of(member);
    const today = new Date().toISOString().slice(0, 10);
    const rows = requests.map((each) => ({
      ...ownRequestRow(each, isHeld(each)),
      isPast: isoDay(each.request.record.endsOn) < today,
      isOpen: !isHeld(each) && isoDay(each.request.record.startsOn) > today,
    }));
    await reply.view('placements/pages/see-own-placements/own-placements.njk', {
      coming: rows.filter(({ isPast }) => !isPast).reverse(),
      past: rows.filter(({ isPast }) => isPast),
    });
  }

  @Get(':id')
  async one(
    @By() member: Member,
    @Param('id', ParseId) id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const own = await this.found(member, id);
    await reply.view('placements/pages/see-own-placements/own-placement.njk', ownPlacementPage(own));
  }

  @Get(':id/calendar.ics')
  async calendar(
    @By() member: Member,
    @Param('id', ParseId) id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { placement, offer, legs, request } = await this.found(member, id);
    const first = legs.find(({ point }) => point !== null) ?? legs[0];
    await reply
      .type('text/calendar; charset=utf-8')
      .header('content-disposition', 'attachment; filename="placement.ics"')
      .send(
        calendarFile({
          placementId: placement.id,
          title: `Placement: ${offer.title}`,
          where: [first?.siteName, first?.address, first?.postcode].filter(Boolean).join(', '),
          startsOn: isoDay(request.record.startsOn),
          endsOn: isoDay(request.record.endsOn),
          writtenAt: placement.updatedAt,
        }),
      );
  }

  private async found(member: Member, id: string) {
    const own = await this.own.one(member, id);
    if (!own) throw problem(404, 'There is no such placement of yours.');
    return own;
  }
}
