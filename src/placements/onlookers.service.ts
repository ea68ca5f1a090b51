import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '../access/index.js';
import { CohortsRepository } from '../cohorts/index.js';
import { type Onlooker, onlookerOf } from './offer.policy.js';

/** Finds out what is needed to say which offers somebody may see. */
@Injectable()
export class Onlookers {
  constructor(@Inject(CohortsRepository) private readonly cohorts: CohortsRepository) {}

  /** @param actor - `null`: a visitor */
  async of(actor: Actor | null): Promise<Onlooker> {
    if (actor === null) return { closed: { reach: 'none' }, heiKey: null, today: today() };
    const heiId = typeof actor !== 'string' && actor.organisationKind === 'hei' ? actor.ownerId : null;
    return onlookerOf(actor, await this.heiKey(heiId), today());
  }

  /** Somebody of an HEI who is not there: what a run of theirs may be about. */
  async ofHei(heiId: string): Promise<Onlooker> {
    return { closed: { reach: 'none' }, heiKey: await this.heiKey(heiId), today: today() };
  }

  private async heiKey(heiId: string | null): Promise<string | null> {
    return heiId === null ? null : ((await this.cohorts.hei(heiId))?.nameKey ?? null);
  }
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}
