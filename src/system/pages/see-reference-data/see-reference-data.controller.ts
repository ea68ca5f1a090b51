import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Allows } from '../../../access/index.js';
import { SystemRepository } from '../../system.repository.js';

const TABLE_WORDS: Readonly<Record<string, string>> = {
  nhs_region: 'NHS regions',
  adass_region: 'Regions of adult social services (ADASS)',
  icb: 'Integrated care boards',
  local_authority: 'Councils with social care duties',
  local_authority_icb: 'Which council lies in which care board',
  postcode_district: 'Postcode districts',
  profession: 'Professions',
  placement_model: 'Models of placement',
  hei_register_entry: 'Universities and colleges on the register',
  care_certificate_standard: 'Standards of the Care Certificate',
};

/** The facts that ship with Fairplace: how many, and how many have ended. */
@ApiExcludeController()
@Allows('organisations.approve')
@Controller('system/reference-data')
export class SeeReferenceDataController {
  constructor(@Inject(SystemRepository) private readonly system: SystemRepository) {}

  @Get()
  async see(@Res() reply: FastifyReply): Promise<void> {
    const tables = await this.system.referenceTables(new Date().toISOString().slice(0, 10));
    await reply.view('system/pages/see-reference-data/reference-data.njk', {
      tables: tables.map(({ table, rows, ended }) => ({ name: TABLE_WORDS[table] ?? table, rows, ended })),
    });
  }
}
