import type { Readable } from 'node:stream';

/** A stream that ends at a limit. */
export interface LimitedStream {
  readonly stream: AsyncIterable<Uint8Array>;
  /** Whether there was more than the limit, once the stream was read. */
  readonly isCut: () => boolean;
}

/** The first bytes of a stream. What comes after them is left unread and the stream open, so that an answer can go back. */
export function limitedStream(source: Readable, mostBytes: number): LimitedStream {
  let isCut = false;
  async function* upToLimit(): AsyncGenerator<Uint8Array> {
    let left = mostBytes;
    for await (const chunk of source.iterator({ destroyOnReturn: false })) {
      const bytes = chunk as Buffer;
      if (bytes.length > left) {
        isCut = true;
        yield bytes.subarray(0, left);
        return;
      }
      left -= bytes.length;
      yield bytes;
    }
  }
  return { stream: upToLimit(), isCut: () => isCut };
}
