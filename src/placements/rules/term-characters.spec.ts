import fc from 'fast-check';
import { countTermCharacters, termCharacter } from './term-characters.js';

describe('The characters that stand for terms', () => {
  it('count back to the numbers they were made from, however large', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.nat(300), fc.nat(999_999))), (numbers) => {
        const counts = countTermCharacters(numbers.map(termCharacter).join(''));
        const wanted = new Map<number, number>();
        for (const number of numbers) wanted.set(number, (wanted.get(number) ?? 0) + 1);
        expect(new Map([...counts].sort())).toEqual(new Map([...wanted].sort()));
      }),
      { seed: 1 },
    );
  });

  it('are whole characters that no database reads as a pattern or as a letter of two cases', () => {
    for (const number of [0, 1, 254, 0xd800 - 0x100 - 1, 0xd800 - 0x100, 999_999]) {
      const character = termCharacter(number);
      expect([...character]).toHaveLength(1);
      // Throws on half a character.
      expect(() => encodeURIComponent(character)).not.toThrow();
      expect(character.codePointAt(0)).toBeGreaterThan(0x7f);
    }
  });
});
