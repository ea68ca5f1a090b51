import { cellsOf, columnWords, outcomeLines, shownRow } from './bring-in-file.presenter.js';

const COLUMNS = ['student_ref', 'starts_on', '__proto__', 'given_name'];

describe('A staged row in its form', () => {
  const row = {
    importId: 'i',
    line: 7,
    cells: { student_ref: 'RU-1', starts_on: '31/02/2027', given_name: 'Ada' },
    faults: [
      { column: 'starts_on', found: '31/02/2027', wanted: 'a day like 2027-02-28' },
      { column: null, found: '3 cells', wanted: '4' },
    ],
  };

  it('shows what is wrong at its field, and what is wrong with the whole row apart', () => {
    const shown = shownRow(row, COLUMNS);
    expect(shown.title).toBe('RU-1, Ada');
    expect(shown.faulty).toEqual([
      {
        name: 'c1',
        label: 'Starts on',
        value: '31/02/2027',
        fault: 'Found “31/02/2027”. Wanted a day like 2027-02-28',
      },
    ]);
    expect(shown.others.map(({ name }) => name)).toEqual(['c0', 'c2', 'c3']);
    expect(shown.whole).toEqual(['Found “3 cells”. Wanted 4']);
  });

  it('takes cells by the place of their column, whatever the column is called', () => {
    expect(cellsOf({ c0: 'RU-2', c9: 'x', starts_on: 'y', c3: ['two'] }, COLUMNS)).toEqual({
      student_ref: 'RU-2',
    });
  });

  it('has words for every header', () => {
    expect(['starts_on', 'hei', '__'].map(columnWords)).toEqual([
      'Starts on',
      'University',
      'A column without a name',
    ]);
  });
});

describe('What a commit does', () => {
  it('leaves out what it does to none, but for what is new', () => {
    expect(outcomeLines('students', { created: 0, updated: 2, unchanged: 0, blocksCreated: 1 })).toEqual([
      { label: 'New students', count: 0 },
      { label: 'Students that change', count: 2 },
      { label: 'New placement blocks', count: 1 },
    ]);
  });
});
