import { drawMap, MAP_HEIGHT, MAP_WIDTH } from './map-drawing.js';

const points = [
  { code: 'OX4', latitude: 51.73, longitude: -1.21 },
  { code: 'TR21', latitude: 49.92, longitude: -6.3 },
  { code: 'NR33', latitude: 52.46, longitude: 1.73 },
  { code: 'TD15', latitude: 55.77, longitude: -2.0 },
];
const circles = (svg: string) =>
  [...svg.matchAll(/cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)"/g)].map((each) => each.slice(1).map(Number));

describe('The map', () => {
  it('has every district as a dot, from Scilly to Berwick and Lowestoft', () => {
    const svg = drawMap(points, new Map());
    const dots = [...svg.matchAll(/M(\d+) (\d+)h0/g)].map(([, x, y]) => [Number(x), Number(y)] as const);
    expect(dots).toHaveLength(4);
    for (const [x, y] of dots) {
      expect(x).toBeGreaterThan(0);
      expect(x).toBeLessThan(MAP_WIDTH);
      expect(y).toBeGreaterThan(0);
      expect(y).toBeLessThan(MAP_HEIGHT);
    }
  });

  it('draws districts as large as their numbers, the area for the number', () => {
    const [many, few] = circles(
      drawMap(
        points,
        new Map([
          ['OX4', 100],
          ['TD15', 1],
        ]),
      ),
    );
    expect(many?.[2]).toBeGreaterThan(few?.[2] ?? 0);
  });

  it('leaves out districts that are not in England', () =>
    expect(circles(drawMap(points, new Map([['EH1', 3]])))).toEqual([]));

  it('has neither style nor script', () => expect(drawMap(points, new Map())).not.toMatch(/style|script/));
});
