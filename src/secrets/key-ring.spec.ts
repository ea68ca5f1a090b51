import { KeyRing, SealBroken } from './key-ring.js';

const ring = (...entries: readonly string[]): KeyRing => {
  const read = KeyRing.read(entries.join(','));
  if ('faults' in read) throw new Error(JSON.stringify(read.faults));
  return read.ring;
};
const faults = (text: string) => {
  const read = KeyRing.read(text);
  return 'faults' in read ? read.faults : [];
};

describe('A key ring', () => {
  const first = KeyRing.newKey('first');
  const second = KeyRing.newKey('second');

  it('opens what it sealed, any text, and never seals twice alike', () => {
    const keys = ring(first);
    for (const text of ['', 'wheelchair', 'hearing loop|large print', 'Ünïcode 👩‍🦽']) {
      const sealed = keys.seal(text, 'student:1:access_needs');
      expect(sealed).not.toContain('wheelchair');
      expect(keys.seal(text, 'student:1:access_needs')).not.toBe(sealed);
      expect(keys.open(sealed, 'student:1:access_needs')).toBe(text);
    }
  });

  it('seals with the first key and opens with all', () => {
    const old = ring(first).seal('text', 'here');
    const both = ring(second, first);
    expect(both.open(old, 'here')).toBe('text');
    expect(both.keyOf(old)).toBe('first');
    expect(both.keyOf(both.seal('text', 'here'))).toBe('second');
    expect(both.keyOf('plain text')).toBeUndefined();
    expect(() => ring(second).open(old, 'here')).toThrow(SealBroken);
  });

  it('does not open what was changed, or was moved to another place', () => {
    const keys = ring(first);
    const sealed = keys.seal('text', 'student:1:access_needs');
    expect(() => keys.open(sealed, 'student:2:access_needs')).toThrow(SealBroken);
    const at = sealed.length - 5;
    const changed = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1);
    expect(() => keys.open(changed, 'student:1:access_needs')).toThrow(SealBroken);
    expect(() => keys.open('sealed.first.', 'here')).toThrow(SealBroken);
    expect(() => keys.open('plain', 'here')).toThrow(SealBroken);
  });

  it('says what is wrong with a ring, and never the key itself', () => {
    expect(faults('')).toEqual([{ kind: 'none' }]);
    expect(faults('a:short')).toEqual([{ kind: 'shape', entry: 1 }]);
    expect(faults(`A b:${Buffer.alloc(32, 1).toString('base64')}`)).toEqual([{ kind: 'shape', entry: 1 }]);
    expect(faults(`a:${Buffer.alloc(32, 7).toString('base64')}`)).toEqual([{ kind: 'weak', id: 'a' }]);
    expect(faults(`${first},${first}`)).toEqual([{ kind: 'twice', id: 'first' }]);
  });
});
