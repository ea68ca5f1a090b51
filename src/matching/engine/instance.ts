/**
 * The bare problem: students, offers with places, and what each candidate pair costs. Students and offers
 * are known by number. The pairs of student `s` are those from `rowStart[s]` up to `rowStart[s + 1]`, by
 * rising offer.
 */
export interface Instance {
  readonly places: Int32Array;
  readonly rowStart: Int32Array;
  readonly offer: Int32Array;
  /** Whole numbers, not negative. */
  readonly cost: Int32Array;
}

/** What the header of a `.plm` file tells besides sizes. For information only. */
export interface InstanceOrigin {
  readonly seed: number;
  /** Places for each thousand students, as asked for. */
  readonly placesPerThousand: number;
  /** Units of cost in a minute. */
  readonly fineness: number;
}

const MAGIC = 0x314d4c50; // 'PLM1', little-endian
const VERSION = 1;
const HEADER_WORDS = 16;
const LARGEST_WORD = 2 ** 31 - 1;
/**
 * Sums of costs stay exact below this. The price of having no place is more than what a chain of moves through everyone could
 * cost, and solving adds up to four such prices; doubles are exact up to 2^53.
 */
const EXACT = 2 ** 51;

/** The instance as the bytes of a `.plm` file: sixteen header words, places, row starts, offers, costs, as 32-bit little-endian. */
export function writeInstance(instance: Instance, origin: InstanceOrigin): Uint8Array {
  const { places, rowStart, offer, cost } = instance;
  const header = new Int32Array(HEADER_WORDS);
  header.set([
    MAGIC,
    VERSION,
    rowStart.length - 1,
    places.length,
    offer.length,
    highest(cost),
    origin.seed,
    Math.min(
      LARGEST_WORD,
      places.reduce((sum, more) => sum + more, 0),
    ),
    origin.placesPerThousand,
    origin.fineness,
  ]);
  const parts = [header, places, rowStart, offer, cost];
  const bytes = new Uint8Array(4 * parts.reduce((sum, part) => sum + part.length, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const part of parts) {
    for (const word of part) {
      view.setInt32(at, word, true);
      at += 4;
    }
  }
  return bytes;
}

/**
 * Reads the bytes of a `.plm` file. Nothing is believed: sizes, order of offers within a row, costs and places are all checked,
 * and that sums of costs will be exact.
 *
 * @throws RangeError that says what was found where, for bytes that are no such file
 */
export function readInstance(bytes: Uint8Array): Instance {
  if (bytes.byteLength < 4 * HEADER_WORDS) {
    throw new RangeError(
      `An instance has at least ${4 * HEADER_WORDS} bytes; these are ${bytes.byteLength}.`,
    );
  }
  const header = wordsOf(bytes, 0, HEADER_WORDS);
  if (header[0] !== MAGIC) throw new RangeError('The bytes do not begin with PLM1.');
  if (header[1] !== VERSION)
    throw new RangeError(`Version ${header[1]} of the format is not known; ${VERSION} is.`);
  const [students, offers, pairs] = [header[2]!, header[3]!, header[4]!];
  if (students < 0 || offers < 0 || pairs < 0) throw new RangeError('A size in the header is negative.');
  const words = HEADER_WORDS + offers + students + 1 + 2 * pairs;
  if (bytes.byteLength !== 4 * words) {
    throw new RangeError(`The header tells of ${4 * words} bytes; these are ${bytes.byteLength}.`);
  }
  let at = HEADER_WORDS;
  const take = (count: number) => {
    at += count;
    return wordsOf(bytes, at - count, count);
  };
  const instance = {
    places: take(offers),
    rowStart: take(students + 1),
    offer: take(pairs),
    cost: take(pairs),
  };
  check(instance);
  return instance;
}

function check({ places, rowStart, offer, cost }: Instance): void {
  places.forEach((count, at) => {
    if (count < 0) throw new RangeError(`Offer ${at} has ${count} places.`);
  });
  if (rowStart[0] !== 0 || rowStart[rowStart.length - 1] !== offer.length) {
    throw new RangeError(
      `Rows run from ${rowStart[0]} to ${rowStart[rowStart.length - 1]} of ${offer.length} pairs.`,
    );
  }
  for (let student = 0; student + 1 < rowStart.length; student++) {
    const end = rowStart[student + 1]!;
    if (end < rowStart[student]!)
      throw new RangeError(`The row of student ${student} ends before it begins.`);
    let before = -1;
    for (let pair = rowStart[student]!; pair < end; pair++) {
      const here = offer[pair]!;
      if (here <= before || here >= places.length) {
        throw new RangeError(`Student ${student} has offer ${here} after ${before}, of ${places.length}.`);
      }
      if (cost[pair]! < 0) throw new RangeError(`Student ${student} and offer ${here} cost ${cost[pair]}.`);
      before = here;
    }
  }
  const students = rowStart.length - 1;
  const dearest = highest(cost);
  if ((students + 1) * dearest >= EXACT) {
    throw new RangeError(
      `${students} students and a pair that costs ${dearest}: sums of costs are exact for costs up to ` +
        `${Math.floor((EXACT - 1) / (students + 1))}. Divide all costs by the same number.`,
    );
  }
}

/** A view on little-endian words, copied only where alignment or the machine's byte order asks for it. */
function wordsOf(bytes: Uint8Array, first: number, count: number): Int32Array {
  const start = bytes.byteOffset + 4 * first;
  const isLittleEndian = new Uint8Array(Int32Array.of(1).buffer)[0] === 1;
  if (isLittleEndian && start % 4 === 0) return new Int32Array(bytes.buffer, start, count);
  const view = new DataView(bytes.buffer, start, 4 * count);
  return Int32Array.from({ length: count }, (_, at) => view.getInt32(4 * at, true));
}

function highest(values: Int32Array): number {
  let most = 0;
  for (const value of values) if (value > most) most = value;
  return most;
}
