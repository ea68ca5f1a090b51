import { ok, refused, type Result } from '../shared/result.js';
import { CellReader, type FileRow } from './cell-reader.js';
import { readColumns, type FileColumns } from './columns.js';
import { shown, type FileFault, type FileFindings, type FileNote, type Lined } from './file-fault.js';
import { meantPerhaps } from './meant-perhaps.js';
import type { LegRecord, OfferRecord } from './offer-file.js';
import { siteKey, siteName } from './site-key.js';
import { textKey } from './text-key.js';

/** One row of `caps.csv`: the most learners that a provider, or one of its sites, hosts at once. */
export interface CapRecord {
  /** Empty where the site's name alone says which site is meant. */
  readonly provider: string;
  /** Name, or postcode, of a site; empty where the whole provider is meant. */
  readonly site: string;
  readonly maxLearners: number;
  readonly extra: Readonly<Record<string, string>>;
}

/** `provider` or `site` must be there as well; see {@link checkCapHeader}. */
export const CAP_COLUMNS: FileColumns = { needed: ['max_learners'], optional: ['provider', 'site'] };

const READ = readColumns(CAP_COLUMNS);

/** A file without a provider and a site column cannot say whom it caps. */
export function checkCapHeader(header: readonly string[]): readonly FileFault[] {
  if (header.includes('provider') || header.includes('site')) return [];
  return [{ line: 1, column: 'provider', found: '', wanted: 'a column named provider, or one named site' }];
}

export function readCap(row: FileRow): Result<CapRecord, readonly FileFault[]> {
  const cells = new CellReader(row);
  const record: CapRecord = {
    provider: cells.text('provider'),
    site: cells.text('site'),
    maxLearners: cells.whole('max_learners', {
      from: 0,
      to: 100_000,
      wanted: 'a whole number of learners, from 0',
    }),
    extra: cells.extra(READ),
  };
  if (record.provider === '' && record.site === '') {
    cells.refuse('provider', 'a provider, or a site, to which the number applies');
  }
  return cells.faults.length === 0 ? ok(record) : refused(cells.faults);
}

/** Writes a record as the cells of a row; the inverse of {@link readCap}. */
export function writeCap(cap: CapRecord): Readonly<Record<string, string>> {
  return { provider: cap.provider, site: cap.site, max_learners: String(cap.maxLearners), ...cap.extra };
}

/** A cap with the provider or site that it means, by key. */
export interface ResolvedCap {
  readonly kind: 'provider' | 'site';
  readonly key: string;
  readonly maxLearners: number;
}

/**
 * Finds whom each cap means among the legs of the offers. Faults: the same provider or site twice,
 * and a site's name that several providers have (the provider's name beside it tells them apart).
 * Notes: caps that nobody here falls under.
 */
export function resolveCaps(
  caps: readonly Lined<CapRecord>[],
  offers: readonly Lined<OfferRecord>[],
): FileFindings & { readonly caps: readonly ResolvedCap[] } {
  if (caps.length === 0) return { caps: [], faults: [], notes: [] };
  const sites = sitesOf(offers.flatMap(({ record }) => record.legs));
  const resolved: ResolvedCap[] = [];
  const faults: FileFault[] = [];
  const notes: FileNote[] = [];
  const firstLines = new Map<string, number>();
  for (const { line, record } of caps) {
    const target = targetOf(record, sites);
    if (target.kind === 'unknown') {
      const column = record.site === '' ? 'provider' : 'site';
      const meant = meantPerhaps(record[column], column === 'site' ? sites.siteNames : sites.providerNames);
      notes.push({
        line,
        column,
        text: `'${shown(record[column])}' is in no offer here${meant}; it caps nothing`,
      });
      continue;
    }
    if (target.kind === 'several') {
      faults.push({
        line,
        column: 'site',
        found: shown(record.site),
        wanted: `the provider's name beside it: ${target.providers.slice(0, 3).map(shown).join(', ')} have sites so named`,
      });
      continue;
    }
    const firstLine = firstLines.get(`${target.kind} ${target.key}`);
    if (firstLine === undefined) {
      firstLines.set(`${target.kind} ${target.key}`, line);
      resolved.push({ ...target, maxLearners: record.maxLearners });
    } else {
      faults.push({
        line,
        column: target.kind,
        found: shown(record[target.kind]),
        wanted: `each ${target.kind} once: line ${firstLine} caps this one too`,
      });
    }
  }
  return { caps: resolved, faults, notes };
}

interface Sites {
  /** Key of the provider -> name as written. */
  readonly providers: ReadonlyMap<string, string>;
  /** Key of the site's own name -> key of the site -> name of its provider. */
  readonly sitesByName: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly providerNames: readonly string[];
  readonly siteNames: readonly string[];
}

function sitesOf(legs: readonly LegRecord[]): Sites {
  const providers = new Map<string, string>();
  const sitesByName = new Map<string, Map<string, string>>();
  const siteNames = new Map<string, string>();
  for (const leg of legs) {
    const providerKey = textKey(leg.provider);
    if (!providers.has(providerKey)) providers.set(providerKey, leg.provider);
    const name = siteName(leg);
    if (name === '') continue;
    siteNames.set(name, leg.site || leg.postcode);
    const sites = sitesByName.get(name) ?? new Map<string, string>();
    sites.set(siteKey(leg), leg.provider);
    sitesByName.set(name, sites);
  }
  return {
    providers,
    sitesByName,
    providerNames: [...providers.values()],
    siteNames: [...siteNames.values()],
  };
}

type Target =
  | { readonly kind: 'provider' | 'site'; readonly key: string }
  | { readonly kind: 'several'; readonly providers: readonly string[] }
  | { readonly kind: 'unknown' };

function targetOf({ provider, site }: CapRecord, { providers, sitesByName }: Sites): Target {
  if (site === '') {
    const key = textKey(provider);
    return providers.has(key) ? { kind: 'provider', key } : { kind: 'unknown' };
  }
  const byName = sitesByName.get(textKey(site)) ?? sitesByName.get(siteName({ site: '', postcode: site }));
  const candidates = [...(byName ?? [])].filter(
    ([, owner]) => provider === '' || textKey(owner) === textKey(provider),
  );
  const [only] = candidates;
  if (!only) return { kind: 'unknown' };
  if (candidates.length > 1) return { kind: 'several', providers: candidates.map(([, owner]) => owner) };
  return { kind: 'site', key: only[0] };
}
