import { Readable } from 'node:stream';
import { Controller, Get, Inject, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Allows, By, type Member } from '../../../access/index.js';
import { writeCsv } from '../../../csv/index.js';
import { AuditService, type ToldEvent } from '../../audit.service.js';
import { minuteWords } from '../../rules/moment-words.js';

const EVENTS_A_PAGE = 50;
const EVENTS_A_READ = 500;
const COLUMNS = [
  'number',
  'happened_at',
  'event',
  'actor',
  'actor_name',
  'subject_type',
  'subject_id',
  'data',
  'changes',
] as const;

/** What an organisation's people did and what was done to it: on a page, and as a file. */
@ApiExcludeController()
@Allows('audit.read')
@Controller('audit-trail')
export class AuditController {
  constructor(@Inject(AuditService) private readonly audit: AuditService) {}

  @Get()
  async read(
    @By() member: Member,
    @Query('before') before: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const from = typeof before === 'string' && /^\d{1,9}$/.test(before) ? Number(before) : null;
    const events = await this.audit.of(member, { before: from, limit: EVENTS_A_PAGE + 1 });
    const shown = events.slice(0, EVENTS_A_PAGE);
    await reply.view('identity/pages/read-audit-trail/audit-trail.njk', {
      events: shown.map((event) => ({
        ...event,
        words: event.type.replaceAll('-', ' '),
        when: minuteWords(event.happenedAt),
        who: event.actorName ?? event.actor,
        changes: Object.entries(event.changes ?? {}).map(([field, change]) => ({
          field,
          before: change === 'changed' ? null : JSON.stringify(change.before),
          after: change === 'changed' ? null : JSON.stringify(change.after),
        })),
      })),
      older: events.length > EVENTS_A_PAGE ? shown.at(-1)?.sequence : null,
    });
  }

  @Get('events.csv')
  async file(@By() member: Member, @Res() reply: FastifyReply): Promise<void> {
    void reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', 'attachment; filename="audit-trail.csv"');
    await reply.send(Readable.from(writeCsv(this.rows(member), COLUMNS)));
  }

  private async *rows(member: Member) {
    let before: number | null = null;
    for (;;) {
      const events: ToldEvent[] = await this.audit.of(member, { before, limit: EVENTS_A_READ });
      for (const {
        sequence,
        happenedAt,
        type,
        actor,
        actorName,
        subjectType,
        subjectId,
        ...more
      } of events) {
        yield {
          number: sequence,
          happened_at: happenedAt.toISOString(),
          event: type,
          actor,
          actor_name: actorName,
          subject_type: subjectType,
          subject_id: subjectId,
          data: JSON.stringify(more.data),
          changes: JSON.stringify(more.changes ?? {}),
        };
      }
      before = events.at(-1)?.sequence ?? null;
      if (events.length < EVENTS_A_READ) return;
    }
  }
}
