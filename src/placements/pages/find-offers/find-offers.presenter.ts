import { providerType } from '../../../providers/index.js';
import type { FacetView, FoundOfferView } from '../../offer.views.js';
import { kindName } from '../../rules/placement-kinds.js';
import { countWords, dayWords, listWords, yearWords } from '../offer-words.js';

/** The filters of the page, each with the kind of term that counts for it. */
export const FILTERS = [
  { field: 'profession', kind: 'profession', legend: 'Profession' },
  { field: 'providerType', kind: 'provider-type', legend: 'Where it is' },
  { field: 'model', kind: 'model', legend: 'Kind of placement' },
  { field: 'year', kind: 'year', legend: 'Year of the course' },
  { field: 'region', kind: 'region', legend: 'Region' },
  { field: 'supervision', kind: 'supervision', legend: 'Supervisor' },
] as const;
export type FilterField = (typeof FILTERS)[number]['field'];

export interface FilterNames {
  readonly professions: ReadonlyMap<string, string>;
  readonly regions: ReadonlyMap<string, string>;
}

export interface Filter {
  readonly field: FilterField;
  readonly legend: string;
  readonly isOpen: boolean;
  readonly items: readonly { readonly value: string; readonly text: string; readonly checked: boolean }[];
}

/** The filters with how many offers each choice would leave; those that would leave none are not shown. */
export function filtersOf(
  facets: readonly FacetView[],
  chosen: Readonly<Partial<Record<FilterField, readonly string[]>>>,
  names: FilterNames,
): Filter[] {
  return FILTERS.flatMap(({ field, kind, legend }) => {
    const ticked = chosen[field] ?? [];
    const counted = new Map(
      facets.filter((each) => each.kind === kind).map((each) => [each.code, each.offers]),
    );
    for (const code of ticked) if (!counted.has(code)) counted.set(code, 0);
    const items = [...counted]
      .flatMap(([code, offers]) => {
        const text = wordsOf(field, code, names);
        return text === undefined
          ? []
          : [{ value: code, text: `${text} (${offers})`, checked: ticked.includes(code) }];
      })
      .sort((one, other) => (one.text < other.text ? -1 : 1));
    return items.length === 0 ? [] : [{ field, legend, isOpen: ticked.length > 0, items }];
  });
}

function wordsOf(
  field: FilterField,
  code: string,
  { professions, regions }: FilterNames,
): string | undefined {
  switch (field) {
    case 'profession':
      return professions.get(code) ?? code;
    case 'providerType':
      return providerType(code)?.name ?? code;
    case 'model':
      return kindName(code);
    case 'year':
      return `Year ${code}`;
    case 'region':
      return regions.get(code) ?? code;
    case 'supervision':
      return code === 'wanted' ? 'A supervisor is wanted' : undefined;
  }
}

export interface FoundRow {
  readonly id: string;
  readonly title: string;
  readonly hosts: string;
  readonly where: string;
  readonly when: string;
  readonly who: string;
  readonly places: string;
  readonly isSupervisorWanted: boolean;
}

/** An offer in a list. */
export function foundRow(offer: FoundOfferView, professions: ReadonlyMap<string, string>): FoundRow {
  const hosts = [...new Set(offer.legs.map((leg) => leg.providerName))];
  const districts = [
    ...new Set(
      offer.legs.map((leg) =>
        leg.mode === 'remote' ? 'by video or phone' : ((leg.postcode ?? '').split(' ')[0] ?? ''),
      ),
    ),
  ].filter((each) => each !== '');
  const distance =
    offer.distanceKm === null
      ? ''
      : `, about ${Math.max(1, Math.round(offer.distanceKm / 1.609344))} miles away`;
  return {
    id: offer.id,
    title: offer.title,
    hosts: listWords(hosts),
    where: `${listWords(districts)}${distance}`,
    when: `${dayWords(offer.startsOn)} to ${dayWords(offer.endsOn)}`,
    who: `${listWords(offer.professions.map((code) => professions.get(code) ?? code))}. ${yearWords(offer.years)}`,
    places: countWords(offer.places, 'place'),
    isSupervisorWanted: offer.supervision === 'wanted',
  };
}
