import { readInstance, writeInstance, type Instance } from './instance.js';

const INSTANCE: Instance = {
  places: Int32Array.of(2, 0, 1),
  rowStart: Int32Array.of(0, 2, 2, 3),
  offer: Int32Array.of(0, 2, 1),
  cost: Int32Array.of(7, 0, 300),
};
const BYTES = writeInstance(INSTANCE, { seed: 5, placesPerThousand: 950, fineness: 1 });

function withWord(at: number, word: number): Uint8Array {
  const bytes = Uint8Array.from(BYTES);
  new DataView(bytes.buffer).setInt32(4 * at, word, true);
  return bytes;
}

describe('the .plm format', () => {
  it('gives back what was written, wherever the bytes lie', () => {
    expect(readInstance(BYTES)).toEqual(INSTANCE);
    const shifted = new Uint8Array(BYTES.length + 3);
    shifted.set(BYTES, 3);
    expect(readInstance(shifted.subarray(3))).toEqual(INSTANCE);
  });

  it('has its header in the agreed order', () => {
    const view = new DataView(BYTES.buffer);
    const words = Array.from({ length: 10 }, (_, at) => view.getInt32(4 * at, true));
    expect(words).toEqual([0x314d4c50, 1, 3, 3, 3, 300, 5, 3, 950, 1]);
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['no bytes', new Uint8Array(0), /at least 64 bytes; these are 0/],
    ['bytes of something else', withWord(0, 0x4d494e45), /PLM1/],
    ['a version from the future', withWord(1, 2), /Version 2/],
    ['a file that was cut off', BYTES.subarray(0, -4), /tells of \d+ bytes; these are \d+/],
    ['a negative size', withWord(4, -1), /negative/],
    ['negative places', withWord(16, -2), /Offer 0 has -2 places/],
    ['rows that go backwards', withWord(21, -1), /row of student 1 ends before/],
    ['an offer that is not there', withWord(23, 3), /Student 0 has offer 3/],
    ['offers out of order', withWord(24, 0), /offer 0 after 0/],
    ['a negative cost', withWord(26, -1), /cost -1/],
  ])('refuses %s', (_says, bytes, message) => {
    expect(() => readInstance(bytes)).toThrow(message);
  });

  it('refuses costs whose sums could not be told apart, and says which could', () => {
    const students = 2 ** 20;
    const rows = { rowStart: new Int32Array(students + 1).fill(1, 1), offer: Int32Array.of(0) };
    const withCost = (cost: number) =>
      writeInstance(
        { places: Int32Array.of(1), ...rows, cost: Int32Array.of(cost) },
        { seed: 0, placesPerThousand: 0, fineness: 1 },
      );
    const limit = Math.floor((2 ** 51 - 1) / (students + 1));
    expect(() => readInstance(withCost(2 ** 31 - 1))).toThrow(`exact for costs up to ${limit}`);
    expect(() => readInstance(withCost(limit + 1))).toThrow(RangeError);
    expect(readInstance(withCost(limit)).cost[0]).toBe(limit);
  });
});
