import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isPage } from './is-page.js';

/** A file that a page's form sent, to be read once. */
export interface Upload {
  readonly stream: Readable;
  /** As the browser has it; empty when the field was left empty. */
  readonly fileName: string;
  /** Whether the file went over the limit and was cut off; known once it has been read. */
  readonly isCut: () => boolean;
}

/**
 * Reads what a page's form with a file says before the file: its fields become the body, and the file waits in
 * `request.upload`. Fields that stand behind the file in the form are not seen.
 */
export function takeUploads(fastify: FastifyInstance): void {
  fastify.addHook('preHandler', async (request) => {
    if (!isPage(request) || !request.isMultipart()) return;
    const part = await request.file();
    request.body = {};
    if (!part) return;
    request.body = fieldsOf(part.fields);
    request.upload = {
      stream: part.file,
      fileName: part.filename ?? '',
      isCut: () => part.file.truncated,
    };
  });
  // A form that was refused leaves its file unread, and the connection would wait for somebody to read it.
  fastify.addHook('onResponse', async (request) => {
    request.upload?.stream.resume();
  });
}

function fieldsOf(parts: object): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parts).flatMap(([name, part]: [string, unknown]) => {
      const { type, value } = part as { type?: string; value?: unknown };
      return type === 'field' && typeof value === 'string' ? [[name, value]] : [];
    }),
  );
}

/** The file of a form; `undefined` when none was chosen. */
export function uploadOf({ upload }: FastifyRequest): Upload | undefined {
  return upload && upload.fileName !== '' ? upload : undefined;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The file of a page's form. */
    upload?: Upload;
  }
}
