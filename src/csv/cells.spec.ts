import { joinList, nearestName, splitList } from './index.js';

describe('A list inside a cell', () => {
  it('is split at bars, trimmed, without empty items', () => {
    expect(splitList(' a | b||c ')).toEqual(['a', 'b', 'c']);
    expect(splitList('  ')).toEqual([]);
  });

  it('comes back as it was', () => {
    expect(splitList(joinList(['care-home', 'two words']))).toEqual(['care-home', 'two words']);
    expect(joinList([])).toBe('');
  });

  it('refuses an item that would be torn in two', () => {
    expect(() => joinList(['a', 'b|c'])).toThrow('Item 1');
  });
});

describe('The nearest name', () => {
  const names = ['student_ref', 'postcode', 'starts_on', 'ends_on'];

  it.each([
    ['post code', 'postcode'],
    ['Postcodes', 'postcode'],
    ['start_on', 'starts_on'],
    ['StudentRef', 'student_ref'],
  ])('for %j is %j', (typed, name) => {
    expect(nearestName(typed, names)).toBe(name);
  });

  it.each(['shoe size', '', 'x'])('for %j is none', (typed) => {
    expect(nearestName(typed, names)).toBeUndefined();
  });
});
