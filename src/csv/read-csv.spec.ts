import { Readable } from 'node:stream';

import { parse } from 'csv-parse/sync';
import fc from 'fast-check';

import {
  CsvFault,
  csvFaultText,
  type CsvHeader,
  type CsvRow,
  readCsv,
  type ReadCsvOptions,
} from './index.js';

async function rowsOf(content: string | Uint8Array, options?: ReadCsvOptions): Promise<CsvRow[]> {
  const rows: CsvRow[] = [];
  for await (const row of readCsv(Readable.from([Buffer.from(content)]), options)) rows.push(row);
  return rows;
}

async function faultOf(content: string | Uint8Array, options?: ReadCsvOptions): Promise<CsvFault> {
  const fault = await rowsOf(content, options).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (fault instanceof CsvFault) return fault;
  throw new Error(`Expected a CsvFault, got ${String(fault)}`);
}

const cellsOf = (rows: readonly CsvRow[]) => rows.map(({ cells }) => ({ ...cells }));

describe('Reading CSV', () => {
  it('names cells by a tidied header and keeps them as they were written', async () => {
    const rows = await rowsOf(' Student Ref ,Max-Travel minutes\nS1, 45 \n');
    expect(rows).toHaveLength(1);
    expect(cellsOf(rows)).toEqual([{ student_ref: 'S1', max_travel_minutes: ' 45 ' }]);
  });

  it('keeps headers as written where asked', async () => {
    const rows = await rowsOf("Service's website (if available)\nx\n", { headers: 'as-written' });
    expect(cellsOf(rows)).toEqual([{ "Service's website (if available)": 'x' }]);
  });

  it.each([
    ['LF', '\n'],
    ['CR LF', '\r\n'],
    ['CR', '\r'],
  ])('reads lines that end with %s, and tells the physical line of each row', async (_name, eol) => {
    const text = ['\uFEFFa,b', '', '"one', 'two",2', '', ',', '3,"say ""hi"""', ''].join(eol);
    const rows = await rowsOf(text);
    expect(cellsOf(rows)).toEqual([
      { a: `one${eol}two`, b: '2' },
      { a: '3', b: 'say "hi"' },
    ]);
    expect(rows.map(({ line }) => line)).toEqual([3, 7]);
  });

  it('gives the same rows however the bytes are cut', async () => {
    const text = Buffer.from('\uFEFFname,note\r\nZoë,"a\r\nb ""🩺"""\r\n\r\nŁ,"",x\r\n"" ,€');
    const whole = await rowsOf(text);
    const pieces: CsvRow[] = [];
    for await (const row of readCsv(Readable.from([...text].map((byte) => Buffer.of(byte)))))
      pieces.push(row);
    expect(pieces).toEqual(whole);
    expect(whole.map(({ line }) => line)).toEqual([2, 5, 6]);
    expect(whole[1]?.fault).toBeDefined();
  });

  it('passes over title lines', async () => {
    const text = 'Directory,,\n,,\nMade on 1 May,,\n,,\nid,name,place\n1,A,B\n';
    expect(cellsOf(await rowsOf(text, { headerLine: 5 }))).toEqual([{ id: '1', name: 'A', place: 'B' }]);
  });

  it('passes over padding columns and rows that a spreadsheet program leaves', async () => {
    const rows = await rowsOf('a,b,,\n1,2,,\n,,,\n3,4,,5\n');
    expect(rows.map(({ fault }) => fault?.found)).toEqual([undefined, '4 cells']);
  });

  it('yields a row that does not fit the header with its fault, and goes on', async () => {
    const rows = await rowsOf('a,b\n1\n1,2,3\n"x"y,2\n1,2\n');
    expect(rows.map(({ line, fault }) => [line, fault?.found])).toEqual([
      [2, '1 cells'],
      [3, '3 cells'],
      [4, 'text after a closing quote'],
      [5, undefined],
    ]);
    expect(rows[2]?.fault).toMatchObject({ line: 4, column: 'a' });
  });

  it('keeps unknown columns and reports them with the known one they may have been meant for', async () => {
    let header: CsvHeader | undefined;
    const rows = await rowsOf('student_ref,post_cod,shoe\nS1,OX4,9\n', {
      requiredColumns: ['student_ref'],
      knownColumns: ['postcode', 'transport'],
      onHeader: (seen) => (header = seen),
    });
    expect(header?.unknownColumns).toEqual([
      { name: 'post_cod', nearest: 'postcode' },
      { name: 'shoe', nearest: null },
    ]);
    expect(rows[0]?.cells.shoe).toBe('9');
  });

  it('treats column names like __proto__ and constructor as ordinary names', async () => {
    const rows = await rowsOf('__proto__,b\n1,2\n');
    expect(rows[0]?.cells['__proto__']).toBe('1');
    expect(rows[0]?.cells['constructor']).toBeUndefined();
  });

  it('reads a file with a header alone as no rows', async () => {
    expect(await rowsOf('a,b')).toEqual([]);
  });

  it('agrees with csv-parse on any well-formed file', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', ' ', 'é', ';') });
    const table = fc
      .integer({ min: 2, max: 4 })
      .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 6 }));
    await fc.assert(
      fc.asyncProperty(table, async (records) => {
        const width = records[0]?.length ?? 2;
        const header = Array.from({ length: width }, (_, place) => `c${place}`);
        const text = [header, ...records]
          .map((record) => record.map((one) => `"${one.replaceAll('"', '""')}"`).join(','))
          .join('\r\n');
        const rows = await rowsOf(text);
        const oracle = parse(text, { columns: true, record_delimiter: '\r\n' }) as unknown[];
        expect(cellsOf(rows)).toEqual(oracle);
        let line = 2;
        for (const [place, record] of records.entries()) {
          expect(rows[place]?.line).toBe(line);
          line += 1 + (record.join('').match(/\r\n|\r|\n/g)?.length ?? 0) - splitPairs(record);
        }
      }),
      { numRuns: 300 },
    );
  });
});

/** A CR at the end of a cell and an LF at the start of the next are two line ends, though joined they look like one. */
function splitPairs(record: readonly string[]): number {
  const joined = record.join('').match(/\r\n|\r|\n/g)?.length ?? 0;
  const apart = record.reduce((sum, cell) => sum + (cell.match(/\r\n|\r|\n/g)?.length ?? 0), 0);
  return joined - apart;
}

describe('Reading CSV that cannot be read', () => {
  const latin1 = Buffer.from('name,town\nA,B\nRen\xe9,C\n', 'latin1');
  it.each<[string, string | Uint8Array, ReadCsvOptions, Partial<CsvFault>]>([
    ['an empty file', '', {}, { kind: 'empty-file', line: 1 }],
    ['a file of a byte order mark alone', '\uFEFF', {}, { kind: 'empty-file' }],
    ['a file of blank lines', '\n\n , \n', {}, { kind: 'header-missing' }],
    [
      'a file that starts with data',
      'S1,OX4\n',
      { requiredColumns: ['student_ref'] },
      { kind: 'header-missing' },
    ],
    ['a column named twice', 'a,b,A\n', {}, { kind: 'header-duplicate', column: 'a' }],
    ['a column without a name', 'a,,b\n', {}, { kind: 'header-unnamed', column: 'column 2' }],
    ['Windows-1252', latin1, {}, { kind: 'not-utf-8', line: 3 }],
    [
      'a character cut off at the end',
      Buffer.from('a\né').subarray(0, 3),
      {},
      { kind: 'not-utf-8', line: 2 },
    ],
    ['UTF-16', Buffer.from('\uFEFFa,b\n', 'utf16le'), {}, { kind: 'utf-16' }],
    ['UTF-16 without a mark', Buffer.from('a,b\n', 'utf16le'), {}, { kind: 'nul-character', line: 1 }],
    ['a NUL character', 'a,b\n1,\0\n', {}, { kind: 'nul-character', line: 2 }],
    [
      'a workbook',
      Buffer.from('PK\u0003\u0004rest'),
      {},
      { kind: 'other-file', found: 'a workbook or zip file' },
    ],
    ['a picture', Buffer.from('\u0089PNG\r\n', 'latin1'), {}, { kind: 'other-file', found: 'a picture' }],
    ['a PDF', Buffer.from('%PDF-1.7'), {}, { kind: 'other-file', found: 'a PDF file' }],
    ['a web page', Buffer.from('<!DOCTYPE html>'), {}, { kind: 'other-file', found: 'a web page' }],
    ['semicolons', 'a;b;c\n1;2;3\n', {}, { kind: 'other-separator' }],
    ['tabs', 'a\tb\n1\t2\n', { requiredColumns: ['a'] }, { kind: 'other-separator' }],
    ['a quote never closed', 'a,b\n1,2\n3,"4\n5,6\n', {}, { kind: 'quote-not-closed', line: 3, column: 'b' }],
    [
      'a cell too long',
      `a,b\n1,${'x'.repeat(50)}\n`,
      { maxCellCharacters: 49 },
      { kind: 'cell-too-long', line: 2, column: 'b' },
    ],
    ['too many rows', 'a\n1\n2\n\n3\n', { maxRows: 2 }, { kind: 'too-many-rows', line: 5 }],
    [
      'too many cells',
      `a\n${',x'.repeat(60)}\n`,
      { maxCellCharacters: 5 },
      { kind: 'row-too-long', line: 2 },
    ],
  ])('refuses %s and says where', async (_name, content, options, fault) => {
    expect(await faultOf(content, options)).toMatchObject(fault);
  });

  it('names the column it misses and the one that was perhaps meant', async () => {
    const fault = await faultOf('student_ref,post_code\nS1,OX4\n', {
      requiredColumns: ['student_ref', 'postcode'],
    });
    expect(fault).toMatchObject({ kind: 'column-missing', line: 1, column: 'postcode' });
    expect(csvFaultText(fault)).toBe(
      'Line 1, postcode: found no column "postcode"; wanted the column "postcode" (did you mean it by "post_code"?)',
    );
  });

  it('tells the byte that is not UTF-8 and what to do about it', async () => {
    const { found, wanted } = await faultOf(latin1);
    expect(found).toContain('0xE9, byte 18 ');
    expect(wanted).toContain('CSV UTF-8');
  });

  it('says that a quote is perhaps open when a cell runs over lines and grows too long', async () => {
    const text = `a,b\n1,"${'2\n'.repeat(400)}`;
    const fault = await faultOf(text, { maxCellCharacters: 500 });
    expect(fault).toMatchObject({ kind: 'cell-too-long', line: 2, column: 'b' });
    expect(fault.found).toContain('quote is perhaps never closed');
  });

  it('has given the good rows by the time it refuses the file', async () => {
    const lines: number[] = [];
    const reading = async () => {
      for await (const row of readCsv(Readable.from([Buffer.from('a\n1\n2\n"3')]))) lines.push(row.line);
    };
    await expect(reading()).rejects.toThrow(CsvFault);
    expect(lines).toEqual([2, 3]);
  });
});

describe('Reading large CSV', () => {
  const CHUNK = Buffer.alloc(64 * 1024, 'x');

  it('stops a 10 MB cell after two pieces of it and closes the source', async () => {
    const seen = { chunks: 0, isClosed: false };
    async function* source() {
      try {
        yield Buffer.from('a,b\n1,');
        for (let chunk = 0; chunk < 160; chunk++) {
          seen.chunks++;
          yield CHUNK;
        }
      } finally {
        seen.isClosed = true;
      }
    }
    const reading = async () => {
      for await (const row of readCsv(source())) expect(row).toBeUndefined();
    };
    await expect(reading()).rejects.toMatchObject({ kind: 'cell-too-long', line: 2 });
    expect(seen.chunks).toBeLessThanOrEqual(2);
    expect(seen.isClosed).toBe(true);
  });

  it('refuses a file of 1,000,000 rows at the row after the last allowed', async () => {
    async function* source() {
      yield Buffer.from('a,b\n');
      for (let piece = 0; piece < 1000; piece++) yield Buffer.from('1,2\n'.repeat(1000));
    }
    let rows = 0;
    const reading = async () => {
      for await (const row of readCsv(source())) rows += row.fault ? 0 : 1;
    };
    await expect(reading()).rejects.toMatchObject({ kind: 'too-many-rows', line: 200_002 });
    expect(rows).toBe(200_000);
  });

  it('reads no further than rows are taken', async () => {
    let pieces = 0;
    async function* source() {
      yield Buffer.from('a,b\n');
      for (; pieces < 1000; pieces++) yield Buffer.from('1,2\n'.repeat(1000));
    }
    for await (const row of readCsv(source())) if (row.line === 2500) break;
    expect(pieces).toBeLessThanOrEqual(3);
  });
});
