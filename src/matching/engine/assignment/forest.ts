import { IntegerQueue } from './queue.js';
import { type Columns, listColumn, unlistColumns } from './shortlists.js';
import { FAR_OFF, seatOf, type State } from './state.js';

const POPS_A_PULSE = 512;
/** What taking an item from the queue and putting it in costs, in pairs looked at. */
const PAIRS_AN_ITEM = 4;

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
 * in the trees. When a student without a place would come to a tree, the chain down to its root moves, and what hung
 * on the chain is taken off. Trees cover only what has room; the over-subscribed rest, in practice the larger part,
 * is never looked at, and what no tree reaches proves that no more can be placed (Dulmage and Mendelsohn 1958).
 *
 * In `state`, prices and levels are left as they are for a rise of 0 outside the trees; {@link Rise} has the rest.
 *
 * @param width by how much a shortlist that proves too short is lengthened
 * @param mostWork pairs to look at before it gives up
 * @returns `null` when it gave up
 */
export function placeAll(state: State, columns: Columns, width: number, mostWork: number): Rise | null {
  const forest = new Forest(state, columns, width);
  forest.plantAll();
  return forest.grow(mostWork);
}

class Forest {
  private work = 0;
  private readonly isIn: Uint8Array;
  /** Rise at which the offer joined its tree. */
  private readonly joined: Int32Array;
  /** The offer at the root of the tree, and the next offer of the same tree; -1 for none. Goals precede those who would go there. */
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
  /** The rise at which the rest of a column has to be looked at. */
  private readonly restAt: Int32Array;
  /** Items as in `key`; after them, by offer, columns to be looked at on. */
  private readonly queue = new IntegerQueue();

  constructor(
    private readonly state: State,
    private readonly columns: Columns,
    private readonly width: number,
  ) {
    const { offers, students } = state;
    this.isIn = new Uint8Array(offers);
    this.joined = new Int32Array(offers);
    this.root = new Int32Array(offers).fill(-1);
    this.nextInTree = new Int32Array(offers).fill(-1);
    this.lastInTree = new Int32Array(offers).fill(-1);
    this.key = new Int32Array(offers + students).fill(FAR_OFF);
    this.goal = new Int32Array(offers + students).fill(-1);
    this.leaver = new Int32Array(offers).fill(-1);
    this.joinings = new Int32Array(offers);
    this.goalJoinings = new Int32Array(offers + students);
    this.restAt = new Int32Array(offers);
    // Prices have fallen since shortlists of rows were made.
    state.shortEnd.set(state.rowStart.subarray(0, students));
    state.restWorth.fill(-FAR_OFF);
    unlistColumns(columns);
  }

  plantAll(): void {
    const { offers, places, taken } = this.state;
    for (let o = 0; o < offers; o++) if (taken[o]! < places[o]!) this.join(o, o, 0);
  }

  grow(mostWork: number): Rise | null {
    const { state, queue, key, goal, isIn } = this;
    const items = state.offers + state.students;
    let rise = 0;
    let pops = 0;
    while (queue.size > 0) {
      if (pops++ % POPS_A_PULSE === 0) state.pulse();
      const here = queue.keys[0]!;
      if (this.work > mostWork || here > FAR_OFF / 2) return null;
      this.work += PAIRS_AN_ITEM;
      const item = queue.pop();
      if (item >= items) {
        const offer = item - items;
        if (isIn[offer] && this.restAt[offer] === here) this.drawRest(offer, here);
        continue;
      }
      if (key[item] !== here || (item < state.offers && isIn[item])) continue;
      const to = goal[item]!;
      rise = here;
      if (!isIn[to] || this.joinings[to] !== this.goalJoinings[item]) this.relabel(item, here);
      else if (item < state.offers) this.join(item, this.root[to]!, here);
      else this.use(item - state.offers, here);
    }
    return { hasRoom: isIn, risen: this.joined, enough: rise };
  }

  /** Takes the offer into a tree, and tells all in its column that it can be reached. */
  private join(offer: number, root: number, rise: number): void {
    const { columns } = this;
    this.isIn[offer] = 1;
    this.joined[offer] = rise;
    this.root[offer] = root;
    this.nextInTree[offer] = -1;
    if (offer !== root) this.nextInTree[this.lastInTree[root]!] = offer;
    this.lastInTree[root] = offer;
    this.joinings[offer]!++;
    if (columns.restPays[offer] === FAR_OFF) this.list(offer, this.state.price[offer]! - this.width);
    this.draw(offer, columns.start[offer]!, columns.shortEnd[offer]!);
    this.queueRest(offer, rise);
  }

  private drawRest(offer: number, rise: number): void {
    const { columns } = this;
    const from = columns.shortEnd[offer]!;
    this.list(offer, columns.restPays[offer]! - this.width);
    this.draw(offer, from, columns.shortEnd[offer]!);
    this.queueRest(offer, rise);
  }

  private list(offer: number, least: number): void {
    const { columns } = this;
    this.work += columns.start[offer + 1]! - columns.shortEnd[offer]!;
    listColumn(columns, offer, this.state.level, least);
  }

  private queueRest(offer: number, rise: number): void {
    const { columns, restAt, queue, state } = this;
    if (columns.shortEnd[offer] === columns.start[offer + 1]) return;
    restAt[offer] = Math.max(rise, this.joined[offer]! + state.price[offer]! - columns.restPays[offer]!);
    queue.push(restAt[offer], state.offers + state.students + offer);
  }

  private draw(offer: number, from: number, to: number): void {
    const { state, isIn, key, goal, leaver, goalJoinings, queue } = this;
    const { column, studentBits } = this.columns;
    const { price, level, offerOf, offers } = state;
    const studentMask = 2 ** studentBits - 1;
    const joining = this.joinings[offer]!;
    const base = this.joined[offer]! + price[offer]!;
    this.work += to - from;
    for (let pair = from; pair < to; pair++) {
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
  private relabel(item: number, rise: number): void {
    const { key, queue } = this;
    const { offers, seatStart, seats, taken } = this.state;
    key[item] = FAR_OFF;
    if (item >= offers) this.look(item, item - offers, rise);
    else {
      for (let seat = seatStart[item]!, end = seat + taken[item]!; seat < end; seat++)
        this.look(item, seats[seat]!, rise);
    }
    if (key[item] < FAR_OFF) queue.push(key[item], item);
  }

  private look(item: number, student: number, rise: number): void {
    const { rowStart, shortEnd, restWorth, level } = this.state;
    this.find(item, student, rowStart[student]!, shortEnd[student]!);
    if (this.key[item]! <= restWorth[student]! - level[student]!) return;
    this.listAnew(student, rise);
    this.find(item, student, rowStart[student]!, rowStart[student + 1]!);
  }

  private find(item: number, student: number, from: number, to: number): void {
    const { isIn, joined, joinings, key, goal, leaver, goalJoinings } = this;
    const { row, offerBits, price, level, offers } = this.state;
    const offerMask = 2 ** offerBits - 1;
    this.work += to - from;
    for (let pair = from; pair < to; pair++) {
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

  /**
   * Makes the student's shortlist. The prices that count are those risen with the rise, or in trees as far as that went:
   * they never fall, so that the bound for the rest holds from now on.
   */
  private listAnew(student: number, rise: number): void {
    const { isIn, joined } = this;
    const { rowStart, row, offerBits, shortEnd, restWorth, price, level } = this.state;
    const offerMask = 2 ** offerBits - 1;
    const limit = level[student]! + rise + this.width;
    let end = rowStart[student]!;
    let least = FAR_OFF;
    for (let pair = end, last = rowStart[student + 1]!; pair < last; pair++) {
      const packed = row[pair]!;
      const o = packed & offerMask;
      const here = (packed >>> offerBits) + price[o]! + (isIn[o] ? joined[o]! : rise);
      if (here <= limit) {
        row[pair] = row[end]!;
        row[end++] = packed;
      } else if (here < least) least = here;
    }
    shortEnd[student] = end;
    restWorth[student] = least;
  }

  /** Moves everyone on the chain from the student to the free seat, and takes off the tree what hung on the chain. */
  private use(student: number, rise: number): void {
    const { state, goal, leaver, joined } = this;
    const { level, offers, offerOf, places, seatStart, seats, taken } = state;
    const first = goal[offers + student]!;
    const root = this.root[first]!;
    let lowest = first;
    while (lowest !== root && goal[lowest]! !== root) lowest = goal[lowest]!;
    // While the root has seats left, only what comes to it by the chain is cut off.
    const isRootFull = taken[root]! + 1 === places[root]!;
    const apart = isRootFull
      ? this.cut(root, root, rise)
      : lowest === root
        ? []
        : this.cut(root, lowest, rise);

    this.key[offers + student] = FAR_OFF;
    let mover = student;
    let to = first;
    while (to !== root) {
      const next = leaver[to]!;
      seats[seatOf(state, next, to)] = mover;
      offerOf[mover] = to;
      mover = next;
      to = goal[to]!;
    }
    seats[seatStart[root]! + taken[root]!++] = mover;
    offerOf[mover] = root;
    if (!isRootFull) level[mover]! += rise - joined[root]!;
    for (const o of apart) this.relabel(o, rise);
  }

  /** Takes `top`, and all who would go there, out of the tree; their prices and levels are then those of a rise of 0. */
  private cut(root: number, top: number, rise: number): number[] {
    const { isIn, joined, goal, nextInTree } = this;
    const { price, level, seatStart, seats, taken } = this.state;
    const apart: number[] = [];
    let kept = -1;
    for (let o = root; o >= 0; o = nextInTree[o]!) {
      // Whoever leads there came to the tree earlier, and is out already.
      if (o !== top && (o === root || isIn[goal[o]!])) {
        if (kept >= 0) nextInTree[kept] = o;
        kept = o;
        continue;
      }
      const behind = rise - joined[o]!;
      price[o]! -= behind;
      for (let seat = seatStart[o]!, end = seat + taken[o]!; seat < end; seat++)
        level[seats[seat]!]! -= behind;
      isIn[o] = 0;
      apart.push(o);
    }
    if (kept >= 0) {
      nextInTree[kept] = -1;
      this.lastInTree[root] = kept;
    }
    return apart;
  }
}
