import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../../../database/index.js';
import { ProvidersRepository, providerType } from '../../../providers/index.js';
import { CareCertificateStandard, PROFESSIONS, type ProfessionFacts } from '../../../reference/index.js';
import { type Onlooker, shownReservations } from '../../offer.policy.js';
import type { OfferWithLegs } from '../../offers.repository.js';
import { kindName } from '../../rules/placement-kinds.js';
import {
  accessWords,
  checkWords,
  countWords,
  dayWords,
  daysAWeek,
  listWords,
  pillarWords,
  settingWords,
  supervisionWords,
  yearWords,
} from '../offer-words.js';

/** A part of an offer in words. */
export interface LegFacts {
  readonly providerId: string;
  readonly providerName: string;
  readonly providerType: string;
  readonly siteName: string;
  readonly address: string | null;
  readonly postcode: string | null;
  readonly district: string | null;
  readonly days: string;
  readonly isRemote: boolean;
  readonly setting: string;
}

/** Everything of an offer that its readers may know, in words. */
export interface OfferFacts {
  readonly id: string;
  readonly title: string;
  readonly summary: string | null;
  readonly kind: string;
  readonly professions: readonly string[];
  readonly years: string;
  readonly starts: string;
  readonly ends: string;
  readonly weeks: string;
  readonly days: string;
  readonly places: string;
  readonly group: string | null;
  readonly supervision: string;
  readonly isSupervisorWanted: boolean;
  readonly learning: readonly string[];
  readonly standards: readonly { readonly number: string; readonly title: string }[];
  readonly needs: readonly string[];
  readonly access: readonly string[];
  readonly keptFor: string | null;
  readonly isHybrid: boolean;
  readonly legs: readonly LegFacts[];
}

/** Puts offers into words, with the names of what they point to. */
@Injectable()
export class OfferPresenter {
  private readonly professionNames: ReadonlyMap<string, string>;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ProvidersRepository) private readonly providers: ProvidersRepository,
    @Inject(PROFESSIONS) professions: readonly ProfessionFacts[],
  ) {
    this.professionNames = new Map(professions.map(({ code, name }) => [code, name]));
  }

  /**
   * @param onlooker - who reads; `null` for its own hosts
   * @param isWithAddress - whether to tell the street, which is not needed in a list
   */
  async facts(found: OfferWithLegs, onlooker: Onlooker | null, isWithAddress: boolean): Promise<OfferFacts> {
    const { offer, legs } = found;
    const [providers, sites, standards] = await Promise.all([
      this.providers.byIds(legs.map((leg) => leg.providerId)),
      this.providers.sitesByIds(legs.map((leg) => leg.siteId)),
      offer.standards.length > 0 ? this.standards() : new Map<string, string>(),
    ]);
    const reserved = onlooker ? shownReservations(onlooker, found) : offer.reservedFor;
    const halfDays = legs.reduce((sum, leg) => sum + leg.halfDaysPerWeek, 0);
    return {
      id: offer.id,
      title: offer.title,
      summary: offer.summary,
      kind: kindName(offer.model),
      professions: offer.professions.map((code) => this.professionNames.get(code) ?? code),
      years: yearWords(offer.years),
      starts: dayWords(offer.startsOn),
      ends: dayWords(offer.endsOn),
      weeks: countWords(
        Math.ceil((Date.parse(offer.endsOn) - Date.parse(offer.startsOn) + 86_400_000) / 604_800_000),
        'week',
      ),
      days: daysAWeek(halfDays),
      places: countWords(offer.places, 'place'),
      group: offer.minGroup > 1 ? `Only for groups of at least ${offer.minGroup}` : null,
      supervision: supervisionWords(offer.supervision),
      isSupervisorWanted: offer.supervision === 'wanted',
      learning: offer.pillars.map(pillarWords),
      standards: offer.standards.map((number) => ({ number, title: standards.get(number) ?? '' })),
      needs: [...offer.requires.map(checkWords), ...(offer.isDriverNeeded ? ['A car'] : [])],
      access: offer.accessFeatures.map(accessWords),
      keptFor:
        reserved.length === 0
          ? null
          : `Kept for ${listWords(reserved)}${offer.releaseOn ? ` until ${dayWords(offer.releaseOn)}` : ''}`,
      isHybrid: new Set(legs.map((leg) => leg.providerId)).size > 1,
      legs: legs.map((leg) => {
        const provider = providers.get(leg.providerId);
        const site = sites.get(leg.siteId);
        return {
          providerId: leg.providerId,
          providerName: provider?.name ?? '',
          providerType: providerType(provider?.type ?? '')?.name ?? '',
          siteName: site?.name ?? '',
          address: isWithAddress ? (site?.address ?? null) : null,
          postcode: site?.postcode ?? null,
          district: site?.district ?? null,
          days: daysAWeek(leg.halfDaysPerWeek),
          isRemote: leg.mode === 'remote',
          setting: settingWords(leg.setting),
        };
      }),
    };
  }

  private async standards(): Promise<ReadonlyMap<string, string>> {
    const rows = await this.database.reader
      .createQueryBuilder(CareCertificateStandard, 'standard')
      .where('standard.validTo IS NULL')
      .getMany();
    return new Map(rows.map(({ number, title }) => [String(number), title]));
  }
}
