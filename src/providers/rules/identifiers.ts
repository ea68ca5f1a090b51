/** What a check of an identifier's form found. A number of good form may still belong to nobody. */
export type IdentifierCheck =
  | { readonly verdict: 'ok'; readonly value: string }
  /** Unusual, by a rule that is not certain: keep `value`, and ask. */
  | {
      readonly verdict: 'warning';
      readonly value: string;
      readonly found: string;
      readonly wanted: string;
    }
  | { readonly verdict: 'fault'; readonly found: string; readonly wanted: string };

export const IDENTIFIER_KINDS = [
  'cqc-provider-id',
  'cqc-location-id',
  'ods-code',
  'charity-number',
  'company-number',
  'urn',
  'ukprn',
] as const;
export type IdentifierKind = (typeof IDENTIFIER_KINDS)[number];

interface Form {
  readonly shape: RegExp;
  readonly wanted: string;
  /** Whether the shape is known from its issuer's own checks. If not, a mismatch is only a warning. */
  readonly isCertain: boolean;
  /** Longest that is kept at all. */
  readonly longest: number;
  /** Puts back what spreadsheet programs and hasty fingers take off. */
  readonly mend?: (text: string) => string;
}

/** CQC's own number, or the ODS code under which it lists NHS trusts (RX3) and their sites (RX3AB). */
const CQC = /^([0-9]-[0-9]{8,12}|[A-Z][A-Z0-9]{2}([A-Z0-9]{2})?)$/;

/** Spreadsheet programs drop leading zeros: 1234567 was 01234567. */
const toEightDigits = (text: string): string => (/^\d{6,7}$/.test(text) ? text.padStart(8, '0') : text);

const FORMS: Readonly<Record<IdentifierKind, Form>> = {
  'cqc-provider-id': {
    shape: CQC,
    wanted: 'a CQC provider ID such as 1-101641521, or an ODS code such as RX3',
    isCertain: true,
    longest: 20,
  },
  'cqc-location-id': {
    shape: CQC,
    wanted: 'a CQC location ID such as 1-127443456, or the ODS code of an NHS site such as RX3AB',
    isCertain: true,
    longest: 20,
  },
  'ods-code': {
    shape: /^[A-Z0-9]{3,12}$/,
    wanted: 'an ODS code: 3 to 12 letters and digits',
    isCertain: false,
    longest: 12,
  },
  'charity-number': {
    shape: /^[0-9]{6,7}(-[0-9]{1,3})?$/,
    wanted: 'a charity number: 6 or 7 digits, with -1 and so on for a linked charity',
    isCertain: false,
    longest: 12,
  },
  'company-number': {
    shape: /^([0-9]{8}|[A-Z]{2}[0-9]{6}|[A-Z]{2}[0-9]{5}[A-Z])$/,
    wanted: 'a company number: 8 digits, or 2 letters and 6 digits',
    isCertain: false,
    longest: 8,
    mend: toEightDigits,
  },
  urn: {
    shape: /^[0-9]{6}$/,
    wanted: 'a school URN: 6 digits',
    isCertain: false,
    longest: 6,
  },
  ukprn: {
    shape: /^1[0-9]{7}$/,
    wanted: 'a UKPRN: 8 digits that start with 1',
    isCertain: true,
    longest: 8,
  },
};

/** Checks the form of an identifier and tidies it: capitals, no spaces, leading zeros of a company number. */
export function checkIdentifier(kind: IdentifierKind, text: string): IdentifierCheck {
  const { shape, wanted, isCertain, longest, mend } = FORMS[kind];
  const bare = tidy(text);
  const value = mend ? mend(bare) : bare;
  if (value === '') return { verdict: 'fault', found: 'nothing', wanted };
  if (shape.test(value)) return { verdict: 'ok', value };
  const found = shown(text);
  const isKept = !isCertain && value.length <= longest && /^[A-Z0-9/-]+$/.test(value);
  return isKept ? { verdict: 'warning', value, found, wanted } : { verdict: 'fault', found, wanted };
}

/** What a registration number's form depends on. */
export interface RegisterOf {
  readonly regulator: 'HCPC' | 'GOsC';
  /** Letters that numbers of the profession start with; `null` where its regulator uses none. */
  readonly registerPrefix: string | null;
}

const LONGEST_REGISTRATION = 20;

/**
 * Checks the form of a registration number for a profession. The letters of an HCPC number are certain, so
 * that those of another profession are a fault; how many digits follow is not, and is only a warning.
 */
export function checkRegistrationNumber(text: string, register: RegisterOf): IdentifierCheck {
  const value = tidy(text);
  const { regulator, registerPrefix } = register;
  const wanted =
    registerPrefix === null
      ? `a ${regulator} registration number`
      : `an ${regulator} registration number such as ${registerPrefix}012345`;
  if (value === '') return { verdict: 'fault', found: 'nothing', wanted };
  const found = shown(text);
  if (value.length > LONGEST_REGISTRATION || !/^[A-Z0-9/-]+$/.test(value)) {
    return { verdict: 'fault', found, wanted };
  }
  if (registerPrefix === null) return { verdict: 'ok', value };

  const [, prefix, digits] = /^([A-Z]+)([0-9]+)$/.exec(value) ?? [];
  if (prefix !== registerPrefix || digits === undefined) {
    const meant = /^[0-9]{4,6}$/.test(value) ? `; did you mean ${registerPrefix}${value}?` : '';
    return { verdict: 'fault', found, wanted: `${wanted}${meant}` };
  }
  return digits.length >= 4 && digits.length <= 6
    ? { verdict: 'ok', value }
    : { verdict: 'warning', value, found, wanted: `${wanted}, with 4 to 6 digits` };
}

function tidy(text: string): string {
  return text
    .toUpperCase()
    .replace(/\s+/g, '')
    .replace(/[‐‑–—]/g, '-');
}

function shown(text: string): string {
  const trimmed = text.trim();
  return `"${trimmed.length > 24 ? `${trimmed.slice(0, 23)}…` : trimmed}"`;
}
