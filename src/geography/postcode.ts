import { ok, refused, type Result } from '../shared/result.js';

export interface Postcode {
  /** `OX4 1AB`; `null` when only the district was written. */
  readonly postcode: string | null;
  /** The outward half, `OX4`: how far anyone but its owner ever needs to know it. */
  readonly district: string;
}

export interface PostcodeFault {
  readonly found: string;
  readonly wanted: string;
}

const DISTRICT = /^[A-Z]{1,2}[0-9][A-Z0-9]?$/;
const INWARD = /^[0-9][A-Z]{2}$/;
const WANTED = 'a UK postcode such as OX4 1AB, or its first half such as OX4';

/**
 * Reads a UK postcode, or its outward half alone, in any case and spacing. Tells that it is well formed,
 * not that it exists.
 */
export function parsePostcode(text: string): Result<Postcode, PostcodeFault> {
  const tidy = text.toUpperCase().replace(/[\s.-]/g, '');
  if (tidy === '') return refused({ found: 'nothing', wanted: WANTED });

  const read = readTidy(tidy);
  if (read) return ok(read);

  const found = `"${text.trim().slice(0, 12)}"`;
  const mended = readTidy(zeroForO(tidy));
  const meant = mended && (mended.postcode ?? mended.district);
  return refused({
    found,
    wanted: meant ? `${WANTED}; the digit 0 for the letter O makes it ${meant}` : WANTED,
  });
}

function readTidy(tidy: string): Postcode | undefined {
  const [outward, inward] = [tidy.slice(0, -3), tidy.slice(-3)];
  if (DISTRICT.test(outward) && INWARD.test(inward)) {
    return { postcode: `${outward} ${inward}`, district: outward };
  }
  return DISTRICT.test(tidy) ? { postcode: null, district: tidy } : undefined;
}

/** The slip people make most: O typed where only a digit can stand, 0 where only a letter can. */
function zeroForO(tidy: string): string {
  const withLetterFirst = tidy.replace(/^0/, 'O').replace(/^([A-Z])0(?=[0-9])/, '$1O');
  const withDigitInward = withLetterFirst.replace(/O(?=[A-Z]{2}$)/, '0');
  return withDigitInward.replace(/^([A-Z]{1,2})O(?=[0-9]?[A-Z]?$|[A-Z0-9]?[0-9][A-Z]{2}$)/, '$10');
}
