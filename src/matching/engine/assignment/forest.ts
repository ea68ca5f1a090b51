import { IntegerQueue } from './queue.js';
import { seatOf, type State } from './state.js';

const UNREACHED = 0x7fffffff;
const POPS_A_PULSE = 512;

/** How the price of having no place rose without end, and what could not rise with it. */
export interface Rise {
  /** 1 for each offer to which one more student could come, after moves of others, without anyone losing a place. */
  readonly hasRoom: Uint8Array;
  /** How far the price of such an offer, and the levels of those who sit there, rose; all others rise without end. */
  readonly risen: Int32Array;
  /** A rise after which nothing changed any more. */
  readonly enough: number;
}

/**
 * Lets the price of having no place rise without end, and places everyone who can be placed at that price: always
 * next the one whose chain of moves costs least. Starts from an assignment that is best for `lambda`,
 * and ends with one that places as many as can be, at the least cost of all that do.
 *
 * The Hungarian method (Kuhn 1955, Munkres 1957) from the other end: a tree grows from each offer with a free seat,
 * over the offers where somebody sits who would move there. As the price rises, so do all prices and levels, except
 * in the trees. When a student without a place would come to a tree, the chain down to its root moves, and
 * the tree is taken apart. Trees cover only what has room; the over-subscribed rest, in practice the larger part,
 * is never looked at, and what no tree reaches proves that no more can be placed (Dulmage and Mendelsohn 1958).
 *
 * In `state`, prices and levels are left as they are for a rise of 0 outside the trees; {@link Rise} has the rest.
 *
 * @returns `null` when it gave up, because that took too long
 */
export function placeAll(state: State): Rise | null {
  const forest = new Forest(state);
  forest.plantAll();
  return forest.grow();
}

class Forest {
  private readonly isIn: Uint8Array;
  /** Rise at which the offer joined its tree. */
  private readonly joined: Int32Array;
  /** The offer at the root of the tree, and the next offer of the same tree; -1 for none. */
  private readonly root: Int32Array;
  private readonly nextInTree: Int32Array;
  private readonly lastInTree: Int32Array;
  /** For offers, then students without a place: the rise at which one of them would move into a tree, and where to. */
  private readonly key: Int32Array;
  private readonly goal: Int32Array;
  /** Who would leave the offer for its goal. */
  private readonly leaver: Int32Array;
  /** Counts joinings, so that a label that points to an offer from before it last joined is known to be old. */
  private readonly joinings: Int32Array;
  private readonly goalJoinings: Int32Array;
  private readonly queue = new IntegerQueue();

  constructor(private readonly state: State) {
    const { offers, students } = state;
    this.isIn = new Uint8Array(offers);
    this.joined = new Int32Array(offers);
    this.root = new Int32Array(offers).fill(-1);
    this.nextInTree = new Int32Array(offers).fill(-1);
    this.lastInTree = new Int32Array(offers).fill(-1);
    this.key = new Int32Array(offers + students).fill(UNREACHED);
    this.goal = new Int32Array(offers + students).fill(-1);
    this.leaver = new Int32Array(offers).fill(-1);
    this.joinings = new Int32Array(offers);
    this.goalJoinings = new Int32Array(offers + students);
  }

  plantAll(): void {
    const { offers, places, taken } = this.state;
    for (let o = 0; o < offers; o++) if (taken[o]! < places[o]!) this.join(o, o, 0);
  }

  grow(): Rise | null {
    const { state, queue, key, goal, isIn } = this;
    let rise = 0;
    let pops = 0;
    while (queue.size > 0) {
      if (state.work > state.mostWork) return null;
      if (pops++ % POPS_A_PULSE === 0) state.pulse();
      const here = queue.keys[0]!;
      const item = queue.pop();
      if (key[item] !== here || (item < state.offers && isIn[item])) continue;
      const to = goal[item]!;
      if (!isIn[to] || this.joinings[to] !== this.goalJoinings[item]) this.relabel(item);
      else if (item < state.offers) this.join(item, this.root[to]!, here);
      else this.use(item - state.offers, here);
      rise = here;
    }
    return { hasRoom: isIn, risen: this.joined, enough: rise };
  }

  /** Takes the offer into a tree, and tells all in its column that it can be reached. */
  private join(offer: number, root: number, rise: number): void {
    const { state, isIn, key, goal, leaver, goalJoinings, queue } = this;
    const { columnStart, column, studentBits, price, level, offerOf, offers } = state;
    const studentMask = 2 ** studentBits - 1;
    isIn[offer] = 1;
    this.joined[offer] = rise;
    this.root[offer] = root;
    this.nextInTree[offer] = -1;
    if (offer !== root) this.nextInTree[this.lastInTree[root]!] = offer;
    this.lastInTree[root] = offer;
    const joining = ++this.joinings[offer]!;
    const base = rise + price[offer]!;
    state.work += columnStart[offer + 1]! - columnStart[offer]!;
    for (let pair = columnStart[offer]!, end = columnStart[offer + 1]!; pair < end; pair++) {
      const packed = column[pair]!;
      const s = packed & studentMask;
      const held = offerOf[s]!;
      if (held >= 0 && isIn[held]) continue;
      const item = held < 0 ? offers + s : held;
      const there = base + (packed >>> studentBits) - level[s]!;
      if (there >= key[item]!) continue;
      key[item] = there;
      goal[item] = offer;
      goalJoinings[item] = joining;
      if (held >= 0) leaver[held] = s;
      queue.push(there, item);
    }
  }

  /** Finds anew the least rise at which somebody there would move into a tree. */
  private relabel(item: number): void {
    const { state, key, queue } = this;
    const { offers, seatStart, seats, taken } = state;
    key[item] = UNREACHED;
    if (item >= offers) this.look(item, item - offers);
    else
      for (let seat = seatStart[item]!, end = seat + taken[item]!; seat < end; seat++)
        this.look(item, seats[seat]!);
    if (key[item] < UNREACHED) queue.push(key[item], item);
  }

  private look(item: number, student: number): void {
    const { state, isIn, joined, joinings, key, goal, leaver, goalJoinings } = this;
    const { rowStart, row, offerBits, price, level, offers } = state;
    const offerMask = 2 ** offerBits - 1;
    state.work += rowStart[student + 1]! - rowStart[student]!;
    for (let pair = rowStart[student]!, end = rowStart[student + 1]!; pair < end; pair++) {
      const packed = row[pair]!;
      const o = packed & offerMask;
      if (!isIn[o]) continue;
      const there = joined[o]! + (packed >>> offerBits) + price[o]! - level[student]!;
      if (there >= key[item]!) continue;
      key[item] = there;
      goal[item] = o;
      goalJoinings[item] = joinings[o]!;
      if (item < offers) leaver[item] = student;
    }
  }

  /** Moves everyone on the chain from the student to the free seat, and takes the tree apart. */
  private use(student: number, rise: number): void {
    const { state, goal, leaver, isIn, joined, nextInTree } = this;
    const { price, level, offers, offerOf, places, seatStart, seats, taken } = state;
    const first = goal[offers + student]!;
    const root = this.root[first]!;
    const apart: number[] = [];
    for (let o = root; o >= 0; o = nextInTree[o]!) {
      const behind = rise - joined[o]!;
      price[o]! -= behind;
      for (let seat = seatStart[o]!, end = seat + taken[o]!; seat < end; seat++)
        level[seats[seat]!]! -= behind;
      isIn[o] = 0;
      apart.push(o);
    }
    let mover = student;
    let to = first;
    level[student] = state.lambda;
    this.key[offers + student] = UNREACHED;
    while (to !== root) {
      const next = leaver[to]!;
      seats[seatOf(state, next, to)] = mover;
      offerOf[mover] = to;
      mover = next;
      to = goal[to]!;
    }
    seats[seatStart[root]! + taken[root]!++] = mover;
    offerOf[mover] = root;
    if (taken[root]! < places[root]!) this.join(root, root, rise);
    for (const o of apart) if (!isIn[o]) this.relabel(o);
  }
}
