import { generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

/** An institution's OpenID provider, run for real on this machine. Whoever logs in is believed to have that address. */
export interface Institution {
  readonly issuer: string;
  /** Goes through its pages as a person would, and gives the address that it sends the browser back to. */
  signIn(href: string, email: string): Promise<string>;
  /** New signing keys in place of the old ones. */
  rotateKeys(): void;
  close(): Promise<void>;
}

export const CLIENT = { clientId: 'fairplace', clientSecret: 'a-secret-of-the-test-institution-alone' };

export async function startInstitution(redirectUri: string, isVerified = true): Promise<Institution> {
  const Provider = await quietProvider();

  const server: Server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const open = (kid: string) => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const provider = new Provider(issuer, {
      clients: [
        {
          client_id: CLIENT.clientId,
          client_secret: CLIENT.clientSecret,
          redirect_uris: [redirectUri],
          response_types: ['code'],
          grant_types: ['authorization_code'],
        },
      ],
      claims: { openid: ['sub'], email: ['email', 'email_verified'] },
      findAccount: (_context: unknown, id: string) => ({
        accountId: id,
        claims: () => ({ sub: id, email: id, email_verified: isVerified }),
      }),
      pkce: { required: () => true },
      jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' }] },
      cookies: { keys: ['test'] },
      features: { devInteractions: { enabled: true } },
    });
    return provider.callback();
  };
  let handler = open('first');
  server.on('request', (request, response) => void handler(request, response));
  return {
    issuer,
    signIn: (href, email) => walk(href, email, issuer),
    rotateKeys: () => {
      handler = open('second');
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

interface ProviderClass {
  new (
    issuer: string,
    options: object,
  ): { callback(): (request: IncomingMessage, response: ServerResponse) => void };
}

/** It warns, rightly, that nobody should run it like this in earnest. */
async function quietProvider(): Promise<ProviderClass> {
  jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  jest.spyOn(console, 'info').mockImplementation(() => undefined);
  // @ts-expect-error It brings no types, and its own are for another version.
  const { Provider } = (await import('oidc-provider')) as { Provider: ProviderClass };
  return Provider;
}

/** Follows redirects inside the institution and answers its two forms: log in, then consent. */
async function walk(href: string, email: string, issuer: string): Promise<string> {
  const cookies = new Map<string, string>();
  let url = href;
  let form: URLSearchParams | undefined;
  for (let step = 0; step < 20; step++) {
    const answer: Response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form ? { method: 'POST', body: form } : {}),
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      cookies.set(name, value);
    }
    form = undefined;
    const location = answer.headers.get('location');
    if (location) {
      url = new URL(location, url).href;
      if (!url.startsWith(issuer)) return url;
      continue;
    }
    const page = await answer.text();
    const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1];
    const action = /<form[^>]* action="([^"]+)"/.exec(page)?.[1];
    if (!prompt || !action)
      throw new Error(`The institution answered ${answer.status}: ${page.slice(0, 300)}`);
    url = new URL(action, url).href;
    form = new URLSearchParams({ prompt, login: email, password: 'any' });
  }
  throw new Error('The institution sends the browser round in circles');
}
