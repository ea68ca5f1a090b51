import { asCounts, busiestDays } from './limits.js';

describe('days on which learners may be too many', () => {
  it.each<[string, [number, number][], number[]]>([
    ['nobody there', [], []],
    ['one block', [[10, 20]], [10]],
    [
      'blocks one after the other',
      [
        [10, 19],
        [20, 29],
      ],
      [10, 20],
    ],
    [
      'one block within another',
      [
        [10, 30],
        [15, 20],
      ],
      [15],
    ],
    [
      'a chain of blocks',
      [
        [10, 20],
        [15, 25],
        [22, 30],
      ],
      [15, 22],
    ],
    [
      'the same block twice',
      [
        [10, 20],
        [10, 20],
      ],
      [10],
    ],
  ])('%s', (_says, blocks, days) => {
    expect(busiestDays(blocks.map(([startsOn, endsOn]) => ({ startsOn, endsOn })))).toEqual(days);
  });
});

describe('a limit with weights, in plain numbers of learners', () => {
  it('is one when all weigh the same, rounded down', () => {
    expect(asCounts({ cells: [3, 5], weights: [4, 4], room: 11, name: '' })).toEqual([
      { cells: [3, 5], room: 2, atLeast: 0 },
    ]);
  });

  it('is one for each weight otherwise, the heaviest first', () => {
    expect(asCounts({ cells: [3, 5, 6], weights: [4, 9, 4], room: 20, name: '' })).toEqual([
      { cells: [5], room: 2, atLeast: 0 },
      { cells: [3, 5, 6], room: 5, atLeast: 0 },
    ]);
  });
});
