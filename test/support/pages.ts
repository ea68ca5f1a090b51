import { readMailbox, readMailboxMail } from '../../src/mail/mailbox.reader.js';
import { eventually, type TestApp } from './test-app.js';

type Agent = ReturnType<TestApp['as']>;

/** A browser without JavaScript: keeps cookies, sends forms with their token. */
export class TestBrowser {
  private readonly agent: Agent;
  private readonly cookies = new Map<string, string>();

  constructor(app: TestApp, cookie?: string) {
    this.agent = app.as();
    if (cookie) this.keep([cookie]);
  }

  async open(path: string) {
    const answer = await this.agent.get(path).set('accept', 'text/html').set('Cookie', this.header);
    this.keep(answer.headers['set-cookie'] as unknown as string[] | undefined);
    return answer;
  }

  /** Fills in a form that is on the page at `on` and sends it. */
  async send(on: string, action: string, fields: Readonly<Record<string, string | readonly string[]>> = {}) {
    const page = await this.open(on);
    const _csrf = /name="_csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const answer = await this.agent
      .post(action)
      .set('accept', 'text/html')
      .set('Cookie', this.header)
      .type('form')
      .send({ _csrf, ...fields });
    this.keep(answer.headers['set-cookie'] as unknown as string[] | undefined);
    return answer;
  }

  private get header(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  private keep(cookies: readonly string[] = []): void {
    for (const cookie of cookies) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }
}

/** Waits for a mail to the address that has a link of the wanted kind, and gives the link's path. */
export async function linkInMail(
  app: TestApp,
  to: string,
  kind: RegExp,
  before: readonly string[] = [],
): Promise<string> {
  const fresh = async () => (await linksInMails(app, to, kind)).find((link) => !before.includes(link));
  return (await eventually(fresh, (link) => link !== undefined)) ?? '';
}

async function linksInMails(app: TestApp, to: string, kind: RegExp): Promise<string[]> {
  const { entries } = await readMailbox(app.config.mail.folder, 500);
  const mails = await Promise.all(
    entries
      .filter((entry) => entry.to.includes(to))
      .map((entry) => readMailboxMail(app.config.mail.folder, entry.id)),
  );
  return mails.flatMap((mail) => kind.exec(mail?.text ?? '')?.[0] ?? []);
}

const SIGN_IN_LINK = /\/sign-in\/link\/\S+/;

/** Signs somebody in the way that people do: asks for a link, waits for the mail, presses the button. */
export async function signInByMail(app: TestApp, email: string): Promise<TestBrowser> {
  const browser = new TestBrowser(app);
  const before = await linksInMails(app, email, SIGN_IN_LINK);
  await browser.send('/sign-in', '/sign-in', { email, next: '/account' });
  const link = await linkInMail(app, email, SIGN_IN_LINK, before);
  await browser.send(link, link);
  return browser;
}
