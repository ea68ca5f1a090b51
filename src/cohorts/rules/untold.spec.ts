import type { Student } from '../student.entity.js';
import { withUntold } from './untold.js';

const at = new Date('2027-01-01T00:00:00.000Z');
const before: Student = {
  id: 's',
  heiId: 'h',
  cohortId: 'c',
  ref: 'RU-1',
  refKey: 'ru-1',
  givenName: 'Ada',
  familyName: 'Low',
  email: 'ada@example.org',
  postcode: 'OX4 1AB',
  district: 'OX4',
  transport: 'car',
  maxTravelMinutes: 40,
  settingsDone: ['hospice'],
  providersDone: [],
  clearances: ['enhanced-dbs'],
  accessNeeds: 'sealed: hoist',
  excludedProviders: 'sealed: Larch House',
  extra: { tutor: 'Dr Field' },
  pseudonymisedAt: at,
  createdAt: at,
  updatedAt: at,
};
/** As a file without a word on anything is read. */
const silent: Student = {
  ...before,
  givenName: null,
  familyName: null,
  email: null,
  transport: 'public',
  maxTravelMinutes: null,
  settingsDone: [],
  clearances: [],
  accessNeeds: 'sealed: nothing',
  excludedProviders: 'sealed: nothing',
  extra: {},
  pseudonymisedAt: null,
};

describe('What a file does not speak of', () => {
  it('stays as it is', () => expect(withUntold(silent, before, new Set())).toEqual(before));

  it('is emptied by an empty cell, which speaks', () => {
    const columns = new Set(['given_name', 'access_needs', 'tutor']);
    const read = { ...silent, extra: { tutor: '' } };
    expect(withUntold(read, before, columns)).toEqual({
      ...before,
      givenName: null,
      accessNeeds: 'sealed: nothing',
      pseudonymisedAt: null,
      extra: { tutor: '' },
    });
  });

  it('includes the second half of a postcode, within the same district alone', () => {
    const half = { ...silent, postcode: 'OX4' };
    expect(withUntold(half, before, new Set()).postcode).toBe('OX4 1AB');
    const moved = { ...silent, postcode: 'OX1', district: 'OX1' };
    expect(withUntold(moved, before, new Set()).postcode).toBe('OX1');
  });
});
