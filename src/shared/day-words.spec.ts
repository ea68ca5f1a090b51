import { dayInWords } from './day-words.js';
import { dayNumber } from './days.js';

describe('A day in words', () => {
  it('is said as people say it', () => {
    expect(dayInWords('2027-03-01')).toBe('1 March 2027');
    expect(dayInWords(dayNumber('2026-12-31') ?? 0)).toBe('31 December 2026');
  });

  it('leaves alone what is no day', () => {
    expect(dayInWords('2027-02-30')).toBe('2027-02-30');
  });
});
