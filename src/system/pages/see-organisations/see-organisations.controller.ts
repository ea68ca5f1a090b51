import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Allows, ROLES } from '../../../access/index.js';
import { PeopleService } from '../../../identity/index.js';
import { pageOf, problem, readCursor, ParseId } from '../../../web/index.js';
import { SystemRepository } from '../../system.repository.js';

const ORGANISATIONS_A_PAGE = 50;
const KIND_WORDS = { provider: 'Host', hei: 'University', system: 'System team' } as const;

/** Every organisation that is here, and who belongs to it. */
@ApiExcludeController()
@Allows('organisations.see')
@Controller('system/organisations')
export class SeeOrganisationsController {
  constructor(
    @Inject(SystemRepository) private readonly system: SystemRepository,
    @Inject(PeopleService) private readonly people: PeopleService,
  ) {}

  @Get()
  async see(
    @Query('name') name: unknown,
    @Query('cursor') cursor: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const words = typeof name === 'string' ? name.trim().slice(0, 100) : '';
    const [after] = readCursor(typeof cursor === 'string' ? cursor : undefined, ['string']) ?? [''];
    const rows = await this.system.organisations(words, ORGANISATIONS_A_PAGE, String(after));
    const page = pageOf(rows, ORGANISATIONS_A_PAGE, ({ id }) => [id]);
    await reply.view('system/pages/see-organisations/organisations.njk', {
      words,
      organisations: page.items.map((each) => ({ ...each, kind: KIND_WORDS[each.kind] })),
      next: page.next,
    });
  }

  @Get(':id')
  async one(@Param('id', ParseId) id: string, @Res() reply: FastifyReply): Promise<void> {
    const organisation = await this.system.organisation(id);
    if (!organisation) throw problem(404, 'There is no such organisation.');
    const members = await this.people.members(id);
    await reply.view('system/pages/see-organisations/organisation.njk', {
      organisation: { ...organisation, kind: KIND_WORDS[organisation.kind] },
      members: members.map(({ name, email, role }) => ({ name, email, role: ROLES[role].name })),
    });
  }
}
