import { allColumns, type OfferRecord, STUDENT_COLUMNS, textKey } from '../../exchange/index.js';

/** Columns of students' files that say who somebody is, what they need, or whom they avoid. */
const IDENTITY: ReadonlySet<string> = new Set([
  'given_name',
  'family_name',
  'email',
  'access_needs',
  'excluded_providers',
]);

/** The columns of students' files for those who may see all students and be told who none of them is. */
export const NAMELESS_COLUMNS: readonly string[] = allColumns(STUDENT_COLUMNS).filter(
  (column) => !IDENTITY.has(column),
);

/**
 * A row of a students' file with what {@link NAMELESS_COLUMNS} has, and the district in place of the postcode.
 * Columns that the format does not know go too: nobody knows what is in them.
 */
export function withoutIdentity(
  row: Readonly<Record<string, string>>,
  district: string,
): Record<string, string> {
  const cells = NAMELESS_COLUMNS.map((column) => [column, row[column] ?? '']);
  return { ...(Object.fromEntries(cells) as Record<string, string>), postcode: district };
}

/** An offer as one of its partners takes it out: of the others' legs what everybody may see. */
export function legsOfPartner(offer: OfferRecord, provider: string): OfferRecord {
  return {
    ...offer,
    legs: offer.legs.map((leg) =>
      textKey(leg.provider) === textKey(provider) ? leg : { ...leg, supervisionPool: null, extra: {} },
    ),
  };
}
