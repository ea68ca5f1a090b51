import type { AreaNeed } from '../../rules/need-by-area.js';

/** Width of the longest bar, in the units of the drawing. */
const LONGEST_BAR = 100;

/** Areas as drawn: both bars on one scale, so that they can be compared down the page and across. */
export function needRows(needs: readonly AreaNeed[]) {
  const most = Math.max(1, ...needs.flatMap(({ freePlaces, withoutPlace }) => [freePlaces, withoutPlace]));
  const bar = (count: number) => Math.round((count / most) * LONGEST_BAR * 10) / 10;
  return {
    areas: needs
      .filter(({ freePlaces, withoutPlace }) => freePlaces + withoutPlace > 0)
      .map((need) => ({
        ...need,
        freeBar: bar(need.freePlaces),
        withoutBar: bar(need.withoutPlace),
        short: need.withoutPlace - need.freePlaces,
      })),
    untouched: needs
      .filter(({ freePlaces, withoutPlace }) => freePlaces + withoutPlace === 0)
      .map(({ name }) => name)
      .sort((one, other) => one.localeCompare(other, 'en')),
    freePlaces: sum(needs, 'freePlaces'),
    withoutPlace: sum(needs, 'withoutPlace'),
  };
}

/** Types of provider as drawn, most offers first. */
export function typeRows(
  facets: readonly { readonly kind: string; readonly code: string; readonly offers: number }[],
) {
  const types = facets.filter(({ kind }) => kind === 'provider-type');
  const most = Math.max(1, ...types.map(({ offers }) => offers));
  return types
    .toSorted((one, other) => other.offers - one.offers)
    .map(({ code, offers }) => ({
      name: code.charAt(0).toUpperCase() + code.slice(1).replaceAll('-', ' '),
      offers,
      bar: Math.round((offers / most) * LONGEST_BAR * 10) / 10,
    }));
}

function sum(needs: readonly AreaNeed[], of: 'freePlaces' | 'withoutPlace'): number {
  return needs.reduce((total, need) => total + need[of], 0);
}
