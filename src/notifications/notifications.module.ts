import { Module } from '@nestjs/common';
import { CohortsModule } from '../cohorts/index.js';
import { MatchingModule } from '../matching/index.js';
import { AnnounceEventJob } from './announce-event.job.js';
import { DeliveriesController } from './deliveries.controller.js';
import { DeliveryLog } from './delivery-log.service.js';
import { PreviewLettersController } from './pages/preview-letters/preview-letters.controller.js';
import { SeeMailsController } from './pages/see-mails/see-mails.controller.js';
import { IdentityFacts } from './identity-facts.repository.js';
import { LetterFacts } from './letter-facts.repository.js';
import { MailWriter } from './mail-writer.service.js';
import { RecipientsRepository } from './recipients.repository.js';
import { SendMailJob } from './send-mail.job.js';

@Module({
  imports: [CohortsModule, MatchingModule],
  controllers: [DeliveriesController, SeeMailsController, PreviewLettersController],
  providers: [
    AnnounceEventJob,
    SendMailJob,
    DeliveryLog,
    MailWriter,
    LetterFacts,
    IdentityFacts,
    RecipientsRepository,
  ],
})
export class NotificationsModule {}
