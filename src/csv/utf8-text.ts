import { Buffer, isUtf8 } from 'node:buffer';

import { CsvFault } from './csv-fault.js';

/** Text comes in pieces of at most so many bytes, however large the chunks of the source are. */
const PIECE_BYTES = 64 * 1024;

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SAVE_AS_UTF8 = 'text in UTF-8 (in a spreadsheet program: save as "CSV UTF-8")';

/**
 * Decodes UTF-8, without its byte order mark, in pieces of at most 64 KB. Never replaces a bad byte.
 *
 * @throws CsvFault when the bytes are not UTF-8 text: another encoding, a workbook, NUL characters. The
 *   source is closed then.
 */
export async function* utf8Text(source: AsyncIterable<Uint8Array | string>): AsyncGenerator<string> {
  const position = { line: 1, byte: 0, isAfterCr: false };
  let rest: Buffer = Buffer.alloc(0);
  let isStart = true;

  for await (const chunk of source) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    for (let from = 0; from < bytes.length; from += PIECE_BYTES) {
      rest = Buffer.concat([rest, bytes.subarray(from, from + PIECE_BYTES)]);
      if (isStart) {
        if (rest.length < 4) continue;
        isStart = false;
        rest = rest.subarray(byteOrderMarkLength(rest));
      }
      const whole = rest.subarray(0, wholeCharactersLength(rest));
      rest = rest.subarray(whole.length);
      if (whole.length > 0) yield decoded(whole, position);
    }
  }
  if (isStart) rest = rest.subarray(byteOrderMarkLength(rest));
  if (rest.length > 0) yield decoded(rest, position);
}

/** First bytes by which other kinds of files are known. */
const OTHER_FILES: readonly (readonly [first: string, is: string])[] = [
  ['PK\u0003\u0004', 'a workbook or zip file'],
  ['\u00d0\u00cf\u0011\u00e0', 'a workbook or document in an old format'],
  ['%PDF', 'a PDF file'],
  ['\u0089PNG', 'a picture'],
  ['\u00ff\u00d8\u00ff', 'a picture'],
  ['GIF8', 'a picture'],
  ['\u001f\u008b', 'a packed file (gzip)'],
  ['7z\u00bc\u00af', 'a packed file (7-Zip)'],
  ['Rar!', 'a packed file (RAR)'],
  ['<!DO', 'a web page'],
  ['<htm', 'a web page'],
  ['<?xm', 'an XML file'],
];

/** Length of a UTF-8 byte order mark, or 0. Refuses files that announce at once that they are something else. */
function byteOrderMarkLength(start: Buffer): number {
  if ((start[0] === 0xff && start[1] === 0xfe) || (start[0] === 0xfe && start[1] === 0xff)) {
    throw new CsvFault('utf-16', { line: 1, found: 'a file in UTF-16', wanted: SAVE_AS_UTF8 });
  }
  const found = OTHER_FILES.find(([first]) =>
    start.subarray(0, first.length).equals(Buffer.from(first, 'latin1')),
  );
  if (found) {
    throw new CsvFault('other-file', {
      line: 1,
      found: found[1],
      wanted: 'a CSV file (in a spreadsheet program: save as "CSV UTF-8")',
    });
  }
  return start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf ? 3 : 0;
}

/** How many bytes hold whole characters; the up to three after them begin one that goes on in the next piece. */
function wholeCharactersLength(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte >= 0xc0) return characterLength(byte) > back ? bytes.length - back : bytes.length;
    if (byte < 0x80) break;
  }
  return bytes.length;
}

/** Bytes in the character that starts with `lead`. */
function characterLength(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead < 0xe0) return 2;
  return lead < 0xf0 ? 3 : 4;
}

interface Position {
  line: number;
  byte: number;
  isAfterCr: boolean;
}

function decoded(bytes: Buffer, position: Position): string {
  if (!isUtf8(bytes)) {
    const at = firstBadByte(bytes);
    passOver(bytes.subarray(0, at), position);
    const hex = (bytes[at] ?? 0).toString(16).toUpperCase().padStart(2, '0');
    throw new CsvFault('not-utf-8', {
      line: position.line,
      found: `a byte that is not UTF-8 (0x${hex}, byte ${position.byte + 1} of the file's text)`,
      wanted: SAVE_AS_UTF8,
    });
  }
  const nul = bytes.indexOf(0);
  if (nul !== -1) {
    passOver(bytes.subarray(0, nul), position);
    throw new CsvFault('nul-character', {
      line: position.line,
      found: `a NUL character (byte ${position.byte + 1} of the file's text), so perhaps UTF-16 or not text at all`,
      wanted: SAVE_AS_UTF8,
    });
  }
  passOver(bytes, position);
  return bytes.toString('utf8');
}

function firstBadByte(bytes: Buffer): number {
  let at = 0;
  while (at < bytes.length) {
    const length = characterLength(bytes[at] ?? 0);
    const character = bytes.subarray(at, at + length);
    if (character.length < length || !isUtf8(character)) return at;
    at += length;
  }
  return at;
}

function passOver(bytes: Buffer, position: Position): void {
  let { line, isAfterCr } = position;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === CARRIAGE_RETURN || (byte === LINE_FEED && !isAfterCr)) line++;
    isAfterCr = byte === CARRIAGE_RETURN;
  }
  position.line = line;
  position.isAfterCr = isAfterCr;
  position.byte += bytes.length;
}
