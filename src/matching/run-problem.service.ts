import { Inject, Injectable } from '@nestjs/common';
import { type KnownRequest, StudentRecords } from '../cohorts/index.js';
import { Database, EVERY_ROW, fixed, isOneOf, type Sql, sql } from '../database/index.js';
import { type ResolvedCap, siteKey, textKey } from '../exchange/index.js';
import { Gazetteer } from '../geography/index.js';
import { Organisation } from '../identity/index.js';
import { type KnownOffer, OfferRecords, offersWithin, Onlookers } from '../placements/index.js';
import { ProvidersRepository } from '../providers/index.js';
import { isoDay } from '../shared/days.js';
import type { District } from '../shared/travel-time.js';
import type { Pair } from './engine/types.js';
import type { Run } from './run.entity.js';
import { type HeldLeg, RunsRepository } from './runs.repository.js';
import type { ProblemPart } from './solve-messages.js';

/** Ids of ours for the words that the engine uses. */
export interface ProblemKeys {
  readonly requestIds: ReadonlyMap<string, string>;
  readonly offerIds: ReadonlyMap<string, string>;
}

/** Gathers what a run is about, in pieces small enough that nobody else waits for them. */
@Injectable()
export class RunProblem {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(StudentRecords) private readonly students: StudentRecords,
    @Inject(OfferRecords) private readonly offers: OfferRecords,
    @Inject(ProvidersRepository) private readonly providers: ProvidersRepository,
    @Inject(RunsRepository) private readonly runs: RunsRepository,
    @Inject(Onlookers) private readonly onlookers: Onlookers,
    @Inject(Gazetteer) private readonly gazetteer: Gazetteer,
  ) {}

  /**
   * The parts of the problem, the last of them the one that closes it. Students who hold a placement
   * are left out, and what those placements use is taken off places, pools and caps. A run that people of an
   * HEI started is about the offers that they may see today, whatever day it is to be judged by.
   */
  async *parts(
    { scope, organisationId }: Pick<Run, 'scope' | 'organisationId'>,
    keys: { requestIds: Map<string, string>; offerIds: Map<string, string> },
  ): AsyncGenerator<ProblemPart> {
    const held = await this.runs.heldLegs();
    const heldRequests = new Set(held.map((leg) => leg.requestId));
    const asOf = isoDay(scope.policy.asOf);
    const districts = new Set<string>();
    const heis = new Map<string, string>();
    const period = { startsOn: '9999-12-31', endsOn: '0000-01-01' };

    const filter = {
      blockIds: scope.blockIds,
      heiIds: scope.heiIds,
      ...(scope.blockIds.length > 0 ? {} : { startsFrom: asOf }),
    };
    for await (const page of this.students.pages(filter)) {
      const wanted = page.filter((request) => !heldRequests.has(request.requestId));
      for (const { heiId, record } of wanted) {
        heis.set(heiId, textKey(record.hei));
        districts.add(record.postcode);
        const [startsOn, endsOn] = [isoDay(record.startsOn), isoDay(record.endsOn)];
        if (startsOn < period.startsOn) period.startsOn = startsOn;
        if (endsOn > period.endsOn) period.endsOn = endsOn;
      }
      yield {
        kind: 'students',
        records: wanted.map((request) => {
          const key = requestKey(request, keys.requestIds);
          keys.requestIds.set(key, request.requestId);
          return { ...withoutNames(request), studentRef: key };
        }),
      };
    }

    const heldPlaces = countBy(
      held.filter((leg) => leg.leg === 1),
      (leg) => leg.offerRef,
    );
    const within = without(await this.offersFor(organisationId), scope.withoutOfferIds ?? []);
    for await (const page of this.offers.pages(['published'], asOf, asOf, within)) {
      const supervised = page.filter((offer) => !offer.isSupervisorWanted);
      for (const { record } of supervised)
        for (const leg of record.legs) if (leg.postcode) districts.add(leg.postcode);
      for (const { id, record } of supervised) keys.offerIds.set(record.offerRef, id);
      yield { kind: 'offers', offers: supervised.map((offer) => withPlacesLeft(offer, heldPlaces)) };
    }

    const overlapping = held.filter((leg) => leg.startsOn <= period.endsOn && leg.endsOn >= period.startsOn);
    yield {
      kind: 'rest',
      pools: await this.pools(overlapping),
      caps: await this.caps(overlapping),
      policy: {
        ...scope.policy,
        entitlementWeights: scope.policy.entitlementWeights.map((each) => {
          return { ...each, hei: heis.get(each.hei) ?? each.hei };
        }),
        pinned: inEngineWords(scope.policy.pinned, keys),
        forbidden: inEngineWords(scope.policy.forbidden, keys),
      },
      districts: this.points(districts),
    };
  }

  /** Narrows a query over `offer` to those that whoever started a run may have. */
  private async offersFor(organisationId: string | null): Promise<Sql> {
    const organisation =
      organisationId === null
        ? null
        : await this.database.reader.findOneBy(Organisation, { id: organisationId });
    if (organisation?.kind !== 'hei' || organisation.ownerId === null) return EVERY_ROW;
    return offersWithin(await this.onlookers.ofHei(organisation.ownerId));
  }

  private async pools(held: readonly HeldLeg[]) {
    const used = sumBy(
      held.filter((leg) => leg.poolRef !== null),
      (leg) => textKey(leg.poolRef ?? ''),
      (leg) => leg.halfDaysPerWeek,
    );
    return (await this.providers.pools()).flatMap(({ ref, learnerHalfDaysPerWeek }) =>
      learnerHalfDaysPerWeek === null
        ? []
        : [
            {
              supervisionPool: ref,
              learnerHalfDaysPerWeek: Math.max(0, learnerHalfDaysPerWeek - (used.get(textKey(ref)) ?? 0)),
              extra: {},
            },
          ],
    );
  }

  private async caps(held: readonly HeldLeg[]): Promise<ResolvedCap[]> {
    const caps = await this.providers.caps();
    const providers = await this.providers.byIds(caps.map((cap) => cap.providerId));
    const sites = await this.providers.sitesByIds(caps.flatMap((cap) => cap.siteId ?? []));
    const learners = (keyOf: (leg: HeldLeg) => string) => {
      const byKey = new Map<string, Set<string>>();
      for (const leg of held) {
        const key = keyOf(leg);
        byKey.set(key, (byKey.get(key) ?? new Set()).add(leg.requestId));
      }
      return byKey;
    };
    const atProvider = learners((leg) => textKey(leg.providerName));
    const atSite = learners((leg) => heldSiteKey(leg));
    return caps.map(({ providerId, siteId, maxLearners }): ResolvedCap => {
      const provider = providers.get(providerId)?.name ?? '';
      if (siteId === null) {
        const key = textKey(provider);
        return { kind: 'provider', key, maxLearners: left(maxLearners, atProvider.get(key)) };
      }
      const site = sites.get(siteId);
      const key = heldSiteKey({
        providerName: provider,
        siteName: site?.name ?? '',
        sitePostcode: site?.postcode ?? null,
      });
      return { kind: 'site', key, maxLearners: left(maxLearners, atSite.get(key)) };
    });
  }

  private points(postcodes: ReadonlySet<string>): [string, District][] {
    return [...postcodes].map((postcode) => [postcode, this.gazetteer.savedPoint(postcode)]);
  }
}

function without(within: Sql, offerIds: readonly string[]): Sql {
  return offerIds.length === 0 ? within : sql`${within} AND NOT ${isOneOf(fixed('offer.id'), offerIds)}`;
}

/** The student's reference, as in a file; where two HEIs or blocks share one, with what tells them apart. */
function requestKey({ record, requestId }: KnownRequest, taken: ReadonlyMap<string, string>): string {
  if (!taken.has(record.studentRef)) return record.studentRef;
  const told = `${record.studentRef} ${textKey(record.hei)} ${isoDay(record.startsOn)}`;
  return taken.has(told) ? `${told} ${requestId}` : told;
}

/** Pairs by our ids in the engine's words. One that is not part of the run stays, for the engine to name it. */
function inEngineWords(pairs: readonly Pair[], keys: ProblemKeys): Pair[] {
  const wordOf = (ids: ReadonlyMap<string, string>) => new Map([...ids].map(([word, id]) => [id, word]));
  const [requests, offers] = [wordOf(keys.requestIds), wordOf(keys.offerIds)];
  return pairs.map(({ request, offer }) => ({
    request: requests.get(request) ?? request,
    offer: offers.get(offer) ?? offer,
  }));
}

/** The engine has no use for who somebody is. */
function withoutNames({ record }: KnownRequest) {
  return { ...record, givenName: '', familyName: '', email: '', extra: {} };
}

function withPlacesLeft({ record, isStale }: KnownOffer, held: ReadonlyMap<string, number>) {
  const places = Math.max(0, record.places - (held.get(record.offerRef) ?? 0));
  return { record: { ...record, places, minGroup: Math.min(record.minGroup, Math.max(1, places)) }, isStale };
}

function heldSiteKey(leg: Pick<HeldLeg, 'providerName' | 'siteName' | 'sitePostcode'>): string {
  const hasOwnName = leg.siteName !== leg.sitePostcode;
  return siteKey({
    provider: leg.providerName,
    site: hasOwnName ? leg.siteName : '',
    postcode: leg.sitePostcode ?? '',
  });
}

function left(maxLearners: number, held: ReadonlySet<string> | undefined): number {
  return Math.max(0, maxLearners - (held?.size ?? 0));
}

function countBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, number> {
  return sumBy(items, keyOf, () => 1);
}

function sumBy<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
  amountOf: (item: Item) => number,
): Map<string, number> {
  const sums = new Map<string, number>();
  for (const item of items) sums.set(keyOf(item), (sums.get(keyOf(item)) ?? 0) + amountOf(item));
  return sums;
}
