import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { ROOT_FOLDER } from '../../src/config/index.js';
import { openDatabase } from '../../src/database/index.js';
import { ENTITIES } from '../../src/entities.js';
import { Gazetteer, readGeographyFiles } from '../../src/geography/index.js';
import { OfferSearchRepository } from '../../src/placements/offer-search.repository.js';
import { OfferSearchService } from '../../src/placements/offer-search.service.js';
import { OffersRepository } from '../../src/placements/offers.repository.js';
import { ProvidersRepository } from '../../src/providers/index.js';
import { type Bare, barePostgres, bareSqlite, recording, searchBare } from './bare.js';
import { makeMarket } from './market.js';
import { compare, tableText } from './measure.js';
import { type Search, SEARCHES } from './searches.js';
import { storeMarket } from './store-market.js';

/**
 * How quick search is over a country's worth of published offers, beside the same statements on the bare
 * driver. On SQLite, and on PostgreSQL too when TEST_POSTGRES_URL names a server to make a database on.
 */
const SIZES = { seed: 2027, providers: 20_000, offers: 100_000 } as const;
const ROUNDS = 60;
const MILLISECONDS_A_SEARCH = 2_000;

/** Somebody of an HEI, who sees less than everything: what is kept for others is left out. */
const SEARCHER = { closed: { reach: 'none' }, heiKey: 'ridgeway university', today: '2027-01-04' } as const;

/** Searches before the first is timed: a server is long compiled by the time that anybody waits for it. */
const WARM_UP_SEARCHES = 300;

/** After this no further search is begun, so that a slow machine gets fewer rows and not a longer wait. */
const LAST_START_MILLISECONDS = 160_000;

const gazetteer = new Gazetteer(await readGeographyFiles());
const market = makeMarket(gazetteer, SIZES);
console.log(
  `Offer search: ${market.offers.length} published offers of ${market.providers.length} providers ` +
    `(${market.legs.length} legs, ${market.sites.length} sites), made up from seed ${SIZES.seed}; pages of 20.`,
);
console.log(`Node ${process.version}, ${cpus().length} processors (${cpus()[0]?.model ?? 'unknown'}).`);
console.log(
  'Bare: the statements that the product sends, on the driver alone, with the page of offers, legs,',
  'providers\nand sites loaded by plain SQL. Ours: OfferSearchService.searchOffers, from query to view.',
  'Both in turn.',
);
await benchSqlite();
if (process.env.TEST_POSTGRES_URL) await benchPostgres(process.env.TEST_POSTGRES_URL);
else console.log('\nTEST_POSTGRES_URL is not set: PostgreSQL was not measured.');

async function benchSqlite(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'fairplace-bench-'));
  try {
    const file = join(folder, 'bench.db');
    await bench({ kind: 'sqlite', file }, () => bareSqlite(file, versionOf('better-sqlite3')));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function benchPostgres(server: string): Promise<void> {
  const name = `fairplace_bench_${randomUUID().replaceAll('-', '')}`;
  const url = new URL(server);
  url.pathname = `/${name}`;
  await onServer(server, `CREATE DATABASE ${name}`);
  try {
    await bench({ kind: 'postgres', url: url.href }, () => barePostgres(url.href, versionOf('pg')));
  } finally {
    await onServer(server, `DROP DATABASE ${name} WITH (FORCE)`);
  }
}

async function bench(config: Parameters<typeof openDatabase>[0], openBare: () => Bare | Promise<Bare>) {
  const database = await openDatabase(config, ENTITIES);
  try {
    const from = performance.now();
    await database.source.runMigrations({ transaction: 'each' });
    await storeMarket(database, market);
    // A server looks at its tables by itself after a while; here there is no while.
    if (config.kind === 'postgres') await database.source.query('VACUUM ANALYZE');
    const seconds = ((performance.now() - from) / 1_000).toFixed(1);
    const bare = await openBare();
    try {
      console.log(`\n${bare.version}; filled and listed in ${seconds} s. Milliseconds:\n`);
      const recorder = recording(database);
      const service = (on: typeof database) =>
        new OfferSearchService(
          new OfferSearchRepository(on),
          new OffersRepository(on),
          new ProvidersRepository(on),
          gazetteer,
        );
      const rows = [
        ['search', 'found', 'bare median', 'bare p95', 'ours median', 'ours p95', 'ratio', 'rounds'],
      ];
      const warmUp = service(database);
      for (let count = 0; count < WARM_UP_SEARCHES; count += 1) {
        await warmUp.searchOffers({ limit: 20, transport: 'public' }, SEARCHER);
      }
      for (const search of SEARCHES) {
        if (performance.now() > LAST_START_MILLISECONDS) {
          console.log(`Out of time before "${search.name}": this and what follows was not measured.`);
          break;
        }
        rows.push(
          await row(search, bare, service(database), service(recorder.database), recorder.statements),
        );
      }
      console.log(tableText(rows));
    } finally {
      await bare.close();
    }
  } finally {
    await database.close();
  }
}

async function row(
  { name, query: first, page }: Search,
  bare: Bare,
  service: OfferSearchService,
  recorded: OfferSearchService,
  statements: ReturnType<typeof recording>['statements'],
): Promise<string[]> {
  let query = first;
  for (let at = 1; at < (page ?? 1); at += 1) {
    query = { ...first, cursor: (await service.searchOffers(query, SEARCHER)).next ?? '' };
  }
  // The first search reads the numbers of the terms, which are then kept: the second is what is repeated.
  await recorded.searchOffers(query, SEARCHER);
  statements.length = 0;
  const { items, total } = await recorded.searchOffers(query, SEARCHER);
  const asked = [...statements];
  const wanted = items.map((item) => item.id);
  const found = await searchBare(bare, asked, query.limit);
  if (found.join() !== wanted.join()) throw new Error(`${name}: bare and ours found different offers`);
  const times = await compare(
    () => searchBare(bare, asked, query.limit),
    () => service.searchOffers(query, SEARCHER),
    { rounds: ROUNDS, milliseconds: MILLISECONDS_A_SEARCH },
  );
  return [
    name,
    String(total),
    ...[times.bare.median, times.bare.p95, times.ours.median, times.ours.p95].map((each) => each.toFixed(2)),
    (times.ours.median / times.bare.median).toFixed(2),
    String(times.rounds),
  ];
}

function versionOf(name: string): string {
  const file = join(ROOT_FOLDER, 'node_modules', name, 'package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

async function onServer(server: string, statement: string): Promise<void> {
  const client = new pg.Client(server);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
