import type { Pulse } from './pulse.js';

/** Values, prices and changes smaller than this are taken for nothing. */
const TINY = 1e-9;
/** Nothing is divided by less. */
const FIRM = 1e-7;
/** A variable comes in only if one unit of it saves more than this part of the largest cost. */
const WORTHWHILE = 1e-8;
/** Steps after which values and prices are worked out anew, and the error by which the inverse is as well. */
const FRESH_STEPS = 60;
const MOST_ERROR = 1e-6;
/** Steps without an end that can only mean that rounding leads in circles. */
const MOST_STEPS = 100_000;

/**
 * A linear programme that grows by columns: each family shares itself out among its columns, one in all; what all of them
 * take up must fit the rooms; the least cost is sought. Each family begins with one column that costs nothing and takes up
 * nothing.
 *
 * Primal simplex method with generalised upper bounds (Dantzig and Van Slyke 1967): the rows of the families need no place in
 * the inverse, which has one row for each room. Rooms are widened a very little, each by another amount, so that hardly a
 * step is without length and none goes in a circle (Charnes 1952). All in floating point: good to about five figures, and
 * a proof of nothing. Whoever needs certainty works it out in whole numbers from the prices.
 */
export class LinearProgramme {
  private readonly rooms: Float64Array;
  private readonly rows: number;

  /** Columns: family, cost, and entries from `start` on. The first ones are those that families begin with. */
  private columns: number;
  private family: Int32Array;
  private cost: Float64Array;
  private start: Int32Array;
  private row = new Int32Array(8192);
  private entry = new Float64Array(8192);

  /** Of each family a column that is in, of which there is what the others of the family leave; and how much. */
  private readonly key: Int32Array;
  private readonly keyValue: Float64Array;
  /** The other variables that are in, as many as rooms: `row` is what a room has left, `rows + column` a column. */
  private readonly standing: Int32Array;
  private readonly value: Float64Array;
  private isIn: Uint8Array;
  /** What one unit of each variable would save, and how much that unit is likely to move: its weight in the devex rule. */
  private saved: Float64Array;
  private weight: Float64Array;
  /** Rows of the inverse of the matrix of those: of a column, what it takes up beyond the key of its family. */
  private readonly inverse: Float64Array[];
  /** What one unit more of each room would save. */
  readonly prices: Float64Array;
  private steps = 0;
  private worthwhile = WORTHWHILE;

  private readonly change: Float64Array;
  private readonly keyChange: Float64Array;

  constructor(families: number, rooms: ArrayLike<number>) {
    this.rows = rooms.length;
    this.rooms = Float64Array.from(rooms, (room, row) => room + widening(row));
    this.columns = families;
    const space = Math.max(1024, 2 * families);
    this.family = new Int32Array(space);
    for (let at = 0; at < families; at++) this.family[at] = at;
    this.cost = new Float64Array(space);
    this.start = new Int32Array(space);
    this.isIn = new Uint8Array(this.rows + space);
    this.saved = new Float64Array(this.rows + space);
    this.weight = new Float64Array(this.rows + space).fill(1);
    this.key = Int32Array.from({ length: families }, (_, at) => at);
    this.keyValue = new Float64Array(families).fill(1);
    this.standing = Int32Array.from(rooms, (_, row) => row);
    this.value = this.rooms.slice();
    this.inverse = Array.from(rooms, (_, row) => {
      const unit = new Float64Array(this.rows);
      unit[row] = 1;
      return unit;
    });
    this.prices = new Float64Array(this.rows);
    this.change = new Float64Array(this.rows);
    this.keyChange = new Float64Array(families);
    for (let row = 0; row < this.rows; row++) this.isIn[row] = 1;
    for (let at = 0; at < families; at++) this.isIn[this.rows + at] = 1;
  }

  /** @returns the number of the column */
  addColumn(family: number, cost: number, rows: readonly number[], entries: readonly number[]): number {
    const column = this.columns++;
    if (column + 2 > this.start.length) {
      this.family = grown(this.family, Int32Array);
      this.cost = grown(this.cost, Float64Array);
      this.start = grown(this.start, Int32Array);
      this.isIn = grown(this.isIn, Uint8Array);
      this.saved = grown(this.saved, Float64Array);
      this.weight = grown(this.weight, Float64Array);
    }
    this.weight[this.rows + column] = 1;
    const from = this.start[column]!;
    while (from + rows.length > this.row.length) {
      this.row = grown(this.row, Int32Array);
      this.entry = grown(this.entry, Float64Array);
    }
    this.row.set(rows, from);
    this.entry.set(entries, from);
    this.family[column] = family;
    this.cost[column] = cost;
    this.start[column + 1] = from + rows.length;
    return column;
  }

  setCost(column: number, cost: number): void {
    this.cost[column] = cost;
  }

  /** Changes the rooms; what is in use must still fit. */
  setRooms(rooms: ArrayLike<number>): void {
    for (let row = 0; row < this.rows; row++) this.rooms[row] = rooms[row]! + widening(row);
  }

  /** Begins with a column in place of the one that its family begins with, before anything is optimised. All together must fit. */
  startWith(column: number): void {
    const family = this.family[column]!;
    this.isIn[this.rows + this.key[family]!] = 0;
    this.isIn[this.rows + column] = 1;
    this.key[family] = column;
  }

  /** Stops early when time is up; prices and shares are then those of the last step. */
  optimise(pulse: Pulse): void {
    this.refresh();
    this.weight.fill(1);
    this.worthwhile = WORTHWHILE * this.cost.reduce((most, cost) => Math.max(most, Math.abs(cost)), 1);
    for (let step = 0; step < MOST_STEPS; step++) {
      const entering = this.mostWorthwhile();
      if (entering < 0) {
        if (this.steps === 0) return;
        this.refresh();
        continue;
      }
      this.bringIn(entering);
      if (++this.steps >= FRESH_STEPS) this.refresh();
      pulse.beat();
      if (pulse.isOver) return;
    }
    throw new Error('The linear programme comes to no end.');
  }

  /** How much of each column is used, for those of which any is. */
  used(): Map<number, number> {
    const used = new Map<number, number>();
    this.key.forEach((column, family) => {
      if (this.keyValue[family]! > TINY) used.set(column, this.keyValue[family]!);
    });
    this.standing.forEach((variable, at) => {
      if (variable >= this.rows && this.value[at]! > TINY) used.set(variable - this.rows, this.value[at]!);
    });
    return used;
  }

  get total(): number {
    let total = 0;
    for (const [column, amount] of this.used()) total += this.cost[column]! * amount;
    return total;
  }

  /** The variable that promises most by the devex rule (Harris 1973): -1 when none saves anything. */
  private mostWorthwhile(): number {
    const { isIn, saved, weight } = this;
    let best = -1;
    let most = 0;
    for (let variable = 0; variable < this.rows + this.columns; variable++) {
      if (isIn[variable] || saved[variable]! <= this.worthwhile) continue;
      const promise = saved[variable]! ** 2 / weight[variable]!;
      if (promise <= most) continue;
      most = promise;
      best = variable;
    }
    return best;
  }

  /** Follows the prices as they move along a row of the inverse. */
  private follow(row: Float64Array, perUnit: number, pivot: number, weightIn: number): void {
    const { rows, saved, weight, family, start, key, entry } = this;
    const ofKey = this.keyChange;
    const along = (column: number) => {
      let sum = 0;
      for (let at = start[column]!, end = start[column + 1]!; at < end; at++)
        sum += row[this.row[at]!]! * entry[at]!;
      return sum;
    };
    for (let at = 0; at < key.length; at++) ofKey[at] = along(key[at]!);
    for (let variable = 0; variable < rows + this.columns; variable++) {
      const moved =
        variable < rows ? row[variable]! : along(variable - rows) - ofKey[family[variable - rows]!]!;
      if (moved === 0) continue;
      saved[variable]! -= perUnit * moved;
      const reference = (moved / pivot) ** 2 * weightIn;
      if (reference > weight[variable]!) weight[variable] = reference;
    }
    for (let at = 0; at < rows; at++) this.prices[at]! += perUnit * row[at]!;
  }

  private priced(column: number): number {
    let cost = this.cost[column]!;
    for (let at = this.start[column]!; at < this.start[column + 1]!; at++)
      cost += this.prices[this.row[at]!]! * this.entry[at]!;
    return cost;
  }

  /** Lets a variable in until something else is used up, which goes. */
  private bringIn(entering: number): void {
    const { rows, change, keyChange, standing, value, keyValue, key } = this;
    const family = entering < rows ? -1 : this.family[entering - rows]!;
    const saved = this.saved[entering]!;
    this.lookAt(entering);
    keyChange.fill(0);
    if (family >= 0) keyChange[family] = 1;
    for (let at = 0; at < rows; at++)
      if (standing[at]! >= rows) keyChange[this.family[standing[at]! - rows]!]! -= change[at]!;

    let soonest = Infinity;
    for (let at = 0; at < rows; at++)
      if (change[at]! > FIRM) soonest = Math.min(soonest, (value[at]! + TINY) / change[at]!);
    for (let at = 0; at < key.length; at++)
      if (keyChange[at]! > FIRM) soonest = Math.min(soonest, (keyValue[at]! + TINY) / keyChange[at]!);
    if (soonest === Infinity) throw new Error('The linear programme has no least value.');
    // Of those used up at about the same time the one that is firmest to divide by.
    let leaving = -1;
    let leavingFamily = -1;
    let firmest = FIRM;
    for (let at = 0; at < rows; at++) {
      if (change[at]! <= firmest || value[at]! > soonest * change[at]!) continue;
      firmest = change[at]!;
      leaving = at;
    }
    for (let at = 0; at < key.length; at++) {
      if (keyChange[at]! <= firmest || keyValue[at]! > soonest * keyChange[at]!) continue;
      firmest = keyChange[at]!;
      leavingFamily = at;
    }

    const length = Math.max(0, (leavingFamily >= 0 ? keyValue[leavingFamily]! : value[leaving]!) / firmest);
    for (let at = 0; at < rows; at++) value[at]! -= length * change[at]!;
    for (let at = 0; at < key.length; at++) keyValue[at]! -= length * keyChange[at]!;
    this.isIn[entering] = 1;
    if (leavingFamily >= 0) {
      leaving = standing.findIndex((one) => one >= rows && this.family[one - rows] === leavingFamily);
      if (leaving < 0) {
        this.isIn[rows + key[family]!] = 0;
        key[family] = entering - rows;
        keyValue[family] = length;
        for (let column = 0; column < this.columns; column++)
          if (this.family[column] === family) this.saved[rows + column]! -= saved;
        return;
      }
      this.changeKey(leavingFamily, leaving);
      if (leavingFamily === family) change[leaving]!++;
    }
    this.isIn[standing[leaving]!] = 0;
    const pivot = change[leaving]!;
    this.follow(this.inverse[leaving]!, saved / pivot, pivot, this.weight[entering]!);
    this.weight[standing[leaving]!] = Math.max(1, this.weight[entering]! / pivot ** 2);
    this.exchange(leaving);
    standing[leaving] = entering;
    value[leaving] = length;
  }

  /** Makes the column that stands there the key of its family, and lets the key so far stand in its place. */
  private changeKey(family: number, at: number): void {
    const { rows, standing, inverse, change, key } = this;
    const mine = inverse[at]!;
    standing.forEach((variable, other) => {
      if (other === at || variable < rows || this.family[variable - rows] !== family) return;
      for (let column = 0; column < rows; column++) mine[column]! += inverse[other]![column]!;
      change[at]! += change[other]!;
    });
    for (let column = 0; column < rows; column++) mine[column] = -mine[column]!;
    change[at] = -change[at]!;
    const newKey = standing[at]! - rows;
    standing[at] = rows + key[family]!;
    key[family] = newKey;
    [this.value[at], this.keyValue[family]] = [this.keyValue[family]!, this.value[at]!];
  }

  /** Works out how the values fall with one unit of the variable. */
  private lookAt(variable: number): void {
    const { change, rows, inverse } = this;
    change.fill(0);
    const add = (column: number, sign: 1 | -1) => {
      for (let at = this.start[column]!; at < this.start[column + 1]!; at++) {
        const [row, entry] = [this.row[at]!, sign * this.entry[at]!];
        for (let place = 0; place < rows; place++) change[place]! += inverse[place]![row]! * entry;
      }
    };
    if (variable < rows) {
      for (let place = 0; place < rows; place++) change[place] = inverse[place]![variable]!;
      return;
    }
    add(variable - rows, 1);
    add(this.key[this.family[variable - rows]!]!, -1);
  }

  /** Puts the column whose `change` has been worked out in the place of another. */
  private exchange(place: number): void {
    const { rows, change, inverse } = this;
    const mine = inverse[place]!;
    const scale = 1 / change[place]!;
    for (let column = 0; column < rows; column++) mine[column]! *= scale;
    for (let other = 0; other < rows; other++) {
      const by = change[other]!;
      if (other === place || Math.abs(by) < TINY) continue;
      const row = inverse[other]!;
      for (let column = 0; column < rows; column++) row[column]! -= by * mine[column]!;
    }
  }

  /** Works out values and prices anew, and the inverse where it has become inexact. */
  private refresh(): void {
    this.steps = 0;
    if (this.valueError() > MOST_ERROR) {
      this.invert();
      this.valueError();
    }
    const { rows, prices, standing } = this;
    prices.fill(0);
    standing.forEach((variable, at) => {
      if (variable < rows) return;
      const column = variable - rows;
      const cost = this.cost[column]! - this.cost[this.key[this.family[column]!]!]!;
      const row = this.inverse[at]!;
      for (let place = 0; place < rows; place++) prices[place]! -= cost * row[place]!;
    });
    for (let at = 0; at < rows; at++) this.saved[at] = -prices[at]!;
    const ofKey = Float64Array.from(this.key, (column) => this.priced(column));
    for (let column = 0; column < this.columns; column++)
      this.saved[rows + column] = ofKey[this.family[column]!]! - this.priced(column);
  }

  /** Sets the values by the inverse; says by how much what they take up misses the rooms. */
  private valueError(): number {
    const { rows, rooms, value, standing, keyValue, key } = this;
    const left = rooms.slice();
    const take = (column: number, amount: number) => {
      for (let at = this.start[column]!; at < this.start[column + 1]!; at++)
        left[this.row[at]!]! -= amount * this.entry[at]!;
    };
    for (const column of key) take(column, 1);
    for (let at = 0; at < rows; at++) {
      let sum = 0;
      const row = this.inverse[at]!;
      for (let place = 0; place < rows; place++) sum += row[place]! * left[place]!;
      value[at] = sum;
    }
    keyValue.fill(1);
    standing.forEach((variable, at) => {
      if (variable < rows) {
        left[variable]! -= value[at]!;
        return;
      }
      const column = variable - rows;
      keyValue[this.family[column]!]! -= value[at]!;
      take(column, value[at]!);
      take(key[this.family[column]!]!, -value[at]!);
    });
    return left.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
  }

  /** Makes the inverse anew: begins with the rooms alone and lets the columns in one by one. */
  private invert(): void {
    const { rows, standing, inverse, change } = this;
    const waiting = standing.filter((variable) => variable >= rows);
    const isFree = new Uint8Array(rows).fill(1);
    for (const variable of standing) if (variable < rows) isFree[variable] = 0;
    for (let at = 0; at < rows; at++) {
      standing[at] = at;
      inverse[at]!.fill(0);
      inverse[at]![at] = 1;
    }
    for (const variable of waiting) {
      this.lookAt(variable);
      let best = -1;
      for (let at = 0; at < rows; at++)
        if (isFree[at] && (best < 0 || Math.abs(change[at]!) > Math.abs(change[best]!))) best = at;
      this.exchange(best);
      standing[best] = variable;
      isFree[best] = 0;
    }
  }
}

/** A little more room for each row, unlike that of others. */
function widening(row: number): number {
  const scattered = Math.imul(row + 1, 0x9e3779b1) >>> 0;
  return 1e-5 * (1 + scattered / 2 ** 32);
}

function grown<List extends Int32Array | Float64Array | Uint8Array>(
  list: List,
  kind: new (length: number) => List,
): List {
  const larger = new kind(2 * list.length);
  larger.set(list);
  return larger;
}
