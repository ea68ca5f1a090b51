import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AllowsAnyone } from '../../../access/index.js';
import { homeOf } from '../../menu.js';

/** What Fairplace is, for visitors; everybody else goes on to where their work begins. */
@ApiExcludeController()
@AllowsAnyone()
@Controller()
export class HomeController {
  @Get()
  async home(@Req() { viewer }: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const home = homeOf(viewer);
    if (home !== '/') return void (await reply.redirect(home, 303));
    await reply.view('web/pages/home/home.njk', {});
  }
}
