import type { LegRecord } from './offer-file.js';
import { textKey } from './text-key.js';

/**
 * What makes a site the same site: its provider and its name, or its postcode where it has no name.
 * No key of a part holds a line break, so different parts never run into one key.
 */
export function siteKey({
  provider,
  site,
  postcode,
}: Pick<LegRecord, 'provider' | 'site' | 'postcode'>): string {
  return `${textKey(provider)}\n${siteName({ site, postcode })}`;
}

/** The key of a site within its provider. */
export function siteName({ site, postcode }: Pick<LegRecord, 'site' | 'postcode'>): string {
  return textKey(site) || textKey(postcode).replace(/ /g, '');
}
