import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const FEWEST_DIFFERENT_BYTES = 16;
const KEY_ID = /^[a-z0-9-]{1,16}$/;

export type KeyRingFault =
  | { readonly kind: 'shape'; readonly entry: number }
  | { readonly kind: 'weak' | 'twice'; readonly id: string }
  | { readonly kind: 'none' };

/** A sealed text that cannot be opened: its key is not on the ring, or somebody changed it or moved it elsewhere. */
export class SealBroken extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SealBroken';
  }
}

/**
 * Seals texts for the database with AES-256-GCM (NIST SP 800-38D). The first key seals, every key opens, so that
 * a new one can be put in front and old texts sealed anew in their own time. A sealed text names its key; it opens
 * only in the place that it was sealed for, so that nobody can move one person's into another's row.
 */
export class KeyRing {
  private constructor(private readonly keys: ReadonlyMap<string, Buffer>) {}

  /** Reads `id:key,id:key`, keys of 32 bytes in base64, the one that seals first. */
  static read(text: string): { ring: KeyRing } | { faults: readonly KeyRingFault[] } {
    const keys = new Map<string, Buffer>();
    const faults: KeyRingFault[] = [];
    const entries = text
      .split(',')
      .map((entry) => entry.trim())
      .filter((entry) => entry !== '');
    entries.forEach((entry, at) => {
      const [id = '', encoded = ''] = entry.split(':');
      const key = Buffer.from(encoded, 'base64');
      if (!KEY_ID.test(id) || key.length !== KEY_BYTES) faults.push({ kind: 'shape', entry: at + 1 });
      else if (new Set(key).size < FEWEST_DIFFERENT_BYTES) faults.push({ kind: 'weak', id });
      else if (keys.has(id)) faults.push({ kind: 'twice', id });
      else keys.set(id, key);
    });
    if (entries.length === 0) faults.push({ kind: 'none' });
    return faults.length > 0 ? { faults } : { ring: new KeyRing(keys) };
  }

  /** One new key made at random, as {@link read} reads it. */
  static newKey(id: string): string {
    return `${id}:${randomBytes(KEY_BYTES).toString('base64')}`;
  }

  /** Id of the key that seals now. */
  get current(): string {
    const [id] = this.keys.keys();
    if (id === undefined) throw new Error('A ring without keys');
    return id;
  }

  /** Which key sealed the text; `undefined` for a text that was never sealed. */
  keyOf(sealed: string): string | undefined {
    return /^sealed\.([a-z0-9-]{1,16})\./.exec(sealed)?.[1];
  }

  /** `place` says where the text will stand, such as `student:<id>:access_needs`; it is not kept, but must be said again. */
  seal(text: string, place: string): string {
    const id = this.current;
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.key(id), nonce).setAAD(Buffer.from(place));
    const body = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return `sealed.${id}.${body.toString('base64url')}`;
  }

  /** @throws SealBroken when its key is not on the ring, or it is not what was sealed for this place */
  open(sealed: string, place: string): string {
    const [, id = '', encoded = ''] = sealed.split('.');
    const key = this.key(id);
    const body = Buffer.from(encoded, 'base64url');
    if (body.length < NONCE_BYTES + TAG_BYTES) throw new SealBroken('A sealed text that is too short');
    const decipher = createDecipheriv(CIPHER, key, body.subarray(0, NONCE_BYTES))
      .setAAD(Buffer.from(place))
      .setAuthTag(body.subarray(body.length - TAG_BYTES));
    try {
      const text = decipher.update(body.subarray(NONCE_BYTES, body.length - TAG_BYTES));
      return Buffer.concat([text, decipher.final()]).toString('utf8');
    } catch {
      throw new SealBroken('A sealed text that was changed, or stands where it was not sealed for');
    }
  }

  private key(id: string): Buffer {
    const key = this.keys.get(id);
    if (!key) throw new SealBroken(`A text sealed with a key that is not on the ring: '${id}'`);
    return key;
  }
}
