import { parseConnectionUrl } from 'nodemailer/lib/shared';
import SMTPConnection, { type SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection';

const MILLISECONDS_TO_CONNECT = 10_000;
const MILLISECONDS_OF_SILENCE = 30_000;

/** Open connections to one mail server, signed in and free to use. As many at once as are asked for. */
export class SmtpConnections {
  private readonly idle: SMTPConnection[] = [];
  private readonly options: SMTPConnectionOptions;
  private readonly auth: { user: string; pass: string } | undefined;

  constructor(url: string) {
    const { auth, ...options } = parseConnectionUrl(url);
    this.options = {
      ...options,
      connectionTimeout: MILLISECONDS_TO_CONNECT,
      greetingTimeout: MILLISECONDS_TO_CONNECT,
      socketTimeout: MILLISECONDS_OF_SILENCE,
    };
    this.auth = auth?.user && auth.pass ? { user: auth.user, pass: auth.pass } : undefined;
  }

  /** Lends a connection for one mail. Kept when `use` succeeds, closed when it throws. */
  async with<Value>(use: (connection: SMTPConnection) => Promise<Value>): Promise<Value> {
    const connection = this.idle.pop() ?? (await this.open());
    try {
      const value = await use(connection);
      if (!connection.destroyed) this.idle.push(connection);
      return value;
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  close(): void {
    for (const connection of this.idle.splice(0)) connection.quit();
  }

  private open(): Promise<SMTPConnection> {
    const connection = new SMTPConnection(this.options);
    const forget = (): void => {
      const place = this.idle.indexOf(connection);
      if (place >= 0) this.idle.splice(place, 1);
    };
    return new Promise((resolve, reject) => {
      connection.once('error', reject);
      // A server hangs up on those who say nothing for long. That is no fault of anybody's.
      connection.on('error', forget);
      connection.on('end', forget);
      connection.connect((error) => {
        if (error) reject(error);
        else if (!this.auth) resolve(connection);
        else {
          connection.login({ credentials: this.auth }, (refusal) =>
            refusal ? reject(refusal) : resolve(connection),
          );
        }
      });
    });
  }
}
