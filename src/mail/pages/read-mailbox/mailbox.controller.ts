import { Controller, Get, Header, Inject, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CONFIG, type Config } from '../../../config/index.js';
import { problem } from '../../../web/index.js';
import { readMailbox, readMailboxMail } from '../../mailbox.reader.js';

const MOST_SHOWN = 100;

/** The mails that were written to files, to be read where no mail server is set up. */
@ApiExcludeController()
@Controller('mailbox')
export class MailboxController {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  @Get()
  async list(@Res() reply: FastifyReply): Promise<void> {
    const { total, entries } = await readMailbox(this.config.mail.folder, MOST_SHOWN);
    await reply.view('mail/pages/read-mailbox/mailbox.njk', {
      isSmtp: this.config.mail.kind === 'smtp',
      total,
      entries: entries.map((entry) => ({
        ...entry,
        sentAt: entry.sentAt.toISOString().slice(0, 16).replace('T', ' '),
      })),
    });
  }

  @Get(':id')
  async read(@Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
    const mail = await readMailboxMail(this.config.mail.folder, id);
    if (!mail) throw problem(404, 'There is no such mail.');
    await reply.view('mail/pages/read-mailbox/mail.njk', { mail });
  }

  /** The HTML part alone, for a frame that may do nothing. */
  @Get(':id/html')
  @Header('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox")
  async html(@Param('id') id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const mail = await readMailboxMail(this.config.mail.folder, id);
    if (!mail) throw problem(404, 'There is no such mail.');
    void reply.type('text/html; charset=utf-8');
    return mail.html;
  }
}
