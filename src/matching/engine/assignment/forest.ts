import { IntegerQueue } from './queue.js';
import { seatOf, type State } from './state.js';

const UNREACHED = 0x7fffffff;

/** Offers to which one more student can come without anyone losing a place, and the students without a place who would. */
interface Room {
  /** 1 for each such offer. */
  readonly isOpen: Uint8Array;
  readonly waiting: number[];
}

/**
 * Where there is room: offers with a free seat, offers where someone sits who could move to such an offer, and so on.
 * By the theorem of Berge (1957) no more can be placed when nobody without a place has such an offer in
 * the row. Looks once at the columns of open offers, and nowhere else.
 */
export function roomIn(state: State): Room {
  const { students, offers, places, columnStart, column, studentBits, offerOf, taken } = state;
  const studentMask = 2 ** studentBits - 1;
  const isOpen = new Uint8Array(offers);
  const isWaiting = new Uint8Array(students);
  const waiting: number[] = [];
  const queue = new Int32Array(offers);
  let count = 0;
  for (let o = 0; o < offers; o++) {
    if (taken[o]! >= places[o]!) continue;
    isOpen[o] = 1;
    queue[count++] = o;
  }
  for (let at = 0; at < count; at++) {
    const here = queue[at]!;
    for (let pair = columnStart[here]!, end = columnStart[here + 1]!; pair < end; pair++) {
      const s = column[pair]! & studentMask;
      const held = offerOf[s]!;
      if (held < 0) {
        if (isWaiting[s]) continue;
        isWaiting[s] = 1;
        waiting.push(s);
      } else if (!isOpen[held]) {
        isOpen[held] = 1;
        queue[count++] = held;
      }
    }
  }
  return { isOpen, waiting };
}

/**
 * Lets the price of having no place rise without end, and places everyone who can be placed at that price: always
 * next the one whose chain of moves costs least. Starts from an assignment that is best for `lambda`,
 * and ends with one that places as many as can be, at the least cost of all that do.
 *
 * The method is the Hungarian one with a tree from each waiting student, all grown at once (a forest, as in
 * Kuhn 1955 and Munkres 1957). A tree that reaches a free seat is used and dissolved, the others stay as they
 * are. Only offers with room are looked at: elsewhere no chain can end.
 *
 * @returns how far each offer, and by that who sits there, lags behind the risen price; 0 for most
 */
export function placeAll(state: State): Int32Array {
  const { isOpen, waiting } = roomIn(state);
  const forest = new Forest(state, isOpen);
  for (const student of waiting) forest.plant(student);
  forest.grow();
  return forest.lag();
}

class Forest {
  /** Distance of each offer in the forest from the root of its tree. */
  private readonly distance: Int32Array;
  private readonly isIn: Uint8Array;
  /** Counts entries into the forest, so that a label from an earlier stay is known to be old. */
  private readonly entered: Int32Array;
  private entries = 0;
  /** The waiting student at the root of the offer's tree, and the next offer of that tree. */
  private readonly root: Int32Array;
  private readonly nextInTree: Int32Array;
  private readonly firstInTree = new Map<number, number>();
  /** Best label of an offer outside the forest: its key, the student it comes from, and that student's entry. */
  private readonly key: Int32Array;
  private readonly via: Int32Array;
  private readonly viaEntered: Int32Array;
  private readonly queue = new IntegerQueue();

  constructor(
    private readonly state: State,
    private readonly isOpen: Uint8Array,
  ) {
    const { offers } = state;
    this.distance = new Int32Array(offers);
    this.isIn = new Uint8Array(offers);
    this.entered = new Int32Array(offers);
    this.root = new Int32Array(offers).fill(-1);
    this.nextInTree = new Int32Array(offers).fill(-1);
    this.key = new Int32Array(offers).fill(UNREACHED);
    this.via = new Int32Array(offers).fill(-1);
    this.viaEntered = new Int32Array(offers);
  }

  plant(student: number): void {
    this.firstInTree.set(student, -1);
    this.look(student, 0, 0);
  }

  grow(): void {
    const { state, queue, key, via } = this;
    while (queue.size > 0) {
      const here = queue.keys[0]!;
      const offer = queue.pop();
      if (this.isIn[offer] || key[offer] !== here) continue;
      if (!this.isAlive(offer)) this.relabel(offer);
      else if (state.taken[offer]! < state.places[offer]!) this.use(offer, here);
      else this.enter(offer, here, this.rootOf(via[offer]!));
    }
  }

  lag(): Int32Array {
    return this.distance.map((distance, offer) => (this.isIn[offer] ? distance : 0));
  }

  private rootOf(student: number): number {
    const held = this.state.offerOf[student]!;
    return held < 0 ? student : this.root[held]!;
  }

  /** Whether the student from whom the offer's label comes is still where it was, in the forest. */
  private isAlive(offer: number): boolean {
    const student = this.via[offer]!;
    const held = this.state.offerOf[student]!;
    return held < 0
      ? this.firstInTree.has(student)
      : this.isIn[held] === 1 && this.entered[held] === this.viaEntered[offer];
  }

  private enter(offer: number, at: number, root: number): void {
    const { state } = this;
    this.isIn[offer] = 1;
    this.distance[offer] = at;
    this.entered[offer] = ++this.entries;
    this.root[offer] = root;
    this.nextInTree[offer] = this.firstInTree.get(root)!;
    this.firstInTree.set(root, offer);
    const first = state.seatStart[offer]!;
    for (let seat = first, end = first + state.taken[offer]!; seat < end; seat++) {
      this.look(state.seats[seat]!, at, this.entries);
    }
  }

  /** Offers the student's row to the forest. */
  private look(student: number, at: number, entered: number): void {
    const { state, isOpen, isIn, key, via, viaEntered, queue } = this;
    const { rowStart, row, offerBits, price, level } = state;
    const offerMask = 2 ** offerBits - 1;
    const base = at - level[student]!;
    for (let pair = rowStart[student]!, end = rowStart[student + 1]!; pair < end; pair++) {
      const packed = row[pair]!;
      const o = packed & offerMask;
      if (!isOpen[o] || isIn[o]) continue;
      const there = base + (packed >>> offerBits) + price[o]!;
      if (there >= key[o]!) continue;
      key[o] = there;
      via[o] = student;
      viaEntered[o] = entered;
      queue.push(there, o);
    }
  }

  /** Finds the best label of an offer anew, from all in its column who are in the forest. */
  private relabel(offer: number): void {
    const { state, isIn, distance, entered } = this;
    const { columnStart, column, studentBits, price, level, offerOf } = state;
    const studentMask = 2 ** studentBits - 1;
    let best = UNREACHED;
    for (let pair = columnStart[offer]!, end = columnStart[offer + 1]!; pair < end; pair++) {
      const packed = column[pair]!;
      const s = packed & studentMask;
      const held = offerOf[s]!;
      if (held < 0 ? !this.firstInTree.has(s) : !isIn[held]) continue;
      const there = (held < 0 ? 0 : distance[held]!) + (packed >>> studentBits) + price[offer]! - level[s]!;
      if (there >= best) continue;
      best = there;
      this.via[offer] = s;
      this.viaEntered[offer] = held < 0 ? 0 : entered[held]!;
    }
    this.key[offer] = best;
    if (best < UNREACHED) this.queue.push(best, offer);
  }

  /** Moves everyone on the chain to the free seat, and takes the tree out of the forest. */
  private use(free: number, at: number): void {
    const { state, via } = this;
    const { price, level, seatStart, seats, offerOf, taken } = state;
    const root = this.rootOf(via[free]!);
    const dissolved = [free];
    for (let offer = this.firstInTree.get(root)!; offer >= 0; offer = this.nextInTree[offer]!) {
      const rise = at - this.distance[offer]!;
      price[offer]! += rise;
      for (let seat = seatStart[offer]!, end = seat + taken[offer]!; seat < end; seat++)
        level[seats[seat]!]! += rise;
      this.isIn[offer] = 0;
      dissolved.push(offer);
    }
    level[root]! += at;
    this.firstInTree.delete(root);

    let student = via[free]!;
    let left = offerOf[student]!;
    seats[seatStart[free]! + taken[free]!++] = student;
    offerOf[student] = free;
    while (left >= 0) {
      const next = via[left]!;
      seats[seatOf(state, student, left)] = next;
      const nextLeft = offerOf[next]!;
      offerOf[next] = left;
      student = next;
      left = nextLeft;
    }
    for (const offer of dissolved) this.relabel(offer);
  }
}
