import { ok, refused, type Result } from '../shared/result.js';
import { shown, type FileFault } from './file-fault.js';
import { inJson, JsonReader } from './json-reader.js';

/** What may happen to a matching, with the members that say to whom. */
const MEMBERS = {
  'offer-withdrawn': ['offer_ref'],
  'student-withdrawn': ['student_ref'],
  'student-added': ['student_ref'],
  'places-added': ['offer_ref', 'places'],
  'places-taken': ['offer_ref', 'places'],
  'pair-pinned': ['student_ref', 'offer_ref'],
  'pair-unpinned': ['student_ref', 'offer_ref'],
  'pair-forbidden': ['student_ref', 'offer_ref'],
  'pair-allowed': ['student_ref', 'offer_ref'],
} as const;
export type EventKind = keyof typeof MEMBERS;
const KINDS = Object.keys(MEMBERS) as readonly EventKind[];

/** One event of `events.json`. Members that its kind does not have are blank, or 0. */
export interface EventRecord {
  readonly kind: EventKind;
  readonly studentRef: string;
  readonly offerRef: string;
  readonly places: number;
}

const MOST_PLACES = 1_000_000;
const WANTED = 'a list of events, each like {"kind": "offer-withdrawn", "offer_ref": "OFF-1"}';

/** Reads the text of `events.json`. Faults have line 0 and a path such as `events[0].kind` for a column. */
export function readEvents(text: string): Result<readonly EventRecord[], readonly FileFault[]> {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const found = error instanceof Error ? error.message : text;
    return refused([{ line: 0, column: '', found: shown(found), wanted: WANTED }]);
  }
  if (!Array.isArray(json)) return refused([{ line: 0, column: '', found: inJson(json), wanted: WANTED }]);
  const faults: FileFault[] = [];
  const events = json.map((item: unknown, at) => readEvent(item, `events[${at}]`, faults));
  return faults.length === 0 ? ok(events) : refused(faults);
}

function readEvent(json: unknown, path: string, faults: FileFault[]): EventRecord {
  const before = faults.length;
  const head = new JsonReader(json, path, faults, null);
  const kind =
    faults.length > before
      ? KINDS[0]!
      : head.needed(
          'kind',
          () => head.oneOf('kind', KINDS, KINDS[0]!),
          `one of ${KINDS.join(', ')}`,
          KINDS[0]!,
        );
  if (faults.length > before) return { kind, studentRef: '', offerRef: '', places: 0 };
  const members: readonly string[] = MEMBERS[kind];
  const event = new JsonReader(json, path, faults, ['kind', ...members]);
  const ref = (key: string, of: string) =>
    members.includes(key) ? event.text(key, `the reference of ${of}`) : '';
  return {
    kind,
    studentRef: ref('student_ref', 'a student'),
    offerRef: ref('offer_ref', 'an offer'),
    places: members.includes('places')
      ? event.needed(
          'places',
          () => event.whole('places', 1, MOST_PLACES, 1),
          `a whole number from 1 to ${MOST_PLACES}`,
          1,
        )
      : 0,
  };
}
