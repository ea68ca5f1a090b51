import fc from 'fast-check';
import { nest, SINK, type CountLimit } from './capacity-tree.js';

function limit(cells: readonly number[], room: number): CountLimit {
  return { cells, room, atLeast: 0 };
}

/** All limits that a learner in the cell passes on the way to the sink, innermost first. */
function roomsAbove({ tree }: ReturnType<typeof nest>, cell: number): number[] {
  const rooms: number[] = [];
  for (let node = tree.nodeOfCell[cell]!; node !== SINK; node = tree.parent[node]!)
    rooms.push(tree.room[node]!);
  return rooms;
}

describe('limits as a tree', () => {
  const offers = [limit([0], 10), limit([1], 11), limit([2, 3], 12)];

  it('put offer within site within provider, in whatever order they come', () => {
    const nesting = nest(4, offers, [limit([0, 1], 20), limit([0, 1, 2, 3], 30)], []);
    expect(nesting.isWhole).toEqual([true, true]);
    expect([0, 2].map((cell) => roomsAbove(nesting, cell))).toEqual([
      [10, 20, 30],
      [12, 30],
    ]);
  });

  it('cut a limit that crosses another one, and say so', () => {
    const nesting = nest(4, offers, [limit([0, 1], 20), limit([1, 2, 3], 30)], []);
    expect(nesting.isWhole).toEqual([false, true]);
    expect(nesting.parts).toEqual([[0], [1, 2, 3]]);
  });

  it('never cut an offer: a limit on one of its periods and on another offer loses that period', () => {
    const nesting = nest(4, offers, [limit([0, 1, 2], 20)], []);
    expect(nesting.isWhole).toEqual([false]);
    expect(nesting.parts).toEqual([[0, 1]]);
  });

  it('put a limit on some periods of one offer, and a bound on one of them, inside the offer', () => {
    const wide = [limit([0, 1, 2], 9)];
    const nesting = nest(3, wide, [limit([0, 1], 5)], [limit([0], 2)]);
    expect(nesting.isWhole).toEqual([true]);
    expect([0, 1, 2].map((cell) => roomsAbove(nesting, cell))).toEqual([[2, 5, 9], [5, 9], [9]]);
  });

  it('hold each cell of a limit that is whole below one node with its room', () => {
    const cells = fc.uniqueArray(fc.nat({ max: 7 }), { minLength: 1 });
    fc.assert(
      fc.property(fc.array(cells, { maxLength: 6 }), (sets) => {
        const single = Array.from({ length: 8 }, (_, cell) => limit([cell], 1));
        // Rooms tell the limits apart.
        const nesting = nest(
          8,
          single,
          sets.map((set, at) => limit(set, 100 + at)),
          [],
        );
        sets.forEach((set, at) => {
          const below = single.flatMap((_, cell) =>
            roomsAbove(nesting, cell).includes(100 + at) ? [cell] : [],
          );
          expect(below).toEqual([...nesting.parts[at]!].sort((a, b) => a - b));
          expect(nesting.isWhole[at]).toBe(below.length === set.length);
          expect(set).toEqual(expect.arrayContaining(below));
        });
      }),
      { seed: 20261122, numRuns: 300 },
    );
  });
});
