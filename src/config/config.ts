import { resolve } from 'node:path';

/** Everything that the environment may set, read once, checked and frozen. */
export interface Config {
  readonly isProduction: boolean;
  readonly host: string;
  readonly port: number;
  /** Address that people's browsers use, without a slash at its end. Links in mails start with it. */
  readonly publicUrl: string;
  readonly database:
    { readonly kind: 'sqlite'; readonly file: string } | { readonly kind: 'postgres'; readonly url: string };
  readonly queue:
    { readonly kind: 'redis'; readonly url: string } | { readonly kind: 'embedded'; readonly folder: string };
  /** Set apart from other installations that share one Redis. */
  readonly queuePrefix: string;
  readonly mail: ({ readonly kind: 'smtp'; readonly url: string } | { readonly kind: 'files' }) & {
    readonly from: string;
    /** Folder of the `.eml` files that the local mailbox page shows. */
    readonly folder: string;
    /** Folder in which this machine's processes note what they are handing over to the mail server. */
    readonly handoverFolder: string;
  };
  /** Whether this web process also works the queue. */
  readonly isWorkerInWeb: boolean;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent';
}

/** A setting that cannot be used, with what would do. Values of secrets are never repeated. */
export interface ConfigFault {
  readonly name: string;
  readonly message: string;
}

export class ConfigError extends Error {
  constructor(readonly faults: readonly ConfigFault[]) {
    super(faults.map((fault) => `${fault.name}: ${fault.message}`).join('\n'));
    this.name = 'ConfigError';
  }
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const;
const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

/**
 * Reads the settings of `.env.example` out of an environment.
 *
 * @throws ConfigError naming every setting that is wrong, not just the first
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const faults: ConfigFault[] = [];
  const text = (name: string, otherwise: string): string => environment[name]?.trim() || otherwise;

  const url = (name: string, schemes: readonly string[]): string | undefined => {
    const value = environment[name]?.trim();
    if (!value) return undefined;
    const scheme = URL.canParse(value) ? new URL(value).protocol.replace(':', '') : undefined;
    if (!scheme || !schemes.includes(scheme)) {
      faults.push({ name, message: `wanted an address that starts with ${schemes.join(':// or ')}://` });
    }
    return value;
  };
  const oneOf = <Choice extends string>(
    name: string,
    choices: readonly Choice[],
    otherwise: Choice,
  ): Choice => {
    const value = text(name, otherwise);
    const choice = choices.find((candidate) => candidate === value);
    if (!choice) faults.push({ name, message: `found '${value}', wanted one of ${choices.join(', ')}` });
    return choice ?? otherwise;
  };

  const folder = resolve(text('VAR_DIR', 'var'));
  const host = text('HOST', '127.0.0.1');
  if (!LOOPBACK.has(host)) {
    faults.push({
      name: 'HOST',
      message: `found '${host}', wanted 127.0.0.1, ::1 or localhost: there is no sign-in yet, so nobody but this machine may reach the server`,
    });
  }
  const port = Number(text('PORT', '3000'));
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    faults.push({
      name: 'PORT',
      message: `found '${text('PORT', '')}', wanted a whole number from 0 to 65535`,
    });
  }
  const databaseUrl = url('DATABASE_URL', ['postgres', 'postgresql']);
  const redisUrl = url('REDIS_URL', ['redis', 'rediss']);
  const smtpUrl = url('SMTP_URL', ['smtp', 'smtps']);
  const publicUrl = (url('PUBLIC_URL', ['http', 'https']) ?? `http://localhost:${port}`).replace(/\/+$/, '');
  const mailShared = {
    from: text('MAIL_FROM', 'Fairplace <fairplace@localhost>'),
    folder: resolve(folder, 'mail'),
    handoverFolder: resolve(folder, 'handover'),
  };
  const queuePrefix = text('QUEUE_PREFIX', 'fairplace');
  if (!/^[a-z0-9-]{1,40}$/.test(queuePrefix)) {
    faults.push({ name: 'QUEUE_PREFIX', message: 'wanted up to 40 of a-z, 0-9 and -' });
  }

  const config: Config = {
    isProduction: environment.NODE_ENV === 'production',
    host,
    port,
    publicUrl,
    database: databaseUrl
      ? { kind: 'postgres', url: databaseUrl }
      : { kind: 'sqlite', file: resolve(text('DATABASE_FILE', resolve(folder, 'fairplace.db'))) },
    queue: redisUrl
      ? { kind: 'redis', url: redisUrl }
      : { kind: 'embedded', folder: resolve(folder, 'queue') },
    queuePrefix,
    mail: smtpUrl ? { kind: 'smtp', url: smtpUrl, ...mailShared } : { kind: 'files', ...mailShared },
    isWorkerInWeb: oneOf('WORKER', ['in-web', 'separate'], 'in-web') === 'in-web',
    logLevel: oneOf('LOG_LEVEL', LOG_LEVELS, 'info'),
  };
  if (config.queue.kind === 'embedded' && !config.isWorkerInWeb) {
    faults.push({
      name: 'WORKER',
      message: "found 'separate' without REDIS_URL: the embedded queue belongs to one process",
    });
  }
  if (faults.length > 0) throw new ConfigError(faults);
  return Object.freeze(config);
}
