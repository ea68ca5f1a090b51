/**
 * Potentials of nodes, 0 unless written. With them every move that is open has a length of at least nothing, though
 * some moves undo earlier ones and are shorter than nothing by themselves (Edmonds and Karp 1972; Ahuja, Magnanti and
 * Orlin, Network Flows, 1993, section 9.7). A length is a number of changes and, among equals, a cost.
 */
export class Potentials {
  readonly changes: Int32Array;
  readonly cost: Float64Array;
  /** Greatest of all, at least 0. */
  mostChanges = 0;
  mostCost = 0;
  private readonly written: number[] = [];
  private readonly isWritten: Uint8Array;

  constructor(nodes: number) {
    this.changes = new Int32Array(nodes);
    this.cost = new Float64Array(nodes);
    this.isWritten = new Uint8Array(nodes);
  }

  add(node: number, changes: number, cost: number): void {
    if (this.isWritten[node] === 0) {
      this.isWritten[node] = 1;
      this.written.push(node);
    }
    const sum = (this.changes[node]! += changes);
    const costs = (this.cost[node]! += cost);
    if (sum > this.mostChanges || (sum === this.mostChanges && costs > this.mostCost)) {
      this.mostChanges = sum;
      this.mostCost = costs;
    }
  }

  clear(): void {
    for (const node of this.written) {
      this.changes[node] = 0;
      this.cost[node] = 0;
      this.isWritten[node] = 0;
    }
    this.written.length = 0;
    this.mostChanges = 0;
    this.mostCost = 0;
  }
}
