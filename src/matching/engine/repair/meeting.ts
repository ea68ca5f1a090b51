import { NONE, type Seating } from './seating.js';

/**
 * How many moves a chain from a request without a place to one certain node takes, found from both ends at once: level
 * by level, each time on the side where less is to be looked at (Pohl 1971). Where a chain of five moves would have been
 * sought among all that can be reached by five, it is sought among what can be reached by two or three from either end;
 * and that there is none shows as soon as one side has nothing left.
 *
 * For offers without shared limits, and as long as everybody holds the place that was held before.
 */
export class Meeting {
  /** Moves from each node to the goal, less those on the way there; 0 where it is not known. Round by round. */
  private readonly fromStart: Int32Array;
  private readonly toGoal: Int32Array;
  private touched: number[] = [];
  private levelsBack = 0;
  /** Pairs looked at so far, over all searches. */
  work = 0;

  constructor(private readonly seating: Seating) {
    this.fromStart = new Int32Array(seating.tree.nodes);
    this.toGoal = new Int32Array(seating.tree.nodes);
  }

  /**
   * @returns moves of the shortest chain, that of the request itself included; `null` when there is none. Until
   *   {@link forget}, {@link movesLeft} tells of the goal.
   */
  movesTo(goal: number, request: number): number | null {
    const { seating, fromStart, toGoal, touched } = this;
    const { table } = seating;
    const meanRow = table.pairs / Math.max(1, table.rows);
    let ahead: number[] = [];
    let back = [goal];
    toGoal[goal] = 1;
    touched.push(goal);
    this.levelsBack = 0;
    let moves = 1;
    let hasMet = false;
    const comeFromStart = (node: number) => {
      if (fromStart[node] !== 0) return;
      fromStart[node] = moves;
      touched.push(node);
      ahead.push(node);
      if (toGoal[node] !== 0) hasMet = true;
    };
    this.row(request, comeFromStart);
    while (!hasMet) {
      if (ahead.length === 0 || back.length === 0) return null;
      moves++;
      const workAhead = ahead.reduce((sum, node) => sum + seating.movable[node]!, 0) * meanRow;
      const workBack = back.reduce(
        (sum, node) => sum + table.columnStart[node + 1]! - table.columnStart[node]!,
        0,
      );
      if (workAhead <= workBack) {
        const level = ahead;
        ahead = [];
        for (const node of level) this.onward(node, comeFromStart);
      } else {
        this.levelsBack++;
        const level = back;
        back = [];
        for (const node of level) {
          this.backward(node, (before) => {
            if (toGoal[before] !== 0) return;
            toGoal[before] = this.levelsBack + 1;
            touched.push(before);
            back.push(before);
            if (fromStart[before] !== 0) hasMet = true;
          });
        }
      }
    }
    return moves;
  }

  /** Moves from the node to the goal, at least. */
  movesLeft(node: number): number {
    return (this.toGoal[node]! || this.levelsBack + 2) - 1;
  }

  forget(): void {
    for (const node of this.touched) {
      this.fromStart[node] = 0;
      this.toGoal[node] = 0;
    }
    this.touched = [];
  }

  private onward(node: number, come: (node: number) => void): void {
    const { first, next, isFixed } = this.seating;
    for (let request = first[node]!; request !== NONE; request = next[request]!)
      if (isFixed[request] === 0) this.row(request, come);
  }

  private row(request: number, come: (node: number) => void): void {
    const { rowStart, rowEnd, cost, node } = this.seating.table;
    const [start, end] = [rowStart[request]!, rowEnd[request]!];
    this.work += end - start;
    for (let pair = start; pair < end; pair++) if (cost[pair]! >= 0) come(node[pair]!);
  }

  private backward(node: number, come: (node: number) => void): void {
    const { held, isFixed, table } = this.seating;
    const { columnStart, columnRequest, columnPair, cost } = table;
    const take = (request: number, pair: number) => {
      if (held[request] !== NONE && isFixed[request] === 0 && cost[pair]! >= 0)
        come(table.node[held[request]!]!);
    };
    const [start, end] = [columnStart[node]!, columnStart[node + 1]!];
    this.work += end - start;
    for (let i = start; i < end; i++) take(columnRequest[i]!, columnPair[i]!);
    for (const { request, pair } of table.added.get(node) ?? []) take(request, pair);
  }
}
