import { Controller, Get, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AllowsAnyone } from '../../../access/index.js';
import { rulesOn } from '../../rules/retention-rules.js';

/** The privacy notice, made of the very rules by which data is erased. */
@ApiExcludeController()
@AllowsAnyone()
@Controller('privacy')
export class PrivacyNoticeController {
  @Get()
  async see(@Res() reply: FastifyReply): Promise<void> {
    const rules = rulesOn(new Date().toISOString().slice(0, 10));
    await reply.view('privacy/pages/privacy-notice/privacy-notice.njk', { rules });
  }
}
