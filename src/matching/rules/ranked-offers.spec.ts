import { moved } from './ranked-offers.js';

describe('a ranked list', () => {
  it('takes an entry once, at its end', () => {
    expect(moved(['a'], 'b', 'add')).toEqual(['a', 'b']);
    expect(moved(['a', 'b'], 'a', 'add')).toEqual(['a', 'b']);
  });

  it('moves an entry by one, and not past its ends', () => {
    expect(moved(['a', 'b', 'c'], 'c', 'up')).toEqual(['a', 'c', 'b']);
    expect(moved(['a', 'b', 'c'], 'a', 'down')).toEqual(['b', 'a', 'c']);
    expect(moved(['a', 'b'], 'a', 'up')).toEqual(['a', 'b']);
    expect(moved(['a', 'b'], 'b', 'down')).toEqual(['a', 'b']);
  });

  it('lets go of an entry, and does not mind one that is not there', () => {
    expect(moved(['a', 'b'], 'a', 'remove')).toEqual(['b']);
    expect(moved(['a'], 'z', 'remove')).toEqual(['a']);
    expect(moved(['a'], 'z', 'up')).toEqual(['a']);
  });
});
