import type { Instance } from '../instance.js';
import type { Assignment } from './assignment.js';

const PIVOTS_A_PULSE = 512;
/** Pairs in a block, in square roots of all: fewer make each pivot cheaper, more make it better. */
const BLOCK_IN_ROOTS = 0.5;
const UNLIMITED = 0x7fffffff;

/**
 * The best assignment by the primal network simplex method: for costs of any size below 2^31, and for instances on which
 * auction and chains take long. `unplaced` is the price of having no place.
 *
 * The network is students, offers and a root; a student's unit goes to an offer and from there, as far as places go, to
 * the root, or straight to the root for `unplaced`. A basis is a tree, kept strongly feasible (Cunningham 1976), which
 * rules out cycling; the pair that enters is the best of a block of rows (block search, as compared by Kovács 2015).
 * Nothing is kept by pair: in the tree, who is whose parent says which pairs are in it, and outside it no pair has flow.
 */
export function assignBySimplex(instance: Instance, unplaced: number, pulse?: () => void): Assignment {
  const { studentAt, rows } = shuffledRows(instance);
  const tree = new Tree(instance.places, rows, unplaced);
  for (let pivots = 0; tree.enter(); pivots++) if (pivots % PIVOTS_A_PULSE === 0) pulse?.();

  const { students, offers, value, parent, flow } = tree;
  const offerOf = new Int32Array(students).fill(-1);
  const level = new Float64Array(students);
  for (let s = 0; s < students; s++) {
    level[studentAt[s]!] = value[s]!;
    if (parent[s] !== tree.root && flow[s]! > 0) offerOf[studentAt[s]!] = parent[s]! - students;
  }
  const price = new Float64Array(offers);
  for (let o = 0; o < offers; o++) {
    const above = parent[students + o]!;
    if (above !== tree.root && flow[students + o]! > 0) offerOf[studentAt[above]!] = o;
    // Whom nobody takes may have less than no price in the tree.
    price[o] = instance.places[o]! > 0 ? Math.max(0, value[students + o]!) : unplaced;
  }
  return { offerOf, level, price, unplaced };
}

interface Rows {
  readonly start: Int32Array;
  readonly offer: Int32Array;
  readonly cost: Int32Array;
}

/**
 * The rows in an order that makes any few that follow each other a fair sample: every so many-th, by the golden section,
 * round and round. Pairs with offers that have no places are left out.
 */
function shuffledRows({ places, rowStart, offer, cost }: Instance): { studentAt: Int32Array; rows: Rows } {
  const students = rowStart.length - 1;
  let stride = Math.max(1, Math.round(students * 0.618034));
  while (greatestCommonDivisor(stride, students) > 1) stride++;
  const studentAt = new Int32Array(students);
  const rows = {
    start: new Int32Array(students + 1),
    offer: new Int32Array(offer.length),
    cost: new Int32Array(cost.length),
  };
  let end = 0;
  for (let s = 0, old = 0; s < students; s++, old = (old + stride) % students) {
    studentAt[s] = old;
    for (let pair = rowStart[old]!, last = rowStart[old + 1]!; pair < last; pair++) {
      if (places[offer[pair]!]! <= 0) continue;
      rows.offer[end] = offer[pair]!;
      rows.cost[end++] = cost[pair]!;
    }
    rows.start[s + 1] = end;
  }
  return { studentAt, rows };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** Whether an offer's arc to the root is in the tree, or outside it without flow, or with as much as there are places. */
const IN_TREE = 0;
const EMPTY = 1;
const FULL = -1;

/** The basis. Nodes: students, then offers, then the root. */
class Tree {
  readonly students: number;
  readonly offers: number;
  readonly root: number;
  readonly parent: Int32Array;
  /** Flow on the arc between the node and its parent. It points up, but from a student who is an offer's parent. */
  readonly flow: Int32Array;
  /** Level of a student, price of an offer, 0 at the root: every arc of the tree costs what makes them equal. */
  readonly value: Float64Array;
  private readonly price: Float64Array;
  private readonly stateOfOffer: Int8Array;
  private readonly depth: Int32Array;
  private readonly firstChild: Int32Array;
  private readonly nextSibling: Int32Array;
  private readonly previousSibling: Int32Array;
  private readonly block: number;
  private nextStudent = 0;

  constructor(
    private readonly places: Int32Array,
    private readonly rows: Rows,
    private readonly unplaced: number,
  ) {
    const students = (this.students = rows.start.length - 1);
    const offers = (this.offers = places.length);
    const root = (this.root = students + offers);
    this.parent = new Int32Array(root + 1).fill(root);
    this.parent[root] = -1;
    this.flow = new Int32Array(root + 1).fill(1, 0, students);
    this.value = new Float64Array(root + 1).fill(unplaced, 0, students);
    this.price = this.value.subarray(students, root);
    this.stateOfOffer = new Int8Array(offers);
    this.depth = new Int32Array(root + 1).fill(1, 0, root);
    this.firstChild = new Int32Array(root + 1).fill(-1);
    this.nextSibling = Int32Array.from({ length: root + 1 }, (_, node) => (node + 1 < root ? node + 1 : -1));
    this.previousSibling = Int32Array.from({ length: root + 1 }, (_, node) => (node < root ? node - 1 : -1));
    if (root > 0) this.firstChild[root] = 0;
    this.block = Math.max(10, Math.ceil(BLOCK_IN_ROOTS * Math.sqrt(rows.start[students]! + root)));
  }

  /**
   * Looks at rows, block by block, until one has a pair, or an arc to the root, that would lower the cost; and takes
   * the best of the block into the tree. Arcs of offers are looked at when the rows begin anew.
   *
   * @returns false when there is none at all: the tree is the best
   */
  enter(): boolean {
    const { rows, places, value, price, unplaced, students, offers, root, stateOfOffer, block } = this;
    const { start, offer, cost } = rows;
    let leftInBlock = block;
    let steepest = 0;
    let tail = -1;
    let head = -1;
    for (let seen = 0; seen <= students; seen++) {
      const s = this.nextStudent;
      if (s === students) {
        this.nextStudent = 0;
        for (let o = 0; o < offers; o++) {
          const slope = -stateOfOffer[o]! * price[o]!;
          if (slope >= steepest) continue;
          steepest = slope;
          tail = students + o;
          head = root;
        }
        leftInBlock -= offers;
      } else {
        this.nextStudent++;
        const from = start[s]!;
        const to = start[s + 1]!;
        let least = unplaced;
        let best = -1;
        for (let pair = from; pair < to; pair++) {
          const worth = cost[pair]! + price[offer[pair]!]!;
          if (worth >= least) continue;
          least = worth;
          best = pair;
        }
        if (least - value[s]! < steepest) {
          steepest = least - value[s]!;
          tail = s;
          head = best >= 0 ? students + offer[best]! : root;
        }
        leftInBlock -= to - from + 1;
      }
      if (leftInBlock <= 0) {
        if (tail >= 0) break;
        leftInBlock = block;
      }
    }
    if (tail < 0) return false;
    const isEmptying = tail >= students && stateOfOffer[tail - students] === FULL;
    const capacity = tail >= students ? places[tail - students]! : UNLIMITED;
    if (isEmptying) this.pivot(head, tail, capacity, -steepest, true);
    else this.pivot(tail, head, capacity, steepest, false);
    return true;
  }

  /**
   * Pushes as much as possible from `first` to `second` along the entering arc and back by the tree, and mends the tree.
   *
   * @param slope what a unit costs along the arc less what its ends' values say
   */
  private pivot(first: number, second: number, capacity: number, slope: number, isEmptying: boolean): void {
    const { parent, flow, places, students, root, stateOfOffer, depth } = this;
    let join = first;
    for (let other = second; join !== other;) {
      if (depth[join]! >= depth[other]!) join = parent[join]!;
      else other = parent[other]!;
    }

    // The flow runs join ... first, second ... join. The last arc to block it leaves the tree.
    let amount = capacity;
    let leaving = -1;
    let isOnFirstSide = false;
    for (let node = first; node !== join; node = parent[node]!) {
      const room = node < students || parent[node] === root ? flow[node]! : UNLIMITED;
      if (room >= amount) continue;
      amount = room;
      leaving = node;
      isOnFirstSide = true;
    }
    for (let node = second; node !== join; node = parent[node]!) {
      if (node < students) continue;
      const room = parent[node] === root ? places[node - students]! - flow[node]! : flow[node]!;
      if (room > amount) continue;
      amount = room;
      leaving = node;
      isOnFirstSide = false;
    }
    if (amount > 0) {
      for (let node = first; node !== join; node = parent[node]!)
        flow[node]! += node < students || parent[node] === root ? -amount : amount;
      for (let node = second; node !== join; node = parent[node]!)
        flow[node]! += node < students || parent[node] === root ? amount : -amount;
    }

    const ofOffer = first === root ? second : second === root && first >= students ? first : -1;
    if (leaving < 0) {
      stateOfOffer[ofOffer - students] = isEmptying ? EMPTY : FULL;
      return;
    }
    if (leaving >= students && parent[leaving] === root)
      stateOfOffer[leaving - students] = flow[leaving] === 0 ? EMPTY : FULL;
    if (ofOffer >= 0) stateOfOffer[ofOffer - students] = IN_TREE;
    const entering = isEmptying ? capacity - amount : amount;
    if (isOnFirstSide) this.rehang(leaving, first, second, entering, isEmptying ? -slope : slope);
    else this.rehang(leaving, second, first, entering, isEmptying ? slope : -slope);
  }

  /**
   * Cuts the subtree at `cut`, turns it so that `inside` becomes its top, and hangs that below `outside`; adds `more` to all
   * values in it.
   */
  private rehang(cut: number, inside: number, outside: number, enteringFlow: number, more: number): void {
    const { parent, flow } = this;
    let node = inside;
    let newParent = outside;
    let newFlow = enteringFlow;
    for (;;) {
      const oldParent = parent[node]!;
      const oldFlow = flow[node]!;
      this.detach(node, oldParent);
      this.attach(node, newParent);
      flow[node] = newFlow;
      if (node === cut) break;
      newParent = node;
      newFlow = oldFlow;
      node = oldParent;
    }
    this.shift(inside, more);
  }

  private attach(node: number, to: number): void {
    const { parent, firstChild, nextSibling, previousSibling } = this;
    const sibling = firstChild[to]!;
    parent[node] = to;
    previousSibling[node] = -1;
    nextSibling[node] = sibling;
    if (sibling >= 0) previousSibling[sibling] = node;
    firstChild[to] = node;
  }

  private detach(node: number, from: number): void {
    const { firstChild, nextSibling, previousSibling } = this;
    const before = previousSibling[node]!;
    const after = nextSibling[node]!;
    if (before >= 0) nextSibling[before] = after;
    else firstChild[from] = after;
    if (after >= 0) previousSibling[after] = before;
  }

  /** Adds to the values of a node and all below it, and sets their depths, parents first. */
  private shift(top: number, more: number): void {
    const { parent, depth, value, firstChild, nextSibling } = this;
    let node = top;
    for (;;) {
      value[node]! += more;
      depth[node] = depth[parent[node]!]! + 1;
      let next = firstChild[node]!;
      while (next < 0 && node !== top) {
        next = nextSibling[node]!;
        if (next < 0) node = parent[node]!;
      }
      if (next < 0) return;
      node = next;
    }
  }
}
