import { readStudent, checkStudents } from './student-file.js';
import { faultText } from './file-fault.js';
import { vocabularyOf } from './vocabulary.js';

const vocabulary = vocabularyOf(
  [
    {
      code: 'occupational-therapist',
      name: 'Occupational therapist',
      aliases: ['OT', 'occupational therapy'],
    },
    { code: 'paramedic', name: 'Paramedic', aliases: ['paramedic science'] },
  ],
  (postcode) => /^(OX\d{1,2})/i.exec(postcode)?.[1]?.toUpperCase(),
);

const good = {
  student_ref: 'S-1',
  hei: 'Ridgeway University',
  profession: 'OT',
  year: '2',
  postcode: 'OX4 2PG',
  starts_on: '2027-01-11',
  ends_on: '2027-03-05',
  days_per_week: '4.5',
};

function faultsOf(cells: Record<string, string>): string[] {
  const read = readStudent({ line: 7, cells: { ...good, ...cells } }, vocabulary);
  return read.ok ? [] : read.refusal.map(faultText);
}

describe('A row of students.csv', () => {
  it('is refused for a learner who is under 18 when the block starts, without telling the date', () => {
    expect(faultsOf({ date_of_birth: '2009-01-11' })).toEqual([]);
    const faults = faultsOf({ date_of_birth: '2009-01-12' });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain('18 or older when the block starts');
    expect(faults[0]).not.toContain('2009');
    expect(faultsOf({ date_of_birth: '12/01/2009' })).toHaveLength(1);
    expect(faultsOf({ date_of_birth: '2008-02-29' })).toEqual([]);
  });

  it('does not keep the date of birth', () => {
    const read = readStudent({ line: 2, cells: { ...good, date_of_birth: '2001-05-05' } }, vocabulary);
    expect(JSON.stringify(read)).not.toContain('2001');
  });

  it('needs eight cells; the rest has defaults', () => {
    const read = readStudent({ line: 2, cells: good }, vocabulary);
    expect(read).toMatchObject({
      ok: true,
      value: {
        profession: 'occupational-therapist',
        transport: 'public',
        maxTravelMinutes: null,
        priority: 1,
        halfDaysPerWeek: 9,
        preferences: [],
        extra: {},
      },
    });
  });

  it.each(['ot', ' OCCUPATIONAL_THERAPY', 'occupational  therapist', 'Occupational-Therapist'])(
    'knows the profession %p',
    (profession) => {
      expect(faultsOf({ profession })).toEqual([]);
    },
  );

  it('tells every fault of the row at once', () => {
    expect(
      faultsOf({
        student_ref: '',
        profession: 'paramedik',
        year: '0',
        postcode: 'ZZ1 1ZZ',
        starts_on: '31/02/2027',
        days_per_week: '2.3',
        transport: 'helicopter',
        max_travel_minutes: '45.5',
        priority: '-1',
      }),
    ).toEqual([
      'line 7, student_ref: found nothing, wanted a reference, such as a student number',
      "line 7, profession: found 'paramedik', wanted a profession such as occupational-therapist, paramedic (did you mean paramedic?)",
      "line 7, year: found '0', wanted a year of study, a whole number from 1 to 9",
      "line 7, postcode: found 'ZZ1 1ZZ', wanted a postcode in a known district, like OX4 2PG",
      "line 7, transport: found 'helicopter', wanted one of public, car, bicycle, walk (blank means public)",
      "line 7, max_travel_minutes: found '45.5', wanted whole minutes one way from 0 to 1440, like 60",
      "line 7, starts_on: found '31/02/2027', wanted a day like 2027-02-28",
      "line 7, days_per_week: found '2.3', wanted days a week in halves from 0.5 to 7, like 2.5",
      "line 7, priority: found '-1', wanted a whole number from 0 (served first) to 99; blank means 1",
    ]);
  });

  it('refuses a block that ends before it starts, and says what it starts on', () => {
    expect(faultsOf({ ends_on: '2027-01-10' })).toEqual([
      "line 7, ends_on: found '2027-01-10', wanted a day not before starts_on, which is 2027-01-11",
    ]);
  });

  it('keeps an e-mail address out of the fault about it', () => {
    expect(faultsOf({ email: 'amina.khan' })).toEqual([
      "line 7, email: found 'something else', wanted an address like name@example.org",
    ]);
  });

  it('shows at most 60 characters of a cell, on one line and without control characters', () => {
    const [fault] = faultsOf({ year: `1\u001b[31m\n${'x'.repeat(100_000)}` });
    expect(fault).toContain(`'1 [31m ${'x'.repeat(52)}…'`);
  });

  it('keeps the cells of columns it does not know', () => {
    const read = readStudent({ line: 2, cells: { ...good, tutor: 'B. Oyelaran', cohort: '' } }, vocabulary);
    expect(read).toMatchObject({ ok: true, value: { extra: { tutor: 'B. Oyelaran' } } });
  });
});

describe('The rows of students.csv together', () => {
  const student = (line: number, cells: Partial<typeof good> & Record<string, string>) => {
    const read = readStudent({ line, cells: { ...good, ...cells } }, vocabulary);
    if (!read.ok) throw new Error(read.refusal.map(faultText).join());
    return { line, record: read.value };
  };

  it('have references of their own, and both lines are named where not', () => {
    const { faults } = checkStudents([student(2, {}), student(3, { student_ref: 'S-2' }), student(9, {})]);
    expect(faults.map(faultText)).toEqual([
      "line 9, student_ref: found 'S-1', wanted a reference of its own: line 2 has this one too",
    ]);
  });

  it('may name offers and providers that are not there: that is told and refuses nothing', () => {
    const names = { offerRefs: new Set(['OFF-1']), providers: ['Larkfield Care'] };
    const cells = {
      preferences: 'OFF-9|OFF-1|OFF-1',
      excluded_providers: 'larkfield  CARE|Larkfeild Care',
    };
    const { faults, notes } = checkStudents([student(4, cells)], names);
    expect(faults).toEqual([]);
    expect(notes).toEqual([
      { line: 4, column: 'preferences', text: "'OFF-9' is not among the offers; its rank is kept" },
      { line: 4, column: 'preferences', text: "'OFF-1' is ranked twice; the better rank counts" },
      {
        line: 4,
        column: 'excluded_providers',
        text: "'Larkfeild Care' has no offer here (did you mean Larkfield Care?); nothing is excluded by it",
      },
    ]);
  });
});
