import { Controller, Get, Header, Inject, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AllowsAnyone } from '../../../access/index.js';
import { CONFIG, type Config } from '../../../config/index.js';
import { problem } from '../../../web/index.js';
import { readMailbox, readMailboxMail } from '../../mailbox.reader.js';

const MOST_SHOWN = 100;

/** The mails that were written to files. In the demo alone: whoever reads mails can sign in as anybody. */
@ApiExcludeController()
@AllowsAnyone()
@Controller('mailbox')
export class MailboxController {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  @Get()
  async list(@Res() reply: FastifyReply): Promise<void> {
    this.refuseOutsideDemo();
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
    this.refuseOutsideDemo();
    const mail = await readMailboxMail(this.config.mail.folder, id);
    if (!mail) throw problem(404, 'There is no such mail.');
    await reply.view('mail/pages/read-mailbox/mail.njk', { mail });
  }

  /** The HTML part alone, for a frame that may do nothing. */
  @Get(':id/html')
  @Header('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox")
  async html(@Param('id') id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    this.refuseOutsideDemo();
    const mail = await readMailboxMail(this.config.mail.folder, id);
    if (!mail) throw problem(404, 'There is no such mail.');
    void reply.type('text/html; charset=utf-8');
    return mail.html;
  }

  private refuseOutsideDemo(): void {
    if (!this.config.isDemo) throw problem(404, 'There is no such page.');
  }
}
