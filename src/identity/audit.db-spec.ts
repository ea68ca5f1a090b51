import { sql } from '../database/index.js';
import { migratedDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { AuditService, recordEvent } from './index.js';

describe('The audit trail', () => {
  let test: TestDatabase;
  let audit: AuditService;
  beforeEach(async () => {
    test = await migratedDatabase();
    audit = new AuditService(test.database);
    for (let n = 1; n <= 5; n++) await record(n);
  });
  afterEach(() => test.drop());

  const record = (n: number) =>
    test.database.inTransaction((manager) =>
      recordEvent(manager, {
        type: 'provider-changed',
        actor: 'operator',
        subjectType: 'provider',
        subjectId: `provider-${n}`,
        data: { b: n, a: ['x', 'y'] },
        changes: { name: { before: 'Old', after: 'New' }, contactEmail: 'changed' },
      }),
    );
  const tamper = (statement: ReturnType<typeof sql>) =>
    test.database.inTransaction((manager) => test.database.change(statement, manager));

  it('is whole as it was written, also by many at the same moment', async () => {
    await Promise.all([6, 7, 8, 9, 10].map(record));
    expect(await audit.verify()).toMatchObject({ isWhole: true, head: { sequence: 10 } });
  });

  it('is known to be the same that a mark was taken of', async () => {
    const before = await audit.verify();
    if (!before.isWhole) throw new Error('not whole');
    await record(6);
    expect(await audit.verify(before.head)).toMatchObject({ isWhole: true });
    expect(await audit.verify({ ...before.head, hash: 'x'.repeat(43) })).toEqual({
      isWhole: false,
      sequence: 5,
      fault: 'other-trail',
    });
  });

  it.each([
    ['who', sql`UPDATE audit_event SET actor = 'service' WHERE sequence = 3`],
    ['what', sql`UPDATE audit_event SET type = 'provider-created' WHERE sequence = 3`],
    ['a value', sql`UPDATE audit_event SET changes = '{}' WHERE sequence = 3`],
    ['when', sql`UPDATE audit_event SET happened_at = '2020-01-01T00:00:00.000Z' WHERE sequence = 3`],
  ])('tells when %s was changed afterwards', async (_, statement) => {
    await tamper(statement);
    expect(await audit.verify()).toEqual({ isWhole: false, sequence: 3, fault: 'changed' });
  });

  it('tells when an event was taken out, from the middle or from the end', async () => {
    await tamper(sql`DELETE FROM audit_event WHERE sequence = 2`);
    expect(await audit.verify()).toEqual({ isWhole: false, sequence: 2, fault: 'missing' });
    await tamper(sql`DELETE FROM audit_event WHERE sequence = 5`);
    await tamper(sql`DELETE FROM audit_event WHERE sequence < 5`);
    expect(await audit.verify()).toMatchObject({ isWhole: false });
  });

  it('tells when the last event is missing', async () => {
    await tamper(sql`DELETE FROM audit_event WHERE sequence = 5`);
    expect(await audit.verify()).toEqual({ isWhole: false, sequence: 5, fault: 'end-missing' });
  });
});
