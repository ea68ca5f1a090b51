import type { AreaNeed } from '../../rules/need-by-area.js';
import type { TypeCount } from '../../system.repository.js';

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

/** Types of provider as drawn. */
export function typeRows(types: readonly TypeCount[]) {
  const most = Math.max(1, ...types.map(({ places }) => places));
  return types.map(({ type, offers, places }) => ({
    name: type.charAt(0).toUpperCase() + type.slice(1).replaceAll('-', ' '),
    offers,
    places,
    bar: Math.round((places / most) * LONGEST_BAR * 10) / 10,
  }));
}

function sum(needs: readonly AreaNeed[], of: 'freePlaces' | 'withoutPlace'): number {
  return needs.reduce((total, need) => total + need[of], 0);
}
