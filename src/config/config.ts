import { resolve } from 'node:path';

/** A secret as the environment gives it, or the file in which one is kept that is made at the first start. */
export type SecretSource =
  { readonly kind: 'given'; readonly value: string } | { readonly kind: 'file'; readonly file: string };

/** An institution at which people may sign in by OpenID Connect. */
export interface OidcIssuer {
  /** Short name, as in its page's address. */
  readonly name: string;
  /** What people know it by. */
  readonly title: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Domains of its people's e-mail addresses, in lower case. It may sign in nobody else. */
  readonly domains: readonly string[];
}

/** Everything that the environment may set, read once, checked and frozen. */
export interface Config {
  readonly isProduction: boolean;
  readonly host: string;
  readonly port: number;
  /** Address that people's browsers use, without a slash at its end. Links in mails start with it. */
  readonly publicUrl: string;
  /** Whether people reach the server over TLS, so that cookies may be kept to it. Follows from `publicUrl`. */
  readonly isOverTls: boolean;
  /** Proxies in front whose word on the caller's address is taken: how many, counted from the server outwards. */
  readonly trustedProxies: number;
  /** Invented people may sign in through the open mailbox page. Only ever on this machine. */
  readonly isDemo: boolean;
  /** What tokens and links are signed with: given, or kept in a file that is made at the first start. */
  readonly secret: SecretSource;
  /** Keys that seal special category data in the database: `id:key,id:key`. */
  readonly dataKeys: SecretSource;
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
  readonly oidcIssuers: readonly OidcIssuer[];
  /** Largest file that may be sent to us. */
  readonly mostUploadBytes: number;
  /** How long a request may take to arrive, body included, before its connection is closed. */
  readonly requestSeconds: number;
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

/** Below this a secret could be guessed: 32 characters of letters and digits are some 190 bits. */
const FEWEST_SECRET_CHARACTERS = 32;
const FEWEST_DIFFERENT_CHARACTERS = 12;
/** Words that stand in examples, so that a value with one of them was copied and not made. */
const EXAMPLE_WORDS = /change|example|secret|password|default|fairplace/i;

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
  const isProduction = environment.NODE_ENV === 'production';
  const isDemo = oneOf('DEMO', ['yes', 'no'], 'no') === 'yes';
  if (isDemo && isProduction) {
    faults.push({
      name: 'DEMO',
      message: "found 'yes' with NODE_ENV=production: anybody could sign in as anybody",
    });
  }
  if (isDemo && !LOOPBACK.has(host)) {
    faults.push({
      name: 'HOST',
      message: `found '${host}' with DEMO=yes, wanted 127.0.0.1, ::1 or localhost: in the demo anybody can sign in as anybody`,
    });
  }
  const port = Number(text('PORT', '3000'));
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    faults.push({
      name: 'PORT',
      message: `found '${text('PORT', '')}', wanted a whole number from 0 to 65535`,
    });
  }
  const whole = (name: string, otherwise: number, from: number, to: number): number => {
    const value = Number(text(name, String(otherwise)));
    if (Number.isInteger(value) && value >= from && value <= to) return value;
    faults.push({ name, message: `found '${text(name, '')}', wanted a whole number from ${from} to ${to}` });
    return otherwise;
  };
  const databaseUrl = url('DATABASE_URL', ['postgres', 'postgresql']);
  const redisUrl = url('REDIS_URL', ['redis', 'rediss']);
  const smtpUrl = url('SMTP_URL', ['smtp', 'smtps']);
  const trustedProxies = Number(text('TRUSTED_PROXIES', '0'));
  if (!Number.isInteger(trustedProxies) || trustedProxies < 0 || trustedProxies > 10) {
    faults.push({ name: 'TRUSTED_PROXIES', message: 'wanted how many proxies stand in front: 0 to 10' });
  }
  const secret = environment.SECRET?.trim();
  if (secret !== undefined && secret !== '' && isProduction && isWeak(secret)) {
    faults.push({ name: 'SECRET', message: WANTED_SECRET });
  }
  const dataKeys = environment.DATA_KEYS?.trim();
  if (!dataKeys && isProduction) {
    faults.push({
      name: 'DATA_KEYS',
      message: 'is missing: wanted name:key, such as from: fairplace keys make',
    });
  }
  if (!secret && isProduction) faults.push({ name: 'SECRET', message: `is missing: ${WANTED_SECRET}` });
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

  const { issuers, fault } = readIssuers(environment.OIDC_ISSUERS?.trim() || '[]', isProduction);
  if (fault) faults.push({ name: 'OIDC_ISSUERS', message: fault });
  const isOverTls = publicUrl.startsWith('https://');
  if (isProduction && !isOverTls && !LOOPBACK.has(hostOf(publicUrl))) {
    faults.push({
      name: 'PUBLIC_URL',
      message: 'wanted https:// in production: cookies must not travel in the clear',
    });
  }

  const config: Config = {
    isProduction,
    host,
    port,
    publicUrl,
    isOverTls,
    trustedProxies,
    isDemo,
    secret: secret ? { kind: 'given', value: secret } : { kind: 'file', file: resolve(folder, 'secret') },
    dataKeys: dataKeys
      ? { kind: 'given', value: dataKeys }
      : { kind: 'file', file: resolve(folder, 'data-keys') },
    database: databaseUrl
      ? { kind: 'postgres', url: databaseUrl }
      : { kind: 'sqlite', file: resolve(text('DATABASE_FILE', resolve(folder, 'fairplace.db'))) },
    queue: redisUrl
      ? { kind: 'redis', url: redisUrl }
      : { kind: 'embedded', folder: resolve(folder, 'queue') },
    queuePrefix,
    mail: smtpUrl ? { kind: 'smtp', url: smtpUrl, ...mailShared } : { kind: 'files', ...mailShared },
    oidcIssuers: issuers,
    mostUploadBytes: whole('MOST_UPLOAD_MEGABYTES', 120, 1, 2_000) * 1_000_000,
    requestSeconds: whole('REQUEST_SECONDS', 300, 1, 3_600),
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

const WANTED_SECRET = `wanted at least ${FEWEST_SECRET_CHARACTERS} characters made at random, such as from: openssl rand -base64 36`;

function isWeak(secret: string): boolean {
  return (
    secret.length < FEWEST_SECRET_CHARACTERS ||
    new Set(secret).size < FEWEST_DIFFERENT_CHARACTERS ||
    EXAMPLE_WORDS.test(secret)
  );
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname.replace(/^\[|\]$/g, '') : '';
}

const ISSUER_TEXTS = ['name', 'title', 'issuer', 'clientId', 'clientSecret'] as const;

/** A list in JSON. Values are never repeated in the fault: one of them is a secret. */
function readIssuers(text: string, isProduction: boolean): { issuers: OidcIssuer[]; fault?: string } {
  const refuse = (fault: string) => ({ issuers: [], fault });
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    return refuse('is not JSON');
  }
  if (!Array.isArray(list)) return refuse('wanted a JSON list');
  const issuers: OidcIssuer[] = [];
  for (const [index, entry] of (list as Record<string, unknown>[]).entries()) {
    const at = `entry ${index + 1}`;
    const missing = ISSUER_TEXTS.filter((field) => typeof entry?.[field] !== 'string' || entry[field] === '');
    if (missing.length > 0) return refuse(`${at} wanted texts for ${missing.join(', ')}`);
    const domains: unknown = entry.domains;
    if (!Array.isArray(domains) || domains.length === 0 || !domains.every((each) => typeof each === 'string'))
      return refuse(`${at} wanted domains, a list of e-mail domains`);
    const issuer = { ...entry, domains: domains.map((each) => each.toLowerCase()) } as unknown as OidcIssuer;
    if (!/^[a-z0-9-]{1,40}$/.test(issuer.name))
      return refuse(`${at} wanted a name of up to 40 of a-z, 0-9 and -`);
    if (!URL.canParse(issuer.issuer)) return refuse(`${at} wanted an address as issuer`);
    const { protocol, hostname } = new URL(issuer.issuer);
    if (protocol !== 'https:' && (isProduction || !LOOPBACK.has(hostname)))
      return refuse(`${at} wanted an issuer that starts with https://`);
    issuers.push(issuer);
  }
  return { issuers };
}
