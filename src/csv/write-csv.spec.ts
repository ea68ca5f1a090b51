import { Readable } from 'node:stream';

import fc from 'fast-check';

import { csvLine, type CsvRecordOf, readCsv, writeCsv } from './index.js';

async function written(rows: Iterable<CsvRecordOf<string>>, columns: readonly string[]): Promise<string> {
  let text = '';
  for await (const piece of writeCsv(rows, columns)) text += piece;
  return text;
}

/** Any text but NUL and lone surrogates, with plenty of what spreadsheets and CSV trip over. */
const text = fc.oneof(
  fc.string({ unit: 'binary' }).map((any) => any.replaceAll('\0', '')),
  fc.string({ unit: fc.constantFrom("'", '=', '+', '-', '@', '\t', '\r', '\n', '"', ',', ' ', 'a', '') }),
);

describe('Writing CSV', () => {
  it('writes a header, CR LF and quotes only where they are needed', async () => {
    const rows = [{ a: 'plain', b: 'one, two', c: 3 }, { a: 'say "hi"', b: null, c: true }, {}];
    expect(await written(rows, ['a', 'b', 'c'])).toBe(
      'a,b,c\r\nplain,"one, two",3\r\n"say ""hi""",,true\r\n"",,\r\n',
    );
  });

  it.each(['=HYPERLINK("http://x")', '+1', '-1', '@SUM(A1)', '\tx', '\rx', "'=1", "''@x"])(
    'puts an apostrophe before %j',
    (cell) => {
      expect(csvLine([cell, 'x'])).toContain(`'${cell.slice(0, 2)}`);
    },
  );

  it.each(["'tis", "o'clock", 'a=b', "'", ''])('leaves %j alone', (cell) => {
    expect(csvLine([cell, 'x'])).toBe(`${cell},x\r\n`);
  });

  it('refuses a number that is none', () => {
    expect(() => csvLine([Number.NaN])).toThrow('NaN');
  });

  it('gives back every text that it was given', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({ a: text, b: text })), fc.boolean(), async (rows, isOneColumn) => {
        const columns = isOneColumn ? ['a'] : ['a', 'b'];
        const wanted = rows.map(({ a, b }) => (isOneColumn ? { a } : { a, b }));
        const csv = await written(rows, columns);
        const back: unknown[] = [];
        for await (const row of readCsv(Readable.from([Buffer.from(csv)]))) {
          expect(row.fault).toBeUndefined();
          back.push({ ...row.cells });
        }
        expect(back).toEqual(wanted);
      }),
      { numRuns: 1000 },
    );
  });

  it('never writes a cell that a spreadsheet program takes for a formula', () => {
    fc.assert(
      fc.property(text, (cell) => {
        const line = csvLine([cell, 'x']);
        expect(line.replace(/^"/, '')).not.toMatch(/^[=+\-@\t]/);
      }),
      { numRuns: 1000 },
    );
  });

  it('comes in pieces, however many rows there are', async () => {
    const sizes: number[] = [];
    const rows = Array.from({ length: 20_000 }, (_, place) => ({ a: place, b: 'some text' }));
    for await (const piece of writeCsv(rows, ['a', 'b'])) sizes.push(piece.length);
    expect(sizes.length).toBeGreaterThan(3);
    expect(Math.max(...sizes)).toBeLessThan(70_000);
  });
});
