import { type BeforeApplicationShutdown, Global, Inject, Module } from '@nestjs/common';
import { CONFIG, type Config } from '../config/index.js';
import { FileMailer } from './file-mailer.js';
import { MailboxController } from './pages/read-mailbox/mailbox.controller.js';
import { HANDOVER_FOLDER, MAILER, type Mailer } from './mailer.js';
import { SmtpMailer } from './smtp-mailer.js';

@Global()
@Module({
  controllers: [MailboxController],
  providers: [
    {
      provide: MAILER,
      inject: [CONFIG],
      useFactory: ({ mail }: Config): Mailer =>
        mail.kind === 'smtp' ? new SmtpMailer(mail.url, mail.from) : new FileMailer(mail.folder, mail.from),
    },
    { provide: HANDOVER_FOLDER, inject: [CONFIG], useFactory: ({ mail }: Config) => mail.handoverFolder },
  ],
  exports: [MAILER, HANDOVER_FOLDER],
})
export class MailModule implements BeforeApplicationShutdown {
  constructor(@Inject(MAILER) private readonly mailer: Mailer) {}

  async beforeApplicationShutdown(): Promise<void> {
    await this.mailer.close();
  }
}
