/** A place on the map. */
export interface MapPoint {
  readonly code: string;
  readonly latitude: number;
  readonly longitude: number;
}

/** England's corner in the west and north, and how many units of the drawing a degree is. */
const WEST = -6.45;
const NORTH = 55.85;
const UNITS_A_DEGREE = 100;
/** A degree of longitude is as much shorter than one of latitude, in the middle of England. */
const SQUEEZE = Math.cos((52.9 * Math.PI) / 180);

export const MAP_WIDTH = Math.round((1.8 - WEST) * UNITS_A_DEGREE * SQUEEZE);
export const MAP_HEIGHT = Math.round((NORTH - 49.85) * UNITS_A_DEGREE);

/** Radius of a dot among others, of the largest, and of one that is all there is to see. */
const SMALLEST = 5;
const LARGEST = 16;
const ALONE = 12;
const FEW = 6;

/**
 * Draws England as the centres of its postcode districts, and upon it the districts of `marked`, each as large as
 * its number. A stroke of no length with round ends is a dot, so that all of England is one path.
 *
 * @param marked - a number above 0 by district; those that are not in `points` are left out
 * @returns an SVG document of its own, without style or script
 */
export function drawMap(points: readonly MapPoint[], marked: ReadonlyMap<string, number>): string {
  const dots = points.map((point) => `M${position(point).join(' ')}h0`).join('');
  const most = Math.max(1, ...marked.values());
  const circles = points.flatMap((point) => {
    const count = marked.get(point.code);
    if (!count) return [];
    const [x, y] = position(point);
    const radius =
      most === 1
        ? marked.size <= FEW
          ? ALONE
          : SMALLEST
        : SMALLEST + (LARGEST - SMALLEST) * Math.sqrt(count / most);
    return [`<circle cx="${x}" cy="${y}" r="${radius.toFixed(1)}"/>`];
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${MAP_WIDTH} ${MAP_HEIGHT}" width="${MAP_WIDTH}" height="${MAP_HEIGHT}">`,
    `<path d="${dots}" fill="none" stroke="#aeb7bd" stroke-width="5" stroke-linecap="round"/>`,
    `<g fill="#1d4a3f" fill-opacity="0.75" stroke="#fff" stroke-width="1">${circles.join('')}</g>`,
    '</svg>',
  ].join('');
}

function position({ latitude, longitude }: MapPoint): readonly [number, number] {
  return [
    Math.round((longitude - WEST) * UNITS_A_DEGREE * SQUEEZE),
    Math.round((NORTH - latitude) * UNITS_A_DEGREE),
  ];
}
