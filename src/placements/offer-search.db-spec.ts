import fc from 'fast-check';
import type { EntityManager } from 'typeorm';
import { migratedDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { putRows, sql } from '../database/index.js';
import { Gazetteer, readGeographyFiles } from '../geography/index.js';
import { Provider, ProvidersRepository, Site } from '../providers/index.js';
import { districtKm, minutesForKm, TRANSPORTS } from '../shared/travel-time.js';
import { ListingsRepository } from './listings.repository.js';
import { OfferLeg } from './offer-leg.entity.js';
import { TERM_KINDS, type TermKind } from './offer-listing.entity.js';
import type { OfferQuery } from './offer.dto.js';
import type { FoundOfferView } from './offer.views.js';
import { Offer } from './offer.entity.js';
import { maySeeOffer, offersWithin, type Onlooker } from './offer.policy.js';
import { OfferSearchRepository } from './offer-search.repository.js';
import { OfferSearchService } from './offer-search.service.js';
import { OffersRepository } from './offers.repository.js';
import { HOLDING_STATES, PLACEMENT_STATES, type PlacementState } from './rules/placement-states.js';

const OFFERS = 300;
const SEED = 20_270_104;
const NOW = new Date('2026-11-02T09:00:00.000Z');

/** Few enough that many offers share each, and of two regions so that some are out of reach. */
const DISTRICTS = ['OX1', 'OX2', 'OX3', 'OX4', 'OX14', 'RG1', 'RG2', 'HP1', 'SN1', 'LS1', 'LS2', 'BD1'];
const PROFESSIONS = ['dietitian', 'occupational-therapist', 'paramedic', 'physiotherapist'];
const PROVIDER_TYPES = ['care-home', 'charity', 'hospice', 'nhs-trust'];
const MODELS = ['long-arm', 'one-to-one', 'split'];
const YEARS = ['1', '2', '3'];
const STANDARDS = ['1', '2', '3', '15'];
/** Words that no engine's stemming or list of common words touches. */
const WORDS = ['birch', 'cedar', 'quartz', 'zinc'];
const DAYS = ['2027-01-04', '2027-02-01', '2027-03-01', '2027-04-05', '2027-05-03'];

interface Leg {
  readonly providerType: string;
  readonly district: string;
  readonly mode: 'in-person' | 'remote';
  readonly authority: string | null;
  readonly icb: string | null;
  readonly region: string | null;
}

const idOf = (kind: number, index: number) =>
  `00000000-000${kind}-7000-8000-${String(index).padStart(12, '0')}`;

const TODAY = '2026-11-02';
const nobody = { closed: { reach: 'none' }, heiKey: null, today: TODAY } as const;
const COORDINATOR: Onlooker = { ...nobody, closed: { reach: 'all' } };
const hostOf = (index: number): Onlooker => ({
  ...nobody,
  closed: { reach: 'own', ownerId: idOf(1, index), organisationId: 'team' },
});
const ONLOOKERS: Readonly<Record<string, Onlooker>> = {
  coordinator: COORDINATOR,
  administrator: nobody,
  downs: { ...nobody, heiKey: 'downs university' },
  // A name with signs that mean something in a pattern; and one that is a piece of another.
  college: { ...nobody, heiKey: '100%_ college' },
  piece: { ...nobody, heiKey: 'university' },
  'no separator': { ...nobody, heiKey: 'ridgeway university|100%_ college' },
  'care home': hostOf(0),
  hospice: hostOf(2),
};

/** What the naive filter knows of an offer. */
interface Known {
  readonly offer: Offer;
  readonly legs: readonly Leg[];
  readonly placements: readonly PlacementState[];
}

const offerShape = fc.record({
  words: fc.uniqueArray(fc.constantFrom(...WORDS), { maxLength: 3 }),
  status: fc.constantFrom(
    'published' as const,
    'published' as const,
    'published' as const,
    'paused' as const,
  ),
  professions: fc.uniqueArray(fc.constantFrom(...PROFESSIONS), { minLength: 1, maxLength: 2 }),
  years: fc.uniqueArray(fc.constantFrom(...YEARS), { minLength: 1 }),
  standards: fc.uniqueArray(fc.constantFrom(...STANDARDS)),
  model: fc.constantFrom(...MODELS),
  startsOn: fc.constantFrom(...DAYS),
  weeks: fc.integer({ min: 1, max: 8 }),
  places: fc.integer({ min: 0, max: 2 }),
  // Few instants for many offers: the order must not lean on them being different.
  publishedHour: fc.integer({ min: 0, max: 5 }),
  // Written as people write names, which is not how they are compared.
  reservedFor: fc.constantFrom([], [], [], ['Downs  university'], ['Ridgeway University', '100%_ College']),
  releaseOn: fc.constantFrom(null, '2026-10-01', '2026-11-02', '2027-01-01'),
  placements: fc.array(fc.constantFrom(...PLACEMENT_STATES), { maxLength: 2 }),
  legs: fc.array(
    fc.record({
      provider: fc.integer({ min: 0, max: PROVIDER_TYPES.length - 1 }),
      district: fc.constantFrom(...DISTRICTS),
      mode: fc.constantFrom('in-person' as const, 'in-person' as const, 'remote' as const),
    }),
    { minLength: 1, maxLength: 2 },
  ),
});

const some = (codes: readonly string[]) =>
  fc.option(fc.uniqueArray(fc.constantFrom(...codes, 'nobody-has-it'), { minLength: 1, maxLength: 2 }), {
    nil: undefined,
    freq: 2,
  });

describe('A search over offers', () => {
  let test: TestDatabase;
  let gazetteer: Gazetteer;
  let service: OfferSearchService;
  let known: readonly Known[];

  beforeAll(async () => {
    test = await migratedDatabase();
    gazetteer = new Gazetteer(await readGeographyFiles());
    const { database } = test;
    service = new OfferSearchService(
      new OfferSearchRepository(database),
      new OffersRepository(database),
      new ProvidersRepository(database),
      gazetteer,
    );
    known = fc
      .sample(offerShape, { seed: SEED, numRuns: OFFERS })
      .map((shape, index) => knownOf(shape, index));
    await database.inTransaction((manager) => store(manager));
  });
  afterAll(() => test.drop());

  function knownOf(
    shape: typeof offerShape extends fc.Arbitrary<infer Shape> ? Shape : never,
    index: number,
  ): Known {
    const publishedAt = new Date(NOW.getTime() + shape.publishedHour * 3_600_000);
    const endsAt = new Date(Date.parse(shape.startsOn) + (shape.weeks * 7 - 3) * 86_400_000);
    const offer: Offer = {
      id: idOf(3, index),
      ref: `OFF-${index}`,
      refKey: `off-${index}`,
      status: shape.status,
      title: ['offer', ...shape.words].join(' '),
      summary: null,
      model: shape.model,
      professions: shape.professions,
      years: shape.years,
      startsOn: shape.startsOn,
      endsOn: endsAt.toISOString().slice(0, 10),
      places: shape.places,
      minGroup: 1,
      requires: [],
      isDriverNeeded: false,
      accessFeatures: [],
      reservedFor: [...shape.reservedFor],
      releaseOn: shape.reservedFor.length > 0 ? shape.releaseOn : null,
      standards: shape.standards,
      pillars: [],
      supervision: '',
      extra: {},
      publishedAt,
      reconfirmedAt: publishedAt,
      createdAt: NOW,
      updatedAt: NOW,
      version: 1,
    };
    const legs = shape.legs.map(({ provider, district, mode }) => {
      const place = gazetteer.place(district, '2026-11-02');
      return {
        providerType: PROVIDER_TYPES[provider] ?? '',
        district,
        mode,
        authority: place?.authority?.code ?? null,
        icb: place?.icb?.code ?? null,
        region: place?.nhsRegion?.code ?? null,
      };
    });
    return { offer, legs, placements: shape.placements };
  }

  /** One provider of each type, with a site in each district. */
  async function store(manager: EntityManager): Promise<void> {
    const unsaid = {
      cqcProviderId: null,
      odsCode: null,
      charityNumber: null,
      companyNumber: null,
      urn: null,
      ukprn: null,
      contactName: null,
      contactEmail: null,
      about: null,
    };
    const providers = PROVIDER_TYPES.map((type, index) => ({
      id: idOf(1, index),
      name: `provider ${type}`,
      nameKey: `provider ${type}`,
      type,
      ...unsaid,
      createdAt: NOW,
      updatedAt: NOW,
    }));
    await putRows(manager, Provider, providers as Provider[], [], []);
    const siteIdOf = (type: string, district: string) =>
      idOf(2, PROVIDER_TYPES.indexOf(type) * DISTRICTS.length + DISTRICTS.indexOf(district));
    const sites = PROVIDER_TYPES.flatMap((type, index) =>
      DISTRICTS.map((district) => {
        const place = gazetteer.place(district, '2026-11-02');
        return {
          id: siteIdOf(type, district),
          providerId: idOf(1, index),
          name: `site ${district}`,
          nameKey: `site ${district}`,
          address: null,
          postcode: `${district} 1AA`,
          district,
          authorityCode: place?.authority?.code ?? null,
          icbCode: place?.icb?.code ?? null,
          regionCode: place?.nhsRegion?.code ?? null,
          cqcLocationId: null,
          odsSiteCode: null,
          createdAt: NOW,
        };
      }),
    );
    await putRows(manager, Site, sites as Site[], [], []);
    await putRows(
      manager,
      Offer,
      known.map(({ offer }) => offer),
      [],
      [],
    );
    const legs = known.flatMap(({ offer, legs: itsLegs }, index) =>
      itsLegs.map((leg, number) => ({
        id: idOf(4, index * 2 + number),
        offerId: offer.id,
        leg: number + 1,
        providerId: idOf(1, PROVIDER_TYPES.indexOf(leg.providerType)),
        siteId: siteIdOf(leg.providerType, leg.district),
        poolId: null,
        halfDaysPerWeek: 5,
        mode: leg.mode,
        setting: 'community',
      })),
    );
    await putRows(manager, OfferLeg, legs, [], []);
    await storePlacements(manager);
    await new ListingsRepository(test.database).refresh(
      manager,
      known.map(({ offer }) => offer.id),
    );
  }

  async function storePlacements(manager: EntityManager): Promise<void> {
    const id = idOf(5, 0);
    const at = NOW.toISOString();
    for (const statement of [
      sql`INSERT INTO hei (id, name, name_key, created_at) VALUES (${id}, 'HEI', 'hei', ${at})`,
      sql`INSERT INTO programme (id, hei_id, profession) VALUES (${id}, ${id}, 'paramedic')`,
      sql`INSERT INTO cohort (id, programme_id, year) VALUES (${id}, ${id}, 1)`,
      sql`INSERT INTO block (id, cohort_id, key, starts_on, ends_on, half_days_per_week, required_settings,
                             required_pillars, required_standards)
          VALUES (${id}, ${id}, 'k', '2027-01-04', '2027-02-05', 10, '', '', '')`,
      sql`INSERT INTO student (id, hei_id, cohort_id, ref, ref_key, postcode, district, transport, settings_done,
                               providers_done, clearances, access_needs, excluded_providers, extra, created_at, updated_at)
          VALUES (${id}, ${id}, ${id}, 'S', 's', 'OX1 1AA', 'OX1', 'public', '', '', '', '', '', '{}', ${at}, ${at})`,
      sql`INSERT INTO placement_request (id, student_id, block_id, preferences, priority)
          VALUES (${id}, ${id}, ${id}, '', 1)`,
      ...known.flatMap(({ offer, placements }, index) =>
        placements.map(
          (
            status,
            number,
          ) => sql`INSERT INTO placement (id, token, offer_id, request_id, status, created_at, updated_at)
            VALUES (${idOf(6, index * 2 + number)}, 'T', ${offer.id}, ${id}, ${status}, ${at}, ${at})`,
        ),
      ),
    ]) {
      await test.database.change(statement, manager);
    }
  }

  const codesOf = (kind: TermKind, { offer, legs }: Known): ReadonlySet<string | null> => {
    switch (kind) {
      case 'profession':
        return new Set(offer.professions);
      case 'year':
        return new Set(offer.years);
      case 'model':
        return new Set([offer.model]);
      case 'standard':
        return new Set(offer.standards);
      case 'supervision':
        return new Set<string>();
      case 'provider-type':
        return new Set(legs.map((leg) => leg.providerType));
      case 'region':
      case 'icb':
      case 'authority':
        return new Set(legs.map((leg) => leg[kind]));
    }
  };

  /** The codes asked for, by kind. */
  const askedOf = (query: Partial<OfferQuery>): Partial<Record<TermKind, readonly string[]>> => ({
    profession: query.profession,
    year: query.year,
    'provider-type': query.providerType,
    model: query.model,
    region: query.region,
    icb: query.icb,
    authority: query.authority,
    standard: query.standard,
  });

  const isSeen = ({ offer, legs }: Known, onlooker: Onlooker) =>
    maySeeOffer(onlooker, {
      offer,
      legs: legs.map((leg) => ({ providerId: idOf(1, PROVIDER_TYPES.indexOf(leg.providerType)) })),
    }).isAllowed;

  const nearest = (each: Known, near: string, transport: OfferQuery['transport']) => {
    const here = gazetteer.enginePoint(near);
    const kms = each.legs.flatMap((leg) => {
      const there = gazetteer.enginePoint(leg.district);
      return leg.mode === 'in-person' && here && there ? [districtKm(here, there)] : [];
    });
    if (kms.length === 0) return undefined;
    const km = Math.min(...kms);
    return { km, metres: Math.round(km * 1_000), minutes: minutesForKm(km, transport) };
  };

  /** Whether the offer is to be found, the terms of one kind aside. */
  const isFound = (each: Known, query: OfferQuery, onlooker: Onlooker, aside?: TermKind): boolean => {
    const { offer } = each;
    if (offer.status !== 'published' || !isSeen(each, onlooker)) return false;
    for (const [kind, codes] of Object.entries(askedOf(query)) as [
      TermKind,
      readonly string[] | undefined,
    ][]) {
      if (kind === aside || !codes) continue;
      const its = codesOf(kind, each);
      if (!codes.some((code) => its.has(code))) return false;
    }
    if (query.from && offer.endsOn < query.from) return false;
    if (query.to && offer.startsOn > query.to) return false;
    const held = each.placements.filter((state) =>
      HOLDING_STATES.some((holding) => holding === state),
    ).length;
    if (query.hasFreePlaces && offer.places <= held) return false;
    for (const word of (query.q ?? '').split(' ').filter(Boolean)) {
      if (!offer.title.split(' ').some((its) => its.startsWith(word))) return false;
    }
    if (query.near) {
      const at = nearest(each, query.near, query.transport);
      if (!at) return false;
      const isThere = each.legs.some((leg) => leg.mode === 'in-person' && leg.district === query.near);
      if (query.withinKm !== undefined && at.km > query.withinKm && !isThere) return false;
      if (query.withinMinutes !== undefined && at.minutes > query.withinMinutes) return false;
    }
    return true;
  };

  const everyPage = async (query: OfferQuery, onlooker: Onlooker) => {
    const items: FoundOfferView[] = [];
    let cursor: string | undefined;
    for (;;) {
      const page = await service.searchOffers({ ...query, ...(cursor ? { cursor } : {}) }, onlooker);
      items.push(...page.items);
      if (page.next === null) return { items, page };
      expect(page.items).toHaveLength(query.limit);
      cursor = page.next;
    }
  };

  const codesKnown = (kind: TermKind) =>
    [...new Set(known.flatMap((each) => [...codesOf(kind, each)]))].filter((code) => code !== null);

  const queries = () =>
    fc
      .record({
        limit: fc.integer({ min: 1, max: 100 }).map((limit) => Math.max(limit, 9)),
        q: fc.constantFrom(undefined, undefined, 'birch', 'quar', 'cedar zinc', 'z bir', 'nowhere'),
        profession: some(PROFESSIONS),
        year: some(YEARS),
        providerType: some(PROVIDER_TYPES),
        model: some(MODELS),
        region: some(codesKnown('region')),
        icb: some(codesKnown('icb')),
        authority: some(codesKnown('authority')),
        standard: some(STANDARDS),
        from: fc.constantFrom(undefined, undefined, ...DAYS),
        to: fc.constantFrom(undefined, undefined, ...DAYS),
        hasFreePlaces: fc.constantFrom(undefined, true, false),
        near: fc.constantFrom(undefined, 'OX1', 'RG1', 'LS1'),
        withinKm: fc.constantFrom(undefined, 1, 10, 60),
        withinMinutes: fc.constantFrom(undefined, 30, 90),
        transport: fc.constantFrom(...TRANSPORTS),
        sort: fc.constantFrom(undefined, 'newest' as const, 'distance' as const, 'relevance' as const),
      })
      .map(({ withinKm, withinMinutes, sort, ...query }): OfferQuery => ({
        ...query,
        ...(query.near ? { withinKm, withinMinutes } : {}),
        ...((sort === 'distance' && !query.near) || (sort === 'relevance' && !query.q) ? {} : { sort }),
        facets: true,
      }));

  const check = async (query: OfferQuery, onlooker: Onlooker = COORDINATOR) => {
    const wanted = known.filter((each) => isFound(each, query, onlooker));
    const { items, page } = await everyPage(query, onlooker);
    const ids = items.map((item) => item.id);

    expect([...ids].sort()).toEqual(wanted.map(({ offer }) => offer.id).sort());
    expect(page.total).toBe(wanted.length);

    const sort = query.sort ?? (query.q ? 'relevance' : query.near ? 'distance' : 'newest');
    if (sort === 'newest') {
      const key = ({ offer }: Known) => `${offer.publishedAt?.toISOString()} ${offer.id}`;
      const inOrder = [...wanted].sort((one, other) => (key(one) < key(other) ? 1 : -1));
      expect(ids).toEqual(inOrder.map(({ offer }) => offer.id));
    }
    const { near } = query;
    if (near) {
      const away = new Map(wanted.map((each) => [each.offer.id, nearest(each, near, query.transport)]));
      for (const item of items) {
        expect(item.distanceKm).toBe((away.get(item.id)?.metres ?? 0) / 1_000);
        expect(item.travelMinutes).toBe(away.get(item.id)?.minutes);
      }
      if (sort === 'distance') {
        const key = (id: string) => `${String(away.get(id)?.metres ?? 0).padStart(9, '0')} ${id}`;
        expect(ids.map(key)).toEqual(ids.map(key).sort());
      }
    }

    const counted = new Map(page.facets?.map(({ kind, code, offers }) => [`${kind} ${code}`, offers]));
    const naive = new Map<string, number>();
    for (const kind of TERM_KINDS) {
      for (const each of known.filter((one) => isFound(one, query, onlooker, kind))) {
        for (const code of codesOf(kind, each)) {
          if (code !== null) naive.set(`${kind} ${code}`, (naive.get(`${kind} ${code}`) ?? 0) + 1);
        }
      }
    }
    expect(counted).toEqual(naive);
  };

  const plain: OfferQuery = { limit: 20, transport: 'public', facets: true };

  it.each(Object.keys(ONLOOKERS))(
    'by %s finds and counts what they may see, and nothing else',
    async (name) => {
      const onlooker = ONLOOKERS[name] ?? nobody;
      await check(plain, onlooker);
      await check({ ...plain, near: 'OX1', withinKm: 60, profession: ['paramedic'] }, onlooker);
      await check({ ...plain, q: 'quartz' }, onlooker);
      const within = await test.database.rows<{ id: string }>(
        sql`SELECT id AS "id" FROM offer WHERE ${offersWithin(onlooker)} ORDER BY id`,
      );
      expect(within.map(({ id }) => id)).toEqual(
        known.filter((each) => isSeen(each, onlooker)).map(({ offer }) => offer.id),
      );
    },
  );

  it('shows to some what it does not show to others', () => {
    const seen = (onlooker: Onlooker) => known.filter((each) => isSeen(each, onlooker)).length;
    const counts = Object.values(ONLOOKERS).map(seen);
    expect(counts[0]).toBe(known.length);
    expect(seen(nobody)).toBeLessThan(seen({ ...nobody, heiKey: 'downs university' }));
    expect(seen(nobody)).toBeLessThan(seen(hostOf(0)));
    expect(seen({ ...nobody, heiKey: 'university' })).toBe(seen(nobody));
  });

  it('that asks for nothing finds every published offer once, newest first, and counts them all', () =>
    check(plain));

  it('by one thing finds what a plain filter finds, page by page', async () => {
    for (const one of [
      { profession: ['paramedic'] },
      { year: ['1', '3'] },
      { providerType: ['hospice'] },
      { model: ['split'] },
      { region: codesKnown('region').slice(0, 1) },
      { icb: codesKnown('icb').slice(0, 1) },
      { authority: codesKnown('authority').slice(0, 2) },
      // Standard 1 is not standard 15.
      { standard: ['1'] },
      { from: '2027-03-01', to: '2027-03-31' },
      { hasFreePlaces: true },
      { q: 'quartz' },
      { near: 'OX1' },
      { near: 'OX1', withinKm: 10 },
      { near: 'OX1', withinMinutes: 45, transport: 'car' as const },
      { profession: ['nobody-has-it'] },
    ]) {
      await check({ ...plain, ...one });
    }
  });

  it('by any mix of things finds what a plain filter finds, in order, and counts each narrower search', () =>
    fc.assert(fc.asyncProperty(queries(), fc.constantFrom(...Object.values(ONLOOKERS)), check), {
      seed: SEED,
      numRuns: 150,
    }));

  it('no longer finds an offer once its listing is written anew after it was paused', async () => {
    const first = known.find((each) => each.offer.status === 'published');
    if (!first) throw new Error('The sample has a published offer');
    const { id } = first.offer;
    const refresh = (status: Offer['status']) =>
      test.database.inTransaction(async (manager) => {
        await manager.update(Offer, { id }, { status });
        await new ListingsRepository(test.database).refresh(manager, [id]);
      });
    await refresh('paused');
    const { items } = await everyPage(plain, COORDINATOR);
    expect(items.map((item) => item.id)).not.toContain(id);
    await refresh('published');
    await check(plain);
  });
});
