import { needByArea } from './need-by-area.js';

const areas = [
  { code: 'A', name: 'Ashdale' },
  { code: 'B', name: 'Birchley' },
  { code: 'C', name: 'Cedarham' },
];
const areaOf = (district: string) => (district.startsWith('X') ? null : district.slice(0, 1));

describe('the need of areas', () => {
  it('adds up what lies in each, the shortest of places first', () => {
    const needs = needByArea(
      areas,
      areaOf,
      [
        { district: 'A1', count: 3 },
        { district: 'A2', count: 2 },
      ],
      [
        { district: 'A1', count: 1 },
        { district: 'B1', count: 4 },
      ],
    );
    expect(needs).toEqual([
      { icb: 'B', name: 'Birchley', freePlaces: 0, withoutPlace: 4 },
      { icb: 'C', name: 'Cedarham', freePlaces: 0, withoutPlace: 0 },
      { icb: 'A', name: 'Ashdale', freePlaces: 5, withoutPlace: 1 },
    ]);
  });

  it('says apart what lies in no area, and nothing where all do', () => {
    const needs = needByArea(areas, areaOf, [], [{ district: 'X1', count: 2 }]);
    expect(needs[0]).toEqual({ icb: null, name: 'Elsewhere, or not known', freePlaces: 0, withoutPlace: 2 });
    expect(needByArea(areas, areaOf, [], []).map(({ icb }) => icb)).toEqual(['A', 'B', 'C']);
  });
});
