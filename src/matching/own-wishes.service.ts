import { Inject, Injectable } from '@nestjs/common';
import type { Member } from '../access/index.js';
import { type KnownRequest, StudentWishes, type TravelWishes } from '../cohorts/index.js';
import { sql } from '../database/index.js';
import { defaultPolicy } from '../exchange/index.js';
import { Gazetteer } from '../geography/index.js';
import {
  type KnownOffer,
  OfferRecords,
  offersWithin,
  Onlookers,
  OwnPlacements,
} from '../placements/index.js';
import { dayNumber, isoDay } from '../shared/days.js';
import { ok, refused, type Result } from '../shared/result.js';
import { moved, type RankMove } from './rules/ranked-offers.js';
import { offersThatFit, type WhatFits } from './rules/offers-that-fit.js';

export interface OwnWishes extends WhatFits {
  readonly request: KnownRequest;
  /** True when there are more offers of these dates than were looked at. */
  readonly areThereMore: boolean;
  readonly longestMinutes: number;
}

export type WishRefusal = 'not-found' | 'does-not-fit' | 'too-many';

/** Offers of the block's dates that are judged at most; beyond that nobody reads on. */
const MOST_JUDGED = 1_000;
export const MOST_RANKED = 20;

/** What a student would like, for a block that no place is held for yet, and what that leaves open. */
@Injectable()
export class OwnWishesService {
  constructor(
    @Inject(OwnPlacements) private readonly own: OwnPlacements,
    @Inject(OfferRecords) private readonly offers: OfferRecords,
    @Inject(Onlookers) private readonly onlookers: Onlookers,
    @Inject(StudentWishes) private readonly wishes: StudentWishes,
    @Inject(Gazetteer) private readonly gazetteer: Gazetteer,
  ) {}

  async see(member: Member, requestId: string): Promise<OwnWishes | undefined> {
    const request = await this.own.openRequest(member, requestId, today());
    if (!request) return undefined;
    const fits = await this.whatFits(member, request);
    return { request, ...fits };
  }

  async setTravel(
    member: Member,
    requestId: string,
    wishes: TravelWishes,
  ): Promise<Result<null, WishRefusal>> {
    const request = await this.own.openRequest(member, requestId, today());
    if (!request) return refused('not-found');
    await this.wishes.setTravel(request.studentId, wishes, member);
    return ok(null);
  }

  /** Puts an offer on the student's list, moves it, or takes it off. Only what fits can be put on it. */
  async rank(
    member: Member,
    requestId: string,
    offerRef: string,
    move: RankMove,
  ): Promise<Result<null, WishRefusal>> {
    const request = await this.own.openRequest(member, requestId, today());
    if (!request) return refused('not-found');
    const ranked = request.record.preferences;
    if (move === 'add') {
      const { fitting } = await this.whatFits(member, request);
      if (!fitting.some(({ ref }) => ref === offerRef)) return refused('does-not-fit');
      if (ranked.length >= MOST_RANKED) return refused('too-many');
    }
    await this.wishes.setPreferences(requestId, moved(ranked, offerRef, move), member);
    return ok(null);
  }

  private async whatFits(member: Member, request: KnownRequest): Promise<Omit<OwnWishes, 'request'>> {
    const { offers, areThereMore } = await this.offersOfItsDates(member, request);
    const policy = defaultPolicy(today());
    const fits = offersThatFit(request.record, offers, policy, (postcode) =>
      this.gazetteer.savedPoint(postcode),
    );
    const longestMinutes = request.record.maxTravelMinutes ?? policy.defaultMaxTravelMinutes;
    return { ...fits, areThereMore, longestMinutes };
  }

  private async offersOfItsDates(
    member: Member,
    { record }: KnownRequest,
  ): Promise<{ offers: KnownOffer[]; areThereMore: boolean }> {
    const onlooker = await this.onlookers.of(member);
    const [startsOn, endsOn] = [isoDay(record.startsOn), isoDay(record.endsOn)];
    const within = sql`${offersWithin(onlooker)} AND offer.starts_on <= ${startsOn} AND offer.ends_on >= ${endsOn}
      AND '|' || offer.professions || '|' LIKE ${`%|${record.profession}|%`}`;
    const offers: KnownOffer[] = [];
    for await (const page of this.offers.pages(['published'], endsOn, isoDay(today()), within)) {
      offers.push(...page);
      if (offers.length > MOST_JUDGED) return { offers: offers.slice(0, MOST_JUDGED), areThereMore: true };
    }
    return { offers, areThereMore: false };
  }
}

function today(): number {
  const day = dayNumber(new Date().toISOString().slice(0, 10));
  if (day === undefined) throw new Error('The clock is out of its range');
  return day;
}
