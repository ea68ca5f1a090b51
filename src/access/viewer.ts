import type { Member } from './decisions.js';

/** Whoever sent a request: a person who is signed in, or a program with a token. */
export interface Viewer {
  readonly session: { readonly id: string } | null;
  readonly person: { readonly id: string; readonly name: string } | null;
  /** Whom they act for; `null` while a person has not chosen one of several organisations, or belongs to none. */
  readonly member: Member | null;
  readonly organisation: { readonly id: string; readonly name: string } | null;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set before any route runs; absent for visitors. */
    viewer?: Viewer;
  }
}
