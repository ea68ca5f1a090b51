import { discloseStudent, type PlacedStudent, type PlacementViewer } from './disclosure.js';
import { PLACEMENT_STATES, type PlacementState } from './placement-states.js';

const student: PlacedStudent = {
  hei: 'Ridgeway University',
  profession: 'occupational-therapist',
  year: 2,
  ref: 'RU-1',
  givenName: 'Ada',
  familyName: 'Low',
  email: 'ada@example.org',
};
const told = (status: PlacementState, viewer: PlacementViewer) => discloseStudent(student, status, viewer);
const anonymous = {
  hei: 'Ridgeway University',
  profession: 'occupational-therapist',
  year: 2,
  ref: null,
  name: null,
  email: null,
};

describe('What is disclosed of a student', () => {
  it.each(['proposed', 'offered', 'accepted', 'declined', 'withdrawn', 'cancelled'] as const)(
    'to a provider, of a placement that is %s, is HEI, profession and year',
    (status) => expect(told(status, 'provider')).toEqual(anonymous),
  );

  it.each(['confirmed', 'under-way', 'completed'] as const)(
    'to a provider, of a placement that is %s, is name and e-mail address too, and still no reference',
    (status) =>
      expect(told(status, 'provider')).toEqual({ ...anonymous, name: 'Ada Low', email: 'ada@example.org' }),
  );

  it.each(PLACEMENT_STATES)('to an HEI, of one that is %s, is its own reference', (status) =>
    expect(told(status, 'hei')).toEqual({ ...anonymous, ref: 'RU-1' }),
  );

  it.each(PLACEMENT_STATES)('to a coordinator, of one that is %s, is never who it is', (status) =>
    expect(told(status, 'coordinator')).toEqual(anonymous),
  );

  it.each(PLACEMENT_STATES)('to the student, of one that is %s, is what is said about them', (status) =>
    expect(told(status, 'student')).toEqual({
      ...anonymous,
      ref: 'RU-1',
      name: 'Ada Low',
      email: 'ada@example.org',
    }),
  );

  it('says nothing where there is no name, rather than a blank', () => {
    const nameless = { ...student, givenName: null, familyName: '' };
    expect(discloseStudent(nameless, 'confirmed', 'provider').name).toBeNull();
  });
});
