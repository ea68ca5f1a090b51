import { Body, Controller, Get, HttpCode, Inject, Param, Patch, Post, Query, Req } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiPropertyOptional,
  ApiTags,
} from '@nestjs/swagger';
import { IsEmail, IsOptional, IsUUID, Matches, MaxLength } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import { type Actor, Allows, By, type Member } from '../access/index.js';
import { Database, fixed } from '../database/index.js';
import { changesBetween, recordEvent } from '../identity/index.js';
import {
  DescribesProblems,
  pageOf,
  PageQuery,
  problem,
  readCursor,
  ParseId,
  MayBeLeftOut,
  RateLimits,
} from '../web/index.js';
import { mayEditHei, ofHeisWithin } from './cohort.policy.js';
import { CohortsRepository } from './cohorts.repository.js';
import { Hei } from './hei.entity.js';
import { type InviteStudentRefusal, StudentInvitations } from './student-invitations.service.js';

const MAYBE = { type: String, nullable: true } as const;

class HeiView {
  @ApiProperty() id: string;
  @ApiProperty() name: string;
  @ApiProperty(MAYBE) ukprn: string | null;
  @ApiProperty(MAYBE) contactEmail: string | null;
}

class HeiListView {
  @ApiProperty({ type: [HeiView] }) items: HeiView[];
}

class HeiChanges {
  @ApiPropertyOptional({ ...MAYBE, description: "Address of the HEI's placement team" })
  @IsOptional()
  @IsEmail()
  @MaxLength(254)
  contactEmail?: string | null;
  @ApiPropertyOptional(MAYBE)
  @IsOptional()
  @Matches(/^1\d{7}$/, { message: 'wanted a UKPRN: 8 digits that start with 1' })
  ukprn?: string | null;
}

class BlockView {
  @ApiProperty() id: string;
  @ApiProperty() heiId: string;
  @ApiProperty() heiName: string;
  @ApiProperty() profession: string;
  @ApiProperty() year: number;
  @ApiProperty() startsOn: string;
  @ApiProperty() endsOn: string;
  @ApiProperty() daysPerWeek: number;
  @ApiProperty({ description: 'Students who need a place in it' }) requests: number;
}

class BlockListView {
  @ApiProperty({ type: [BlockView] }) items: BlockView[];
}

class StudentQuery extends PageQuery {
  @ApiPropertyOptional() @MayBeLeftOut() @IsUUID() heiId?: string;
  @ApiPropertyOptional() @MayBeLeftOut() @IsUUID() blockId?: string;
}

class StudentView {
  @ApiProperty() requestId: string;
  @ApiProperty() studentId: string;
  @ApiProperty() ref: string;
  @ApiProperty() heiId: string;
  @ApiProperty() blockId: string;
  @ApiProperty() profession: string;
  @ApiProperty() year: number;
  @ApiProperty({ description: 'First half of the home postcode' }) district: string;
}

class StudentListView {
  @ApiProperty({ type: [StudentView] }) items: StudentView[];
  @ApiProperty(MAYBE) next: string | null;
}

@ApiTags('cohorts')
@Controller('api/v1')
export class CohortsController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CohortsRepository) private readonly cohorts: CohortsRepository,
    @Inject(StudentInvitations) private readonly invitations: StudentInvitations,
    @Inject(RateLimits) private readonly limits: RateLimits,
  ) {}

  @Get('heis')
  @Allows('cohorts.read')
  @ApiOperation({ summary: 'HEIs that bring students: your own, or all for a coordinator' })
  @ApiOkResponse({ type: HeiListView })
  async heis(@By() actor: Actor): Promise<HeiListView> {
    const within = ofHeisWithin(actor, 'cohorts.read', fixed('hei.id'));
    return { items: (await this.cohorts.heis(within)).map(heiView) };
  }

  @Patch('heis/:id')
  @Allows('cohorts.edit')
  @ApiOperation({ summary: 'Says where mails to an HEI go' })
  @ApiOkResponse({ type: HeiView })
  @DescribesProblems(400, 404)
  async changeHei(
    @By() actor: Actor,
    @Param('id', ParseId) id: string,
    @Body() changes: HeiChanges,
  ): Promise<HeiView> {
    return this.database.inTransaction(async (manager) => {
      const hei = mayEditHei(actor, id).isAllowed ? await this.cohorts.hei(id, manager) : null;
      if (!hei) throw problem(404, 'There is no such HEI.');
      const told = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
      const changed: Hei = { ...hei, ...told };
      await manager.update(Hei, { id }, changed);
      await recordEvent(manager, {
        type: 'hei-changed',
        actor,
        subjectType: 'hei',
        subjectId: id,
        changes: changesBetween(hei, changed, { open: ['name'], personal: ['contactEmail'] }),
      });
      return heiView(changed);
    });
  }

  @Get('blocks')
  @Allows('cohorts.read')
  @ApiOperation({ summary: 'Blocks, soonest first, with how many students need a place in each' })
  @ApiOkResponse({ type: BlockListView })
  async blocks(@By() actor: Actor): Promise<BlockListView> {
    const rows = await this.cohorts.blocks(ofHeisWithin(actor, 'cohorts.read', fixed('h.id')));
    return {
      items: rows.map(({ halfDays, requests, ...row }) => ({
        ...row,
        daysPerWeek: halfDays / 2,
        requests: Number(requests),
      })),
    };
  }

  @Get('students')
  @Allows('cohorts.read')
  @ApiOperation({ summary: 'Students by request, without names or addresses' })
  @ApiOkResponse({ type: StudentListView })
  @DescribesProblems(400)
  async students(
    @By() actor: Actor,
    @Query() { heiId, blockId, limit, cursor }: StudentQuery,
  ): Promise<StudentListView> {
    const [after] = readCursor(cursor, ['string']) ?? [''];
    const within = ofHeisWithin(actor, 'cohorts.read', fixed('s.hei_id'));
    const rows = await this.cohorts.requests({ heiId, blockId }, within, limit, String(after));
    return pageOf(rows, limit, (row) => [row.requestId]);
  }

  @Post('students/:id/invitation')
  @Allows('students.invite')
  @HttpCode(202)
  @ApiOperation({ summary: 'Invites a student, at the address in the record, to see that record' })
  @ApiAcceptedResponse({ description: 'The student hears of it by mail' })
  @DescribesProblems(400, 404, 409)
  async invite(
    @By() actor: Member,
    @Param('id', ParseId) id: string,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    await this.limits.take(request, 'invite-organisation', actor.organisationId);
    const answer = await this.invitations.invite(actor, id);
    if (!answer.ok) throw problem(...INVITE_REFUSALS[answer.refusal]);
  }
}

const INVITE_REFUSALS: Readonly<Record<InviteStudentRefusal, [status: number, words: string]>> = {
  'not-found': [404, 'There is no such student.'],
  'no-address': [409, 'The record of the student has no e-mail address. Bring one in with a file.'],
  'invited-already': [409, 'There is an open invitation to this student.'],
  'has-role-already': [409, 'This student can sign in already.'],
};

function heiView({ id, name, ukprn, contactEmail }: Hei): HeiView {
  return { id, name, ukprn, contactEmail };
}
