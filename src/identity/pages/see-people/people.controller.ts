import { Body, Controller, Get, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsEmail, IsIn, IsNotEmpty, MaxLength } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  Allows,
  By,
  type Member,
  mayUse,
  type Role,
  ROLE_NAMES,
  ROLES,
  rolesOf,
} from '../../../access/index.js';
import {
  checkForm,
  faultsInPage,
  type FieldFault,
  problem,
  RateLimits,
  ParseId,
} from '../../../web/index.js';
import { InvitationsService, type InviteRefusal } from '../../invitations.service.js';
import { type MembershipRefusal, PeopleService } from '../../people.service.js';
import { dayWords } from '../../rules/moment-words.js';

class InvitationForm {
  @MaxLength(200, { message: 'Enter a name of at most 200 characters' })
  @IsNotEmpty({ message: 'Enter their name' })
  name: string;

  @MaxLength(254, { message: 'Enter an e-mail address of at most 254 characters' })
  @IsEmail({}, { message: 'Enter an e-mail address, such as name@example.org' })
  email: string;

  @IsIn(ROLE_NAMES, { message: 'Choose what they will do' })
  role: Role;
}

class RoleForm {
  @IsIn(ROLE_NAMES, { message: 'Choose a role' })
  role: Role;
}

const INVITE_WORDS: Readonly<Record<InviteRefusal, FieldFault>> = {
  'not-a-role-here': { field: 'role', message: 'Choose one of the roles of your organisation' },
  'invited-already': { field: 'email', message: 'There is an open invitation to this address for this role' },
  'has-role-already': { field: 'email', message: 'The person with this address has this role already' },
};

const MEMBERSHIP_WORDS: Readonly<Record<MembershipRefusal, [status: number, words: string]>> = {
  'not-found': [404, 'Nobody in your organisation has this role.'],
  'last-lead': [409, 'This is the last lead. Make somebody else lead first.'],
  'not-a-role-here': [422, 'Your organisation has no such role.'],
};

/** Who belongs to an organisation: seen by its people, seen to by its leads. */
@ApiExcludeController()
@Controller('people')
export class PeopleController {
  constructor(
    @Inject(PeopleService) private readonly people: PeopleService,
    @Inject(RateLimits) private readonly limits: RateLimits,
    @Inject(InvitationsService) private readonly invitations: InvitationsService,
  ) {}

  @Get()
  @Allows('people.read')
  async see(@By() member: Member, @Res() reply: FastifyReply): Promise<void> {
    await this.show(member, reply);
  }

  @Post('invitations')
  @Allows('people.manage')
  async invite(
    @By() member: Member,
    @Body() body: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const filled = await checkForm(InvitationForm, body);
    if (filled.isRight) await this.limits.take(request, 'invite-organisation', member.organisationId);
    const answer = filled.isRight ? await this.invitations.invite(member, filled.form) : undefined;
    if (answer?.ok) return void (await reply.redirect('/people', 303));
    const faults = filled.isRight ? [INVITE_WORDS[answer?.refusal ?? 'not-a-role-here']] : filled.faults;
    void reply.status(422);
    await this.show(member, reply, { typed: body, ...faultsInPage(faults) });
  }

  @Post('invitations/:id/withdraw')
  @Allows('people.manage')
  async withdraw(
    @By() member: Member,
    @Param('id', ParseId) id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (!(await this.invitations.withdraw(member, id)))
      throw problem(404, 'There is no such open invitation.');
    await reply.redirect('/people', 303);
  }

  @Post('memberships/:id/role')
  @Allows('people.manage')
  async changeRole(
    @By() member: Member,
    @Param('id', ParseId) id: string,
    @Body() body: Record<string, unknown>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const filled = await checkForm(RoleForm, body);
    if (!filled.isRight) throw problem(422, 'Choose a role.', { errors: filled.faults });
    const answer = await this.people.changeRole(member, id, filled.form.role);
    if (!answer.ok) throw problem(...MEMBERSHIP_WORDS[answer.refusal]);
    await reply.redirect('/people', 303);
  }

  @Post('memberships/:id/remove')
  @Allows('people.manage')
  async remove(
    @By() member: Member,
    @Param('id', ParseId) id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const answer = await this.people.removeRole(member, id);
    if (!answer.ok) throw problem(...MEMBERSHIP_WORDS[answer.refusal]);
    await reply.redirect('/people', 303);
  }

  @Post('leave')
  @Allows('people.read')
  async leave(
    @By() member: Member,
    @Body() { membershipId }: Record<string, unknown>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const own = (await this.people.members(member.organisationId)).find(
      (each) => each.personId === member.personId && each.membershipId === membershipId,
    );
    const answer = own ? await this.people.removeRole(member, own.membershipId) : undefined;
    if (!answer) throw problem(404, 'You have no such role.');
    if (!answer.ok) throw problem(...MEMBERSHIP_WORDS[answer.refusal]);
    await reply.redirect('/account', 303);
  }

  private async show(member: Member, reply: FastifyReply, more: object = {}): Promise<void> {
    const canManage = mayUse(member, 'people.manage').isAllowed;
    const [members, open] = await Promise.all([
      this.people.members(member.organisationId),
      canManage ? this.invitations.open(member.organisationId) : [],
    ]);
    await reply.view('identity/pages/see-people/people.njk', {
      canManage,
      members: members.map((each) => ({
        ...each,
        roleName: ROLES[each.role].name,
        isSelf: each.personId === member.personId,
      })),
      invitations: open.map(({ id, name, email, role, expiresAt }) => ({
        id,
        name,
        email,
        roleName: ROLES[role].name,
        until: dayWords(expiresAt),
      })),
      roles: rolesOf(member.organisationKind)
        .filter((role) => ROLES[role].isByInvitation)
        .map((role) => ({ value: role, text: ROLES[role].name })),
      ...more,
    });
  }
}
