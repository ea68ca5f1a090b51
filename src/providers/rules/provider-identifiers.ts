import { checkIdentifier, type IdentifierKind } from './identifiers.js';

export interface ProviderIdentifiers {
  readonly cqcProviderId: string | null;
  readonly odsCode: string | null;
  readonly charityNumber: string | null;
  readonly companyNumber: string | null;
  readonly urn: string | null;
  readonly ukprn: string | null;
}

const KINDS: Readonly<Record<keyof ProviderIdentifiers, IdentifierKind>> = {
  cqcProviderId: 'cqc-provider-id',
  odsCode: 'ods-code',
  charityNumber: 'charity-number',
  companyNumber: 'company-number',
  urn: 'urn',
  ukprn: 'ukprn',
};

export interface CheckedIdentifiers {
  readonly identifiers: Partial<ProviderIdentifiers>;
  readonly faults: readonly { readonly field: string; readonly message: string }[];
  readonly warnings: readonly string[];
}

/** Checks and tidies the identifiers that are there. Blank ones become `null`; those left out stay out. */
export function checkProviderIdentifiers(
  told: Partial<Record<keyof ProviderIdentifiers, string | null | undefined>>,
): CheckedIdentifiers {
  const identifiers: Partial<Record<keyof ProviderIdentifiers, string | null>> = {};
  const faults: { field: string; message: string }[] = [];
  const warnings: string[] = [];
  for (const [field, kind] of Object.entries(KINDS) as [keyof ProviderIdentifiers, IdentifierKind][]) {
    const text = told[field];
    if (text === undefined) continue;
    if (text === null || text.trim() === '') {
      identifiers[field] = null;
      continue;
    }
    const check = checkIdentifier(kind, text);
    if (check.verdict === 'fault') {
      faults.push({ field, message: `found ${check.found}, wanted ${check.wanted}` });
      continue;
    }
    identifiers[field] = check.value;
    if (check.verdict === 'warning')
      warnings.push(`${field}: found ${check.found}, expected ${check.wanted}`);
  }
  return { identifiers, faults, warnings };
}
