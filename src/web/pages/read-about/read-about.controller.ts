import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AllowsAnyone } from '../../../access/index.js';
import { problem } from '../../problem.js';

const AUDIENCES = ['hosts', 'universities', 'students', 'systems'];

/** What Fairplace is for each who may come, and the pages that every service owes its readers. */
@ApiExcludeController()
@AllowsAnyone()
@Controller()
export class ReadAboutController {
  @Get('for/:audience')
  async about(@Param('audience') audience: string, @Res() reply: FastifyReply): Promise<void> {
    if (!AUDIENCES.includes(audience)) throw problem(404, 'There is no such page.');
    await reply.view(`web/pages/read-about/for-${audience}.njk`, {});
  }

  @Get('help')
  async help(@Res() reply: FastifyReply): Promise<void> {
    await reply.view('web/pages/read-about/help.njk', {});
  }

  @Get('accessibility')
  async accessibility(@Res() reply: FastifyReply): Promise<void> {
    await reply.view('web/pages/read-about/accessibility.njk', {});
  }

  @Get('cookies')
  async cookies(@Res() reply: FastifyReply): Promise<void> {
    await reply.view('web/pages/read-about/cookies.njk', {});
  }
}
