import { createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

import type { KeyRing } from './key-ring.js';

/** What a signature is for: each purpose has a key of its own, so that one can never pass for another. */
export type Purpose = 'sign-in-link' | 'invitation' | 'claim' | 'form';

const KEY_BYTES = 32;
const TOKEN_BYTES = 32;

/** Signs what leaves the server and comes back. Holds the installation's secret; never gives it out. */
export class Secrets {
  private readonly keys = new Map<Purpose, Buffer>();

  constructor(
    private readonly secret: string,
    /** Seals special category data for the database. */
    readonly keyRing: KeyRing,
  ) {}

  /** The key of one purpose, derived as RFC 5869 has it. */
  key(purpose: Purpose): Buffer {
    let key = this.keys.get(purpose);
    if (!key) {
      key = Buffer.from(hkdfSync('sha256', this.secret, '', `fairplace ${purpose}`, KEY_BYTES));
      this.keys.set(purpose, key);
    }
    return key;
  }

  /** HMAC-SHA-256 of the text as 43 characters that may stand in an address. */
  sign(purpose: Purpose, text: string): string {
    return createHmac('sha256', this.key(purpose)).update(text).digest('base64url');
  }

  /** Whether `signature` is what {@link sign} gives, in a time that does not tell how much of it is right. */
  isSigned(purpose: Purpose, text: string, signature: string): boolean {
    return isSame(this.sign(purpose, text), signature);
  }
}

/** 256 random bits as 43 characters that may stand in an address, a cookie or a header. */
export function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url');
}

/**
 * What is stored of a token: SHA-256. A token is random and long, so that nobody finds it from this, and a slow
 * password hash would only slow down every request.
 */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

function isSame(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
