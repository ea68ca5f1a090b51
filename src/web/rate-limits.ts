import { Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { problem } from './problem.js';

export interface RateLimit {
  readonly most: number;
  readonly minutes: number;
}

/**
 * How often something may be asked for: by one caller's network address (`from`), about one e-mail address, or by one
 * organisation. High enough for a team behind one address, low enough that guessing and flooding lead nowhere.
 */
export const RATE_LIMITS = {
  'sign-in-from': { most: 60, minutes: 15 },
  'sign-in-address': { most: 6, minutes: 15 },
  'link-from': { most: 60, minutes: 15 },
  'token-from': { most: 120, minutes: 15 },
  'join-from': { most: 20, minutes: 60 },
  'join-address': { most: 4, minutes: 60 },
  'invite-organisation': { most: 100, minutes: 60 },
  'import-organisation': { most: 200, minutes: 60 },
  'run-organisation': { most: 200, minutes: 60 },
} as const satisfies Readonly<Record<string, RateLimit>>;

export type RateLimitName = keyof typeof RATE_LIMITS;

type Check = ReturnType<FastifyInstance['createRateLimit']>;

const KEY = Symbol('key of a rate limit');

/** Counts what is asked for, in Redis for all web processes together where there is one, else in this process. */
@Injectable()
export class RateLimits {
  private checks: ReadonlyMap<RateLimitName, Check> = new Map();

  /** Called once the plugin is registered. */
  countOn(fastify: FastifyInstance): void {
    this.checks = new Map(
      Object.entries(RATE_LIMITS).map(([name, { most, minutes }]) => [
        name as RateLimitName,
        fastify.createRateLimit({
          max: most,
          timeWindow: minutes * 60_000,
          keyGenerator: (request) => `${name} ${(request as Counted)[KEY] ?? ''}`,
        }),
      ]),
    );
  }

  /**
   * Counts one more. `key` says for whom and is kept as it is while it counts: a hash, an id or a network address.
   *
   * @throws Problem 429 that says how long to wait, when it is one too many
   */
  async take(request: FastifyRequest, name: RateLimitName, key: string): Promise<void> {
    const check = this.checks.get(name);
    if (!check) throw new Error('Rate limits are asked for before they are set up');
    // The plugin takes its key off a request; this one may be counted for several things.
    const counted = Object.create(request, { [KEY]: { value: key } }) as Counted;
    const limit = await check(counted);
    if (limit.isAllowed || !limit.isExceeded) return;
    const minutes = Math.ceil(limit.ttlInSeconds / 60);
    throw problem(
      429,
      `That was too often. Try again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`,
      {
        retryAfterSeconds: limit.ttlInSeconds,
      },
    );
  }
}

type Counted = FastifyRequest & { [KEY]?: string };
