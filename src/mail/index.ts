export { MailModule } from './mail.module.js';
export { MAILER, type Mail, type MailAnswer, type Mailer } from './mailer.js';
