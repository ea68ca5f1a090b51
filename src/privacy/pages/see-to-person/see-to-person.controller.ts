import { Body, Controller, Get, HttpCode, Inject, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Equals, IsEmail, MaxLength } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { Allows, By, type Member } from '../../../access/index.js';
import { checkForm, faultsInPage, problem } from '../../../web/index.js';
import { PersonalDataService } from '../../personal-data.service.js';
import { sectionWords } from '../section-words.js';

class PersonForm {
  @MaxLength(254, { message: 'Enter an e-mail address of at most 254 characters' })
  @IsEmail({}, { message: 'Enter the e-mail address of the person, such as name@example.org' })
  email: string;
}

class EraseForm extends PersonForm {
  @Equals('yes', { message: 'Tick the box to say that you know that this cannot be undone' })
  isSure: string;
}

const PAGE = 'privacy/pages/see-to-person/see-to-person.njk';

/**
 * The rights of one person over what is kept about them, seen to by somebody who answers for it: an HEI's lead for
 * its students, an administrator for everybody. The address is never part of a page's address, which logs keep.
 */
@ApiExcludeController()
@Allows('persons.export')
@Controller('persons')
export class SeeToPersonController {
  constructor(@Inject(PersonalDataService) private readonly data: PersonalDataService) {}

  @Get()
  async ask(@Res() reply: FastifyReply): Promise<void> {
    await reply.view(PAGE, {});
  }

  @Post()
  @HttpCode(200)
  async show(@By() member: Member, @Body() body: unknown, @Res() reply: FastifyReply): Promise<void> {
    const filled = await checkForm(PersonForm, trimmed(body));
    if (!filled.isRight) {
      void reply.status(422);
      return reply.view(PAGE, { email: filled.typed.email, ...faultsInPage(filled.faults) });
    }
    await this.showPerson(member, filled.form.email, reply);
  }

  @Post('file.json')
  @HttpCode(200)
  async take(@By() member: Member, @Body() body: unknown, @Res() reply: FastifyReply): Promise<void> {
    const filled = await checkForm(PersonForm, trimmed(body));
    if (!filled.isRight) throw problem(422, 'Name the person by e-mail address.', { errors: filled.faults });
    const data = await this.data.about(filled.form.email, member);
    await reply
      .header('content-disposition', 'attachment; filename="personal-data.json"')
      .type('application/json; charset=utf-8')
      .send(JSON.stringify(data, null, 2));
  }

  @Post('erase')
  @HttpCode(200)
  async erase(@By() member: Member, @Body() body: unknown, @Res() reply: FastifyReply): Promise<void> {
    const filled = await checkForm(EraseForm, trimmed(body));
    if (!filled.isRight) {
      const email = (await checkForm(PersonForm, trimmed(body))).isRight ? filled.typed.email : undefined;
      if (typeof email !== 'string') {
        throw problem(422, 'Name the person by e-mail address.', { errors: filled.faults });
      }
      void reply.status(422);
      return this.showPerson(member, email, reply, faultsInPage(filled.faults));
    }
    const erased = await this.data.erase(filled.form.email, member);
    await reply.view(PAGE, {
      erased: Object.entries(erased)
        .filter(([, count]) => count > 0)
        .map(([what, count]) => ({ what: ERASED_WORDS[what] ?? what, count })),
    });
  }

  private async showPerson(
    member: Member,
    email: string,
    reply: FastifyReply,
    more: object = {},
  ): Promise<void> {
    const { sections } = await this.data.about(email, member);
    await reply.view(PAGE, {
      email,
      isKnown: sections.length > 0,
      sections: sections.map(sectionWords),
      ...more,
    });
  }
}

const ERASED_WORDS: Readonly<Record<string, string>> = {
  students: 'student records made nobody in particular',
  rowsOfFiles: 'rows of files that were sent in',
  memberships: 'roles as a student',
  studentInvitations: 'invitations as a student',
  invitations: 'invitations',
  claims: 'requests to act for an organisation',
  contacts: 'hosts whose contact this was',
  educators: 'educator entries',
  persons: 'people who could sign in',
};

function trimmed(body: unknown): object {
  const { email, isSure } = (body ?? {}) as Record<string, unknown>;
  return { email: typeof email === 'string' ? email.trim() : '', isSure };
}
