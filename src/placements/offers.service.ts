import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database, fixed, newId } from '../database/index.js';
import { textKey } from '../exchange/index.js';
import type { Actor } from '../access/index.js';
import { recordEvent } from '../identity/index.js';
import { ownedWithin, ProvidersRepository } from '../providers/index.js';
import { ok, refused, type Result } from '../shared/result.js';
import { ListingsRepository } from './listings.repository.js';
import { OfferLeg } from './offer-leg.entity.js';
import { Offer } from './offer.entity.js';
import { mayEditOffer, mayPublishOffer } from './offer.policy.js';
import { OffersRepository, type OfferWithLegs } from './offers.repository.js';
import { changesOf, uproots } from './rules/offer-changes.js';
import { type DraftFault, draftFaults, type OfferDraft } from './rules/offer-draft.js';
import { Placement } from './placement.entity.js';
import { settleLegs } from './rules/partner-legs.js';
import { HOLDING_STATES } from './rules/placement-states.js';
import { nextOfferStates, type OfferState } from './rules/offer-states.js';

export type OfferRefusal =
  | { readonly kind: 'not-found' }
  | { readonly kind: 'faults'; readonly faults: readonly DraftFault[] }
  | { readonly kind: 'not-allowed'; readonly from: OfferState; readonly allowed: readonly OfferState[] }
  | { readonly kind: 'changed-meanwhile'; readonly version: number }
  /** A hybrid, which no partner publishes for the others. */
  | { readonly kind: 'needs-coordinator' }
  /** Learners have placements on it that the change would take from under them. */
  | { readonly kind: 'held'; readonly placements: number };

/** States in which the terms of an offer may still be changed. */
const OPEN_STATES: readonly OfferState[] = ['draft', 'published', 'paused'];

/** Making, changing and publishing offers. One transaction each. */
@Injectable()
export class OffersService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(OffersRepository) private readonly offers: OffersRepository,
    @Inject(ListingsRepository) private readonly listings: ListingsRepository,
    @Inject(ProvidersRepository) private readonly providers: ProvidersRepository,
  ) {}

  createOffer(asked: OfferDraft, actor: Actor): Promise<Result<OfferWithLegs, OfferRefusal>> {
    return this.database.inTransaction((manager) => this.createOfferIn(manager, asked, actor));
  }

  /** {@link createOffer} within the caller's transaction. */
  async createOfferIn(
    manager: EntityManager,
    asked: OfferDraft,
    actor: Actor,
  ): Promise<Result<OfferWithLegs, OfferRefusal>> {
    const { draft, faults } = await this.settle(asked, undefined, actor, manager);
    const [taken] = await this.offers.byRefKeys([textKey(draft.ref)], manager);
    if (taken) faults.push({ field: 'ref', message: `found '${draft.ref}', which another offer has` });
    if (faults.length > 0) return refused({ kind: 'faults', faults });
    const now = new Date();
    const offer: Offer = {
      ...columnsOf(draft),
      id: newId(),
      status: 'draft',
      publishedAt: null,
      reconfirmedAt: null,
      createdAt: now,
      updatedAt: now,
      version: 1,
    };
    const legs = legsOf(offer.id, draft);
    await manager.insert(Offer, offer);
    await manager.insert(OfferLeg, legs);
    await recordEvent(manager, { type: 'offer-created', actor, subjectType: 'offer', subjectId: offer.id });
    return ok({ offer, legs });
  }

  /** Replaces the terms of an offer. `version` is the one the editor saw. */
  editOffer(
    id: string,
    asked: OfferDraft,
    version: number,
    actor: Actor,
  ): Promise<Result<OfferWithLegs, OfferRefusal>> {
    return this.database.inTransaction((manager) => this.editOfferIn(manager, id, asked, version, actor));
  }

  /** {@link editOffer} within the caller's transaction. */
  async editOfferIn(
    manager: EntityManager,
    id: string,
    asked: OfferDraft,
    version: number,
    actor: Actor,
  ): Promise<Result<OfferWithLegs, OfferRefusal>> {
    const before = await this.editable(id, actor, manager);
    if (!before) return refused({ kind: 'not-found' });
    const { offer } = before;
    if (!OPEN_STATES.includes(offer.status)) {
      return refused({ kind: 'not-allowed', from: offer.status, allowed: [] });
    }
    const { draft, faults } = await this.settle(asked, before, actor, manager);
    if (textKey(draft.ref) !== offer.refKey) {
      faults.push({
        field: 'ref',
        message: `found '${draft.ref}', wanted '${offer.ref}': it names the offer`,
      });
    }
    if (faults.length > 0) return refused({ kind: 'faults', faults });
    const held = await this.placementsHeld(id, manager);
    if (held > 0 && uproots(before, draft, held)) return refused({ kind: 'held', placements: held });
    const changed = { ...offer, ...columnsOf(draft), updatedAt: new Date(), version: version + 1 };
    const update = await manager.update(Offer, { id, version }, changed);
    if (update.affected === 0) return refused({ kind: 'changed-meanwhile', version: offer.version });
    const legs = legsOf(id, draft);
    await manager.delete(OfferLeg, { offerId: id });
    await manager.insert(OfferLeg, legs);
    await this.listings.refresh(manager, [id]);
    await recordEvent(manager, {
      type: 'offer-edited',
      actor,
      subjectType: 'offer',
      subjectId: id,
      changes: changesOf(before, { offer: changed, legs }),
    });
    return ok({ offer: changed, legs });
  }

  /** Moves an offer to another state, where the table of states allows it. */
  moveOffer(id: string, to: OfferState, actor: Actor): Promise<Result<OfferWithLegs, OfferRefusal>> {
    return this.database.inTransaction((manager) => this.moveOfferIn(manager, id, to, actor));
  }

  /** {@link moveOffer} within the caller's transaction. */
  async moveOfferIn(
    manager: EntityManager,
    id: string,
    to: OfferState,
    actor: Actor,
  ): Promise<Result<OfferWithLegs, OfferRefusal>> {
    const before = await this.editable(id, actor, manager);
    if (!before) return refused({ kind: 'not-found' });
    const { offer, legs } = before;
    const allowed = nextOfferStates(offer.status);
    if (!allowed.includes(to)) return refused({ kind: 'not-allowed', from: offer.status, allowed });
    if (to === 'published' && !mayPublishOffer(actor, legs).isAllowed) {
      return refused({ kind: 'needs-coordinator' });
    }
    const held = to === 'withdrawn' ? await this.placementsHeld(id, manager) : 0;
    if (held > 0) return refused({ kind: 'held', placements: held });
    const now = new Date();
    const moved: Offer = {
      ...offer,
      status: to,
      updatedAt: now,
      version: offer.version + 1,
      ...(to === 'published' ? { publishedAt: offer.publishedAt ?? now, reconfirmedAt: now } : {}),
    };
    const update = await manager.update(Offer, { id, version: offer.version }, moved);
    if (update.affected === 0) return refused({ kind: 'changed-meanwhile', version: offer.version });
    await this.listings.refresh(manager, [id]);
    await recordEvent(manager, {
      type: `offer-${to}`,
      actor,
      subjectType: 'offer',
      subjectId: id,
      data: { from: offer.status },
    });
    return ok({ offer: moved, legs });
  }

  /** The provider says that the offer still stands. */
  reconfirmOffer(id: string, actor: Actor): Promise<Result<OfferWithLegs, OfferRefusal>> {
    return this.database.inTransaction(async (manager) => {
      const before = await this.editable(id, actor, manager);
      if (!before) return refused({ kind: 'not-found' });
      const { offer, legs } = before;
      if (offer.status !== 'published' && offer.status !== 'paused') {
        return refused({ kind: 'not-allowed', from: offer.status, allowed: nextOfferStates(offer.status) });
      }
      const reconfirmed = { ...offer, reconfirmedAt: new Date() };
      await manager.update(Offer, { id }, { reconfirmedAt: reconfirmed.reconfirmedAt });
      await recordEvent(manager, { type: 'offer-reconfirmed', actor, subjectType: 'offer', subjectId: id });
      return ok({ offer: reconfirmed, legs });
    });
  }

  private placementsHeld(offerId: string, manager: EntityManager): Promise<number> {
    return manager
      .createQueryBuilder(Placement, 'placement')
      .where('placement.offerId = :offerId AND placement.status IN (:...states)', {
        offerId,
        states: HOLDING_STATES,
      })
      .getCount();
  }

  /** An offer that the actor may change; nothing where it may not, or there is none. */
  private async editable(
    id: string,
    actor: Actor,
    manager: EntityManager,
  ): Promise<OfferWithLegs | undefined> {
    const found = await this.offers.one(id, manager);
    return found && mayEditOffer(actor, found.legs).isAllowed ? found : undefined;
  }

  /** A draft with the legs that its editor may give it, and everything that is wrong with it. */
  private async settle(
    asked: OfferDraft,
    before: OfferWithLegs | undefined,
    actor: Actor,
    manager: EntityManager,
  ): Promise<{ draft: OfferDraft; faults: DraftFault[] }> {
    const { legs, faults } = settleLegs(
      asked.legs,
      before?.legs ?? [],
      (providerId) => mayEditOffer(actor, [{ providerId }]).isAllowed,
      (before?.offer.status ?? 'draft') === 'draft',
    );
    const draft: OfferDraft = { ...asked, legs };
    const kept = new Set(before?.legs.map((leg) => leg.poolId));
    const owners = await this.ownerFaults(draft, kept, actor, manager);
    return {
      draft,
      faults: [...draftFaults(draft), ...faults.map(({ field, message }) => ({ field, message })), ...owners],
    };
  }

  private async ownerFaults(
    draft: OfferDraft,
    keptPools: ReadonlySet<string | null>,
    actor: Actor,
    manager: EntityManager,
  ): Promise<DraftFault[]> {
    const providers = await this.providers.byIds(
      draft.legs.map((leg) => leg.providerId),
      manager,
    );
    const sites = await this.providers.sitesByIds(
      draft.legs.map((leg) => leg.siteId),
      manager,
    );
    const within = ownedWithin(actor, 'offers.edit', fixed('pool.provider_id'));
    const pools = new Set((await this.providers.pools(within, manager)).map((pool) => pool.id));
    return draft.legs.flatMap((leg, index) => {
      const faults: DraftFault[] = [];
      const at = (field: string, message: string) =>
        faults.push({ field: `legs.${index}.${field}`, message });
      const site = sites.get(leg.siteId);
      if (!providers.has(leg.providerId)) at('providerId', 'names no provider');
      if (!site) at('siteId', 'names no site');
      else if (site.providerId !== leg.providerId) at('siteId', 'names a site of another provider');
      else if (leg.mode === 'in-person' && !site.district) {
        at('siteId', 'names a site without a postcode, which an in-person leg needs');
      }
      if (leg.poolId !== null && !pools.has(leg.poolId) && !keptPools.has(leg.poolId)) {
        at('poolId', 'names no supervision pool');
      }
      return faults;
    });
  }
}

function columnsOf(draft: OfferDraft) {
  const { legs: _legs, years, ...terms } = draft;
  return {
    ...terms,
    refKey: textKey(draft.ref),
    professions: [...draft.professions],
    years: years.map(String),
    requires: [...draft.requires],
    accessFeatures: [...draft.accessFeatures],
    reservedFor: [...draft.reservedFor],
    standards: [...draft.standards],
    pillars: [...draft.pillars],
    extra: { ...draft.extra },
  };
}

function legsOf(offerId: string, draft: OfferDraft): OfferLeg[] {
  return draft.legs.map((leg, index) => ({ id: newId(), offerId, leg: index + 1, ...leg }));
}
