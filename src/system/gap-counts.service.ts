import { setImmediate as nextTurn } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { inChunks } from '../database/index.js';
import { Gazetteer } from '../geography/index.js';
import type { DistrictCount } from './rules/need-by-area.js';
import { type DistrictPlaces, SystemRepository } from './system.repository.js';

/** What was counted, and when. */
export interface GapCounts {
  readonly countedAt: Date;
  readonly freePlaces: readonly DistrictPlaces[];
  readonly withoutPlace: readonly DistrictPlaces[];
}

const MINUTES_KEPT = 10;
const DISTRICTS_A_TURN = 100;

/**
 * Free places and students without one, by district. Counting goes over every published offer (about a second for
 * 100,000), so it is done a hundred districts at a time, lets others in between, and holds for ten minutes.
 */
@Injectable()
export class GapCountsService {
  private counting: Promise<GapCounts> | undefined;
  private counted: GapCounts | undefined;

  constructor(
    @Inject(SystemRepository) private readonly system: SystemRepository,
    @Inject(Gazetteer) private readonly gazetteer: Gazetteer,
  ) {}

  async counts(now: Date): Promise<GapCounts> {
    if (this.counted && now.getTime() - this.counted.countedAt.getTime() < MINUTES_KEPT * 60_000) {
      return this.counted;
    }
    this.counting ??= this.count(now).finally(() => (this.counting = undefined));
    return (this.counted = await this.counting);
  }

  private async count(now: Date): Promise<GapCounts> {
    const today = now.toISOString().slice(0, 10);
    const withoutPlace = await this.system.withoutPlace(today);
    const freePlaces: DistrictPlaces[] = [];
    const codes = this.gazetteer.districts.map(({ code }) => code).sort();
    for (const some of inChunks(codes, DISTRICTS_A_TURN)) {
      await nextTurn();
      freePlaces.push(...(await this.system.freePlaces(today, some[0] ?? '', some.at(-1) ?? '')));
    }
    return { countedAt: now, freePlaces, withoutPlace };
  }
}

/** What is for learners of one profession, or of any. */
export function forProfession(
  counts: readonly DistrictPlaces[],
  profession: string | null,
): readonly DistrictCount[] {
  return profession === null ? counts : counts.filter(({ professions }) => professions.includes(profession));
}
