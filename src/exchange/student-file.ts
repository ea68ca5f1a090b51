import { dayNumber, isoDay, type DayNumber } from '../shared/days.js';
import { daysAWeek, type HalfDays } from '../shared/half-days.js';
import { ok, refused, type Result } from '../shared/result.js';
import { TRANSPORTS, type Transport } from '../shared/travel-time.js';
import { joinList, splitList } from '../csv/index.js';
import { CellReader, type FileRow } from './cell-reader.js';
import { readColumns, type FileColumns } from './columns.js';
import { shown, type FileFault, type FileFindings, type FileNote, type Lined } from './file-fault.js';
import { meantPerhaps } from './meant-perhaps.js';
import { textKey } from './text-key.js';
import { wantedProfession, type Vocabulary } from './vocabulary.js';

/** One row of `students.csv`: a student and the block that he or she needs a place for. Texts as written. */
export interface StudentRecord {
  readonly studentRef: string;
  readonly hei: string;
  /** Code of a profession. */
  readonly profession: string;
  readonly year: number;
  readonly postcode: string;
  readonly transport: Transport;
  /** `null` leaves the limit to the policy. */
  readonly maxTravelMinutes: number | null;
  readonly startsOn: DayNumber;
  readonly endsOn: DayNumber;
  readonly halfDaysPerWeek: HalfDays;
  /** Offer references, best first. */
  readonly preferences: readonly string[];
  readonly settingsDone: readonly string[];
  readonly providersDone: readonly string[];
  readonly clearances: readonly string[];
  readonly accessNeeds: readonly string[];
  readonly excludedProviders: readonly string[];
  /** 0 is served first. */
  readonly priority: number;
  /** How badly the student fared before: among equals the higher number is served first. 0 for nothing to make good. */
  readonly carryOver: number;
  readonly requiredSettings: readonly string[];
  readonly requiredPillars: readonly string[];
  readonly requiredStandards: readonly string[];
  readonly givenName: string;
  readonly familyName: string;
  readonly email: string;
  /** Cells of columns that the format does not know, by header. */
  readonly extra: Readonly<Record<string, string>>;
}

export const STUDENT_COLUMNS: FileColumns = {
  needed: ['student_ref', 'hei', 'profession', 'year', 'postcode', 'starts_on', 'ends_on', 'days_per_week'],
  optional: [
    'transport',
    'max_travel_minutes',
    'preferences',
    'settings_done',
    'providers_done',
    'clearances',
    'access_needs',
    'excluded_providers',
    'priority',
    'carry_over',
    'required_settings',
    'required_pillars',
    'required_standards',
    'given_name',
    'family_name',
    'email',
  ],
  carried: ['learner_ref', 'pillars_done'],
  judged: ['date_of_birth'],
};

const READ = readColumns(STUDENT_COLUMNS);

/** Reads one row; a refusal holds every fault of the row, in column order as far as one can tell. */
export function readStudent(
  row: FileRow,
  vocabulary: Vocabulary,
): Result<StudentRecord, readonly FileFault[]> {
  const cells = new CellReader(row);
  const record: StudentRecord = {
    studentRef: cells.filled('student_ref', 'a reference, such as a student number'),
    hei: cells.filled('hei', 'the name or code of the HEI'),
    profession: readProfession(cells, vocabulary),
    year: cells.whole('year', { from: 1, to: 9, wanted: 'a year of study, a whole number from 1 to 9' }),
    postcode: readPostcode(cells, vocabulary),
    transport: cells.oneOf('transport', ['public', ...TRANSPORTS.filter((known) => known !== 'public')]),
    maxTravelMinutes: cells.wholeOrNull('max_travel_minutes', {
      from: 0,
      to: 1440,
      wanted: 'whole minutes one way from 0 to 1440, like 60',
    }),
    ...cells.period('starts_on', 'ends_on'),
    halfDaysPerWeek: cells.halfDaysPerWeek('days_per_week'),
    preferences: cells.list('preferences'),
    settingsDone: cells.list('settings_done'),
    providersDone: cells.list('providers_done'),
    clearances: cells.list('clearances'),
    accessNeeds: cells.list('access_needs'),
    excludedProviders: cells.list('excluded_providers'),
    priority: cells.whole('priority', {
      from: 0,
      to: 99,
      blank: 1,
      wanted: 'a whole number from 0 (served first) to 99; blank means 1',
    }),
    carryOver: cells.whole('carry_over', {
      from: 0,
      to: 100,
      blank: 0,
      wanted: 'a whole number from 0 to 100, the higher served first among equals; blank means 0',
    }),
    requiredSettings: cells.list('required_settings'),
    requiredPillars: cells.list('required_pillars'),
    requiredStandards: cells.list('required_standards'),
    givenName: cells.text('given_name'),
    familyName: cells.text('family_name'),
    email: cells.email('email'),
    extra: cells.extra(READ),
  };
  judgeAge(cells, record.startsOn);
  return cells.faults.length === 0 ? ok(record) : refused(cells.faults);
}

/** Writes a record as the cells of a row; the inverse of {@link readStudent}. */
export function writeStudent(student: StudentRecord): Readonly<Record<string, string>> {
  return {
    student_ref: student.studentRef,
    hei: student.hei,
    profession: student.profession,
    year: String(student.year),
    postcode: student.postcode,
    starts_on: isoDay(student.startsOn),
    ends_on: isoDay(student.endsOn),
    days_per_week: String(daysAWeek(student.halfDaysPerWeek)),
    transport: student.transport,
    max_travel_minutes: student.maxTravelMinutes === null ? '' : String(student.maxTravelMinutes),
    preferences: joinList(student.preferences),
    settings_done: joinList(student.settingsDone),
    providers_done: joinList(student.providersDone),
    clearances: joinList(student.clearances),
    access_needs: joinList(student.accessNeeds),
    excluded_providers: joinList(student.excludedProviders),
    priority: String(student.priority),
    carry_over: String(student.carryOver),
    required_settings: joinList(student.requiredSettings),
    required_pillars: joinList(student.requiredPillars),
    required_standards: joinList(student.requiredStandards),
    given_name: student.givenName,
    family_name: student.familyName,
    email: student.email,
    ...student.extra,
  };
}

/**
 * Whose block a row is: rows with one `learner_ref` are the blocks of one learner. A row without is a block of the
 * student whom it names, so that the first of several needs none.
 */
export function learnerRefOf({ studentRef, extra }: StudentRecord): string {
  return extra['learner_ref']?.trim() || studentRef;
}

/** Pillars of practice that the learner has had before. */
export function pillarsDoneOf({ extra }: StudentRecord): readonly string[] {
  return splitList(extra['pillars_done'] ?? '');
}

/** Youngest age, on the first day of the block, at which somebody may learn on a placement. */
const ADULT_YEARS = 18;

/** Learners under 18 need safeguards that neither hosts nor this service have. The date is looked at and not kept. */
function judgeAge(cells: CellReader, startsOn: DayNumber): void {
  const bornOn = cells.dayOrNull('date_of_birth');
  if (bornOn === null || cells.faults.length > 0) return;
  const [year = '', month = '', day = ''] = isoDay(bornOn).split('-');
  // Who was born on 29 February comes of age on 1 March, as the date runs over in other years.
  const adultOn =
    dayNumber(`${Number(year) + ADULT_YEARS}-${month}-${day}`) ??
    dayNumber(`${Number(year) + ADULT_YEARS}-03-01`);
  if (adultOn !== undefined && adultOn <= startsOn) return;
  cells.refuse(
    'date_of_birth',
    'a learner who is 18 or older when the block starts: hosts may take nobody younger',
    'a learner under 18',
  );
}

/** What the students' file names and the offers' file must have. */
export interface OfferNames {
  readonly offerRefs: ReadonlySet<string>;
  /** Providers as the offers write them. */
  readonly providers: readonly string[];
}

/**
 * Rules over the whole file. Faults: a reference used twice. Notes: preferences that name no offer
 * (the rank stays taken), an offer ranked twice (its better rank counts), excluded providers that
 * have no offer. Without `names` only the file itself is judged.
 */
export function checkStudents(students: readonly Lined<StudentRecord>[], names?: OfferNames): FileFindings {
  const faults: FileFault[] = [];
  const notes: FileNote[] = [];
  const firstLines = new Map<string, number>();
  const providerKeys = new Set(names?.providers.map(textKey));
  for (const { line, record } of students) {
    const firstLine = firstLines.get(record.studentRef);
    if (firstLine === undefined) firstLines.set(record.studentRef, line);
    else {
      faults.push({
        line,
        column: 'student_ref',
        found: shown(record.studentRef),
        wanted: `a reference of its own: line ${firstLine} has this one too`,
      });
    }
    const ranked = new Set<string>();
    for (const offerRef of record.preferences) {
      if (ranked.has(offerRef)) {
        notes.push({
          line,
          column: 'preferences',
          text: `'${shown(offerRef)}' is ranked twice; the better rank counts`,
        });
      } else if (names && !names.offerRefs.has(offerRef)) {
        notes.push({
          line,
          column: 'preferences',
          text: `'${shown(offerRef)}' is not among the offers; its rank is kept`,
        });
      }
      ranked.add(offerRef);
    }
    if (!names) continue;
    for (const provider of record.excludedProviders) {
      if (providerKeys.has(textKey(provider))) continue;
      const meant = meantPerhaps(provider, names.providers);
      notes.push({
        line,
        column: 'excluded_providers',
        text: `'${shown(provider)}' has no offer here${meant}; nothing is excluded by it`,
      });
    }
  }
  return { faults, notes };
}

function readProfession(cells: CellReader, vocabulary: Vocabulary): string {
  const text = cells.filled('profession', wantedProfession('', vocabulary));
  const code = vocabulary.profession(text);
  if (text !== '' && code === undefined) cells.refuse('profession', wantedProfession(text, vocabulary));
  return code ?? '';
}

function readPostcode(cells: CellReader, vocabulary: Vocabulary): string {
  const wanted = 'a postcode in a known district, like OX4 2PG';
  const text = cells.filled('postcode', wanted);
  if (text !== '' && vocabulary.district(text) === undefined) cells.refuse('postcode', wanted);
  return text;
}
