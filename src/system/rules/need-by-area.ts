/** Places and students of one postcode district. */
export interface DistrictCount {
  /** `OX4`. */
  readonly district: string;
  readonly count: number;
}

/** What one integrated care board's area has and lacks. */
export interface AreaNeed {
  /** Code of the ICB; `null` for what lies in none, or where nobody knows. */
  readonly icb: string | null;
  readonly name: string;
  /** Places of published offers that nobody holds. */
  readonly freePlaces: number;
  /** Requests for a place that none is held for, by where the student lives. */
  readonly withoutPlace: number;
}

/**
 * Adds up districts by the area they lie in: those most short of places first, then by name. Areas with neither
 * places nor students are there too, since a place could be opened in them.
 *
 * @param areaOf - the area of a district; `null` where it lies in none of `areas`
 */
export function needByArea(
  areas: readonly { readonly code: string; readonly name: string }[],
  areaOf: (district: string) => string | null,
  freePlaces: readonly DistrictCount[],
  withoutPlace: readonly DistrictCount[],
): AreaNeed[] {
  const free = sums(freePlaces, areaOf);
  const short = sums(withoutPlace, areaOf);
  const needOf = (icb: string | null, name: string): AreaNeed => ({
    icb,
    name,
    freePlaces: free.get(icb) ?? 0,
    withoutPlace: short.get(icb) ?? 0,
  });
  const needs = areas.map(({ code, name }) => needOf(code, name));
  const elsewhere = needOf(null, 'Elsewhere, or not known');
  if (elsewhere.freePlaces + elsewhere.withoutPlace > 0) needs.push(elsewhere);
  const shortOf = (need: AreaNeed) => need.withoutPlace - need.freePlaces;
  return needs.sort(
    (one, other) => shortOf(other) - shortOf(one) || one.name.localeCompare(other.name, 'en'),
  );
}

function sums(
  counts: readonly DistrictCount[],
  areaOf: (district: string) => string | null,
): Map<string | null, number> {
  const totals = new Map<string | null, number>();
  for (const { district, count } of counts) {
    const area = areaOf(district);
    totals.set(area, (totals.get(area) ?? 0) + count);
  }
  return totals;
}
