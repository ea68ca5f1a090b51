import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Member } from '../access/index.js';
import { Database, newId } from '../database/index.js';
import { type Provider, ProvidersRepository, type Site } from '../providers/index.js';
import { PROFESSIONS, type ProfessionFacts } from '../reference/index.js';
import { ok, refused, type Result } from '../shared/result.js';
import { mayEditOffer } from './offer.policy.js';
import { OffersRepository, type OfferWithLegs } from './offers.repository.js';
import { type OfferRefusal, OffersService } from './offers.service.js';
import {
  answersOf,
  nextYear,
  type OfferAnswers,
  type OfferBasis,
  offerFrom,
  type OfferStep,
  openSteps,
  withAnswers,
} from './rules/offer-answers.js';
import { settingOfType } from './rules/settings-of-types.js';
import { UnfinishedOffer } from './unfinished-offer.entity.js';

/** A provider has no use for more, and nobody fills the table by pressing a button. */
const MOST_UNFINISHED = 50;

/** An unfinished offer with the records that its pages name. */
export interface UnfinishedWithPlaces {
  readonly unfinished: UnfinishedOffer;
  readonly provider: Provider;
  /** Of the provider, by name. */
  readonly sites: readonly Site[];
}

/** Offers on their way from the first question to being published. Always within the member's own provider. */
@Injectable()
export class UnfinishedOffers {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(OffersRepository) private readonly offers: OffersRepository,
    @Inject(OffersService) private readonly service: OffersService,
    @Inject(ProvidersRepository) private readonly providers: ProvidersRepository,
    @Inject(PROFESSIONS) private readonly professions: readonly ProfessionFacts[],
  ) {}

  /** Begins a new offer; the oldest of very many unfinished ones goes. */
  begin(member: Member, answers: OfferAnswers = {}): Promise<UnfinishedOffer> {
    return this.start(member, answers, null);
  }

  /** Begins the same offer for the next time; nothing where the member's provider does not host it. */
  async beginAgain(member: Member, offerId: string, today: string): Promise<UnfinishedOffer | undefined> {
    const found = await this.hosted(member, offerId);
    if (!found) return undefined;
    const { offer, legs } = found;
    const answers = answersOf(offer, legs, ownLegOf(member, legs));
    return this.start(member, nextYear(answers, member.ownerId ?? '', today), null);
  }

  /** Begins to change an offer; nothing where the member's provider does not host it. */
  async beginChange(member: Member, offerId: string): Promise<UnfinishedOffer | undefined> {
    const found = await this.hosted(member, offerId);
    if (!found) return undefined;
    const { offer, legs } = found;
    return this.start(member, answersOf(offer, legs, ownLegOf(member, legs)), offer);
  }

  /** Newest first. */
  list(member: Member): Promise<UnfinishedOffer[]> {
    return this.database.reader.find(UnfinishedOffer, {
      where: { providerId: member.ownerId ?? '' },
      order: { updatedAt: 'DESC', id: 'DESC' },
    });
  }

  async one(
    member: Member,
    id: string,
    manager: EntityManager = this.database.reader,
  ): Promise<UnfinishedWithPlaces | undefined> {
    const unfinished = await manager.findOneBy(UnfinishedOffer, { id, providerId: member.ownerId ?? '' });
    const provider = unfinished && (await this.providers.provider(unfinished.providerId, manager));
    if (!unfinished || !provider) return undefined;
    return { unfinished, provider, sites: await this.providers.sitesOf(provider.id, manager) };
  }

  /** Keeps the answers to one question. Gives all answers after it; nothing where there is no such unfinished offer. */
  answer(member: Member, id: string, step: OfferStep, more: OfferAnswers): Promise<OfferAnswers | undefined> {
    return this.database.inTransaction(async (manager) => {
      const found = await this.one(member, id, manager);
      if (!found) return undefined;
      const answers = withAnswers(found.unfinished.answers, step, more);
      await manager.save(UnfinishedOffer, { ...found.unfinished, answers, updatedAt: new Date() });
      return answers;
    });
  }

  async remove(member: Member, id: string): Promise<boolean> {
    return this.database.inTransaction(async (manager) => {
      const removed = await manager.delete(UnfinishedOffer, { id, providerId: member.ownerId ?? '' });
      return removed.affected !== 0;
    });
  }

  /**
   * Makes the offer and publishes it, or changes the one that it was begun from, and lets go of the answers: all
   * of it or nothing. A hybrid stays a draft, which a coordinator publishes.
   */
  finish(
    member: Member,
    id: string,
  ): Promise<Result<OfferWithLegs, OfferRefusal | { readonly kind: 'open'; readonly step: OfferStep }>> {
    return this.database.inTransaction(async (manager) => {
      const found = await this.one(member, id, manager);
      if (!found) return refused({ kind: 'not-found' });
      const { unfinished } = found;
      const [open] = openSteps(unfinished.answers);
      if (open) return refused({ kind: 'open', step: open });
      const draft = offerFrom(unfinished.answers, await this.basisOf(found, manager));
      const { offerId, offerVersion } = unfinished;
      if (offerId !== null) {
        const edited = await this.service.editOfferIn(manager, offerId, draft, offerVersion ?? 0, member);
        if (edited.ok) await manager.delete(UnfinishedOffer, { id });
        return edited;
      }
      const made = await this.service.createOfferIn(manager, draft, member);
      if (!made.ok) return made;
      await manager.delete(UnfinishedOffer, { id });
      const published = await this.service.moveOfferIn(manager, made.value.offer.id, 'published', member);
      return published.ok || published.refusal.kind === 'needs-coordinator'
        ? ok(published.ok ? published.value : made.value)
        : published;
    });
  }

  /** What the answers leave to be known from the records. */
  async basisOf(
    { unfinished, provider, sites }: UnfinishedWithPlaces,
    manager: EntityManager = this.database.reader,
  ): Promise<OfferBasis> {
    const { answers, offerId } = unfinished;
    const changed = offerId === null ? undefined : await this.offers.one(offerId, manager);
    return {
      ref: changed?.offer.ref ?? `OFFER-${unfinished.id.replaceAll('-', '').slice(-12).toUpperCase()}`,
      providerId: provider.id,
      setting: answers.setting ?? settingOfType(provider.type) ?? 'community-nhs',
      siteName: sites.find((site) => site.id === answers.siteId)?.name ?? provider.name,
      professionNames: new Map(this.professions.map(({ code, name }) => [code, name])),
    };
  }

  private async hosted(member: Member, offerId: string): Promise<OfferWithLegs | undefined> {
    const found = await this.offers.one(offerId);
    return found && mayEditOffer(member, found.legs).isAllowed ? found : undefined;
  }

  private start(
    { ownerId }: Member,
    answers: OfferAnswers,
    changed: { readonly id: string; readonly version: number } | null,
  ): Promise<UnfinishedOffer> {
    if (ownerId === null) throw new Error('Somebody of no provider began an offer');
    return this.database.inTransaction(async (manager) => {
      const before = await manager.find(UnfinishedOffer, {
        where: { providerId: ownerId },
        order: { updatedAt: 'DESC', id: 'DESC' },
        select: { id: true },
        skip: MOST_UNFINISHED - 1,
      });
      for (const { id } of before) await manager.delete(UnfinishedOffer, { id });
      const now = new Date();
      const row: UnfinishedOffer = {
        id: newId(),
        providerId: ownerId,
        offerId: changed?.id ?? null,
        offerVersion: changed?.version ?? null,
        answers,
        createdAt: now,
        updatedAt: now,
      };
      await manager.insert(UnfinishedOffer, row);
      return row;
    });
  }
}

function ownLegOf({ ownerId }: Member, legs: readonly { readonly providerId: string }[]): number {
  return Math.max(
    0,
    legs.findIndex((leg) => leg.providerId === ownerId),
  );
}
