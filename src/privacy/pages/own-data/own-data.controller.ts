import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AllowsSignedIn, SignedIn } from '../../../access/index.js';
import { SessionsService } from '../../../identity/index.js';
import { PersonalDataService } from '../../personal-data.service.js';
import { sectionWords } from '../section-words.js';

/** Everything that is kept about whoever is signed in: to read, and to take away. */
@ApiExcludeController()
@AllowsSignedIn()
@Controller('account/data')
export class OwnDataController {
  constructor(
    @Inject(PersonalDataService) private readonly data: PersonalDataService,
    @Inject(SessionsService) private readonly sessions: SessionsService,
  ) {}

  @Get()
  async read(@SignedIn() { personId }: { personId: string }, @Res() reply: FastifyReply): Promise<void> {
    const { sections } = await this.about(personId);
    await reply.view('privacy/pages/own-data/own-data.njk', {
      sections: sections.map(sectionWords),
    });
  }

  @Get('file.json')
  async take(@SignedIn() { personId }: { personId: string }, @Res() reply: FastifyReply): Promise<void> {
    const data = await this.about(personId);
    await reply
      .header('content-disposition', 'attachment; filename="my-data.json"')
      .type('application/json; charset=utf-8')
      .send(JSON.stringify(data, null, 2));
  }

  private async about(personId: string) {
    const person = await this.sessions.person(personId);
    if (!person) throw new Error('A session without its person');
    return this.data.about(person.email);
  }
}
