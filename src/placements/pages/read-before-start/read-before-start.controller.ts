import { Controller, Get, Inject, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type Actor, Allows, By, may, scopeOf } from '../../../access/index.js';
import { HostProfiles, ProvidersRepository } from '../../../providers/index.js';
import { problem, ParseId } from '../../../web/index.js';
import { HostedRepository } from '../../hosted.repository.js';
import { placementsWithin } from '../../placement.policy.js';

/** What a host tells students before they start: to those with a place there, their universities and its own people. */
@ApiExcludeController()
@Controller('providers/:id/before-you-start')
export class ReadBeforeStartController {
  constructor(
    @Inject(ProvidersRepository) private readonly providers: ProvidersRepository,
    @Inject(HostProfiles) private readonly profiles: HostProfiles,
    @Inject(HostedRepository) private readonly hosted: HostedRepository,
  ) {}

  @Get()
  @Allows('placements.read')
  async read(
    @By() actor: Actor,
    @Param('id', ParseId) id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const provider = await this.providers.provider(id);
    if (!provider || !(await this.mayRead(actor, id))) throw problem(404, 'There is no such page.');
    const { arrival, hours, clothes, travel, induction, safeguardingContact } = await this.profiles.of(id);
    await reply.view('placements/pages/read-before-start/read-before-start.njk', {
      name: provider.name,
      answers: [
        { heading: 'Your first day', text: arrival },
        { heading: 'What happens first', text: induction },
        { heading: 'When you work', text: hours },
        { heading: 'What to wear and bring', text: clothes },
        { heading: 'How to get there', text: travel },
        { heading: 'If you are worried about somebody', text: safeguardingContact },
      ].filter(({ text }) => text !== null),
      isOwn: may(actor, 'hosting.edit', { owners: [id] }).isAllowed,
    });
  }

  private async mayRead(actor: Actor, providerId: string): Promise<boolean> {
    if (scopeOf(actor, 'placements.read').reach === 'all') return true;
    if (may(actor, 'hosting.read', { owners: [providerId] }).isAllowed) return true;
    return this.hosted.isPlacedAt(providerId, placementsWithin(actor));
  }
}
