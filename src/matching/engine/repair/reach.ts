import { SINK } from '../capacity-tree.js';
import type { Journal } from './journal.js';
import { NONE, type Seating } from './seating.js';

/** Of the nodes that do not absorb by their mark: none, those that are not wanted, or all may lead to a free place. */
export type Doubt = 'none' | 'unwanted' | 'all';

/** The tier of a node that nobody without a place can reach. */
export const NOBODY = 0x7fffffff;

/**
 * Who could get where if others moved: for each node, whether a chain of moves leads from it to a free place
 * (`absorbs`), and the best tier of those without a place from whom a chain leads to it (`wanted`). When as many have a
 * place as can, no node is both: that is the decomposition of Dulmage and Mendelsohn (1958), and what makes a hopeless
 * search short.
 *
 * Both are kept true in one direction only. A node that does not absorb leads to no free place; one that is not wanted
 * can be reached by nobody. The opposite may be out of date: chains that are used up are noticed when a search finds
 * none, and the search then takes back the marks of all that it has seen. So every mark is paid for once.
 *
 * The exception are places that have just become free, here called opened: they are taken again so often that their
 * surroundings are marked only by {@link settle}. Until then a search for free places must look everywhere.
 */
export class Reach {
  readonly absorbs: Uint8Array;
  readonly wanted: Int32Array;
  private opened = new Set<number>();
  /** Outermost nodes that had room when they were last seen, and are wanted. */
  private vacant = new Set<number>();
  private readonly queue: number[] = [];

  constructor(
    private readonly seating: Seating,
    private readonly journal: Journal,
  ) {
    const { nodes } = seating.tree;
    this.absorbs = new Uint8Array(nodes);
    this.wanted = new Int32Array(nodes).fill(NOBODY);
  }

  /** Finds all marks anew. Looks at each pair at most twice. */
  markAll(): void {
    const { seating } = this;
    this.absorbs.fill(0);
    this.wanted.fill(NOBODY);
    this.opened.clear();
    this.vacant.clear();
    for (let node = 0; node < seating.tree.nodes; node++) {
      if (seating.tree.parent[node] === SINK && this.isVacant(node)) this.spreadAbsorbing(node);
    }
    const waiting: number[] = [];
    for (let request = 0; request < seating.table.rows; request++) {
      if (seating.held[request] === NONE && seating.isAway[request] === 0) waiting.push(request);
    }
    waiting.sort((a, b) => seating.tier[a]! - seating.tier[b]! || a - b);
    for (const request of waiting) this.isWaiting(request);
  }

  /** Which of the nodes that do not absorb may lead to a free place after all. */
  doubt(): Doubt {
    let doubt: Doubt = 'none';
    for (const node of this.openings()) {
      // What is wanted leads only to what is wanted.
      if (this.wanted[node]! < NOBODY) return 'all';
      doubt = 'unwanted';
    }
    return doubt;
  }

  /** The node of the only free place that the marks do not tell of and that anybody may want; {@link NONE} if it is not the only one. */
  onlyOpening(): number {
    const openings = this.openings();
    const [node] = openings;
    if (node === undefined || openings.length > 1) return NONE;
    const { room, used } = this.seating;
    if (room[node]! - used[node]! > 1) return NONE;
    return this.wantedVacancies().every((other) => other === node) ? node : NONE;
  }

  /** Outermost nodes with a free place that somebody without one may reach. */
  wantedVacancies(): number[] {
    const found: number[] = [];
    for (const node of this.vacant) {
      if (this.wanted[node]! < NOBODY && this.isVacant(node)) found.push(node);
      else this.vacant.delete(node);
    }
    return found.sort((a, b) => a - b);
  }

  /** To be told when a learner has left the node, or it has more room. */
  hasOpened(node: number): void {
    const above = this.seating.tree.parent[node]!;
    if (above !== SINK) this.hasOpened(above);
    if (!this.isVacant(node)) return;
    if (this.absorbs[node] === 0 && this.leadsOut(node)) this.opened.add(node);
    if (this.wanted[node] === NOBODY) return;
    if (above === SINK) this.vacant.add(node);
    else this.spreadWanted(above, this.wanted[node]!);
  }

  /** To be told when the request has been placed, or may move from now on. */
  hasArrived(request: number): void {
    const { seating } = this;
    if (seating.isFixed[request] === 1) return;
    const { rowStart, rowEnd, cost, node } = seating.table;
    const here = seating.nodeOf(request);
    for (let pair = rowStart[request]!, end = rowEnd[request]!; pair < end; pair++) {
      if (cost[pair]! >= 0) this.canMove(here, node[pair]!);
    }
    // Where a node had nobody to make room, it may now have.
    const { parent } = seating.tree;
    for (let at = here; parent[at]! !== SINK; at = parent[at]!) this.canMove(parent[at]!, at);
  }

  /** To be told when a pair of the request has been opened. */
  hasPair(request: number, pair: number): void {
    const { seating } = this;
    if (seating.held[request] === NONE) this.spreadWanted(seating.table.node[pair]!, seating.tier[request]!);
    else if (seating.isFixed[request] === 0) this.canMove(seating.nodeOf(request), seating.table.node[pair]!);
  }

  /** To be told when a request is left without a place. */
  isWaiting(request: number): void {
    const { rowStart, rowEnd, cost, node } = this.seating.table;
    const tier = this.seating.tier[request]!;
    for (let pair = rowStart[request]!, end = rowEnd[request]!; pair < end; pair++) {
      if (cost[pair]! >= 0) this.spreadWanted(node[pair]!, tier);
    }
  }

  /** To be told after a search that saw all of these nodes, and everything beyond them, and no free place. */
  isDead(nodes: Iterable<number>): void {
    for (const node of nodes) if (this.absorbs[node] === 1) this.journal.write(this.absorbs, node, 0);
  }

  /** To be told after a search back from these nodes that saw nobody without a place of a better tier. */
  isWantedFrom(nodes: Iterable<number>, tier: number): void {
    for (const node of nodes) if (this.wanted[node]! < tier) this.journal.write(this.wanted, node, tier);
  }

  /** Marks what leads to opened places that nobody has taken. */
  settle(): void {
    for (const node of this.opened) if (this.leadsOut(node)) this.spreadAbsorbing(node);
    this.opened.clear();
  }

  /** A way back to the present, besides that of the journal. */
  mark(): () => void {
    const [opened, vacant] = [new Set(this.opened), new Set(this.vacant)];
    return () => {
      this.opened = new Set(opened);
      this.vacant = new Set(vacant);
    };
  }

  private isVacant(node: number): boolean {
    return this.seating.used[node]! < this.seating.room[node]!;
  }

  private openings(): number[] {
    const found: number[] = [];
    for (const node of this.opened) {
      if (this.absorbs[node] === 0 && this.leadsOut(node)) found.push(node);
      else this.opened.delete(node);
    }
    return found;
  }

  /** Whether a learner in the node could go straight up to somewhere from where a chain leads to a free place. */
  private leadsOut(node: number): boolean {
    if (!this.isVacant(node)) return false;
    const above = this.seating.tree.parent[node]!;
    return above === SINK || this.absorbs[above] === 1 || (this.opened.has(above) && this.leadsOut(above));
  }

  /** A learner who comes to `from` can now make someone go on to `to`. */
  private canMove(from: number, to: number): void {
    if (this.absorbs[to] === 1) this.spreadAbsorbing(from);
    if (this.wanted[from]! < this.wanted[to]!) this.spreadWanted(to, this.wanted[from]!);
  }

  /** Marks the node and all from which a chain leads to it. */
  private spreadAbsorbing(start: number): void {
    const { absorbs, journal, queue, seating } = this;
    if (absorbs[start] === 1) return;
    const { held, isFixed, movable, tree, table } = seating;
    const { node: nodeOf, columnStart, columnPair, columnRequest, cost, added } = table;
    queue.length = 0;
    const reach = (node: number) => {
      if (absorbs[node] === 1) return;
      journal.write(absorbs, node, 1);
      queue.push(node);
    };
    reach(start);
    for (let at = 0; at < queue.length; at++) {
      const node = queue[at]!;
      for (let i = tree.childStart[node]!; i < tree.childStart[node + 1]!; i++) {
        if (this.isVacant(tree.child[i]!)) reach(tree.child[i]!);
      }
      const parent = tree.parent[node]!;
      if (parent !== SINK && movable[node]! > 0) reach(parent);
      for (let i = columnStart[node]!, end = columnStart[node + 1]!; i < end; i++) {
        const request = columnRequest[i]!;
        const there = held[request]!;
        if (there === NONE || absorbs[nodeOf[there]!] === 1) continue;
        if (isFixed[request] === 0 && cost[columnPair[i]!]! >= 0) reach(nodeOf[there]!);
      }
      for (const { request, pair } of added.get(node) ?? []) {
        if (held[request]! !== NONE && isFixed[request] === 0 && cost[pair]! >= 0)
          reach(nodeOf[held[request]!]!);
      }
    }
  }

  /** Marks the node and all to which a chain leads from it, where they are not marked for as good a tier. */
  private spreadWanted(start: number, tier: number): void {
    const { wanted, journal, queue, seating } = this;
    if (wanted[start]! <= tier) return;
    const { first, next, isFixed, movable, tree, table } = seating;
    const { node: nodeOf, rowStart, rowEnd, cost } = table;
    queue.length = 0;
    const reach = (node: number) => {
      if (wanted[node]! <= tier) return;
      journal.write(wanted, node, tier);
      queue.push(node);
    };
    reach(start);
    for (let at = 0; at < queue.length; at++) {
      const node = queue[at]!;
      if (this.isVacant(node)) {
        if (tree.parent[node] === SINK) this.vacant.add(node);
        else reach(tree.parent[node]!);
      }
      for (let i = tree.childStart[node]!; i < tree.childStart[node + 1]!; i++) {
        if (movable[tree.child[i]!]! > 0) reach(tree.child[i]!);
      }
      for (let request = first[node]!; request !== NONE; request = next[request]!) {
        if (isFixed[request] === 1) continue;
        for (let pair = rowStart[request]!, end = rowEnd[request]!; pair < end; pair++) {
          const to = nodeOf[pair]!;
          if (wanted[to]! > tier && cost[pair]! >= 0) reach(to);
        }
      }
    }
  }
}
