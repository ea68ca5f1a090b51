import { Body, Controller, Get, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { ArrayNotEmpty, IsIn, IsNotEmpty, MaxLength } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { Allows, By, type Member, TOKEN_SCOPES, type TokenScope } from '../../../access/index.js';
import { checkForm, faultsInPage, problem, ParseId } from '../../../web/index.js';
import { ApiTokensService } from '../../api-tokens.service.js';
import { dayWords, minuteWords } from '../../rules/moment-words.js';

const DAYS = [30, 90, 365] as const;

class TokenForm {
  @MaxLength(100, { message: 'Enter a name of at most 100 characters' })
  @IsNotEmpty({ message: 'Enter what the token is for' })
  name: string;

  @IsIn(TOKEN_SCOPES, { each: true, message: 'Choose from the list' })
  @ArrayNotEmpty({ message: 'Choose at least one thing that the token may do' })
  @Transform(({ value }: { value: unknown }) => (value === undefined ? [] : [value].flat()))
  scopes: TokenScope[];

  @IsIn(DAYS, { message: 'Choose how long it works' })
  @Type(() => Number)
  days: number;
}

/** An organisation's API tokens. A new one is shown in the answer to the form that made it, and never again. */
@ApiExcludeController()
@Allows('tokens.manage')
@Controller('tokens')
export class TokensController {
  constructor(@Inject(ApiTokensService) private readonly tokens: ApiTokensService) {}

  @Get()
  async see(@By() member: Member, @Res() reply: FastifyReply): Promise<void> {
    await this.show(member, reply);
  }

  @Post()
  async make(
    @By() member: Member,
    @Body() body: Record<string, unknown>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const filled = await checkForm(TokenForm, body);
    if (!filled.isRight) {
      void reply.status(422);
      return this.show(member, reply, { typed: body, ...faultsInPage(filled.faults) });
    }
    const { token } = await this.tokens.make(member, filled.form);
    await this.show(member, reply, { newToken: token });
  }

  @Post(':id/revoke')
  async revoke(
    @By() member: Member,
    @Param('id', ParseId) id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (!(await this.tokens.revoke(member, id))) throw problem(404, 'There is no such token in use.');
    await reply.redirect('/tokens', 303);
  }

  private async show(member: Member, reply: FastifyReply, more: object = {}): Promise<void> {
    const now = new Date();
    const tokens = await this.tokens.of(member.organisationId);
    await reply.view('identity/pages/manage-tokens/tokens.njk', {
      tokens: tokens.map(({ id, name, startsWith, scopes, expiresAt, usedAt, revokedAt }) => ({
        id,
        name,
        startsWith,
        scopes: scopes.join(', '),
        isInUse: !revokedAt && expiresAt > now,
        state: revokedAt
          ? `Revoked on ${dayWords(revokedAt)}`
          : `${expiresAt > now ? 'Works until' : 'Ended on'} ${dayWords(expiresAt)}`,
        used: usedAt ? `last used ${minuteWords(usedAt)}` : 'never used',
      })),
      scopes: TOKEN_SCOPES.map((scope) => ({ value: scope, text: scope })),
      days: DAYS.map((days) => ({ value: String(days), text: `${days} days` })),
      ...more,
    });
  }
}
