export { MailModule } from './mail.module.js';
export { HandoverJournal, isAlive, leftJournals, type LeftJournal } from './handover-journal.js';
export { HANDOVER_FOLDER, MAILER, type Mail, type MailAnswer, type Mailer } from './mailer.js';
