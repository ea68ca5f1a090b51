import { sketchOf } from './sketch-map.js';

const oxford = { label: 'Oxford', latitude: 51.75, longitude: -1.26 };
const reading = { label: 'Reading', latitude: 51.45, longitude: -0.97 };

describe('a sketch map', () => {
  it('is drawn north up, inside its frame, with the words turned inwards', () => {
    const { marks, width, height } = sketchOf([oxford, reading]);
    const [north, south] = marks;
    expect(north!.y).toBeLessThan(south!.y);
    expect(north!.x).toBeLessThan(south!.x);
    expect(marks.map(({ anchor }) => anchor)).toEqual(['start', 'end']);
    for (const { x, y } of marks) {
      expect(x).toBeGreaterThan(0);
      expect(x).toBeLessThan(width);
      expect(y).toBeGreaterThan(0);
      expect(y).toBeLessThan(height);
    }
  });

  it('has one scale both ways: a drawn distance is the distance', () => {
    const { marks, scale } = sketchOf([oxford, reading]);
    const [one, other] = marks;
    const drawn = Math.hypot(one!.x - other!.x, one!.y - other!.y);
    // As the crow flies, by the great circle: 39 km.
    expect((drawn / scale.length) * scale.km).toBeCloseTo(39, 0);
  });

  it('does not pretend to know more than the district of places that are near', () => {
    const { scale } = sketchOf([oxford, oxford]);
    expect(scale.km).toBeLessThanOrEqual(5);
    expect(scale.length).toBeGreaterThan(0);
  });
});
