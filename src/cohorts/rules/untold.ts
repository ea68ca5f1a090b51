import type { Student } from '../student.entity.js';

/** Columns that a file may leave out, and what of a student each tells. */
const TOLD_BY = {
  transport: 'transport',
  max_travel_minutes: 'maxTravelMinutes',
  settings_done: 'settingsDone',
  providers_done: 'providersDone',
  clearances: 'clearances',
  access_needs: 'accessNeeds',
  excluded_providers: 'excludedProviders',
  given_name: 'givenName',
  family_name: 'familyName',
  email: 'email',
} as const satisfies Readonly<Record<string, keyof Student>>;

/**
 * A student as a file has them, with what the file does not speak of as it was. A column that is missing says
 * nothing, an empty cell says that there is nothing; and half a postcode says nothing against the whole one.
 */
export function withUntold(student: Student, before: Student, columns: ReadonlySet<string>): Student {
  const kept = Object.entries(TOLD_BY)
    .filter(([column]) => !columns.has(column))
    .map(([, field]) => [field, before[field]]);
  const otherColumns = Object.entries(before.extra).filter(([column]) => !columns.has(column));
  const isSameDistrict = student.postcode === student.district && student.district === before.district;
  const isNamed = ['given_name', 'family_name', 'email'].some((column) => columns.has(column));
  return {
    ...student,
    ...(Object.fromEntries(kept) as Partial<Student>),
    extra: { ...Object.fromEntries(otherColumns), ...student.extra },
    // What was erased comes back only with a file that says who it is.
    ...(isNamed ? {} : { pseudonymisedAt: before.pseudonymisedAt }),
    ...(isSameDistrict ? { postcode: before.postcode } : {}),
  };
}
