import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type Actor, scopeOf } from '../access/index.js';
import { StudentErasure, StudentRecords } from '../cohorts/index.js';
import { StagedRows, type StudentInFile } from '../imports/index.js';
import { ERASED_EXPLANATION, Explanations, tellOutcome } from '../matching/index.js';
import { Database, fixed, isOneOf, join, newId, type Sql, sql } from '../database/index.js';
import { emailKey, recordEvent } from '../identity/index.js';

type Row = Readonly<Record<string, unknown>>;

/** Everything that is kept about one person, by kind. */
export interface PersonalData {
  readonly madeAt: string;
  readonly sections: readonly PersonalSection[];
}

export interface PersonalSection {
  readonly title: string;
  readonly rows: readonly Row[];
}

/**
 * What is kept about one person, who is an e-mail address: signed in or not, staff or student, contact or
 * educator of a host. Given out whole, and erased.
 */
@Injectable()
export class PersonalDataService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(StudentRecords) private readonly records: StudentRecords,
    @Inject(StudentErasure) private readonly students: StudentErasure,
    @Inject(Explanations) private readonly explanations: Explanations,
    @Inject(StagedRows) private readonly staged: StagedRows,
  ) {}

  /**
   * All of it, in the shape of the tables, without what would let others in (hashes of tokens). Asked by somebody
   * who sees to one HEI's students alone: what is kept about the person as a student there.
   */
  async about(email: string, asker: Actor = 'operator'): Promise<PersonalData> {
    const key = emailKey(email);
    const studentIds = await this.studentIdsOf(key, asker);
    const sections = await Promise.all([
      ...(seesToEverybody(asker) ? this.asPerson(key) : []),
      ...this.asStudent(studentIds),
    ]);
    return {
      madeAt: new Date().toISOString(),
      sections: sections.filter(({ rows }) => rows.length > 0),
    };
  }

  private asPerson(key: string): Promise<PersonalSection>[] {
    const mine = sql`(SELECT id FROM person WHERE email_key = ${key})`;
    return [
      this.section(
        'You',
        sql`SELECT id, name, email, created_at, left_at FROM person WHERE email_key = ${key}`,
      ),
      this.section(
        'Organisations',
        sql`SELECT o.name AS organisation, m.role, m.created_at FROM membership m
              JOIN organisation o ON o.id = m.organisation_id WHERE m.person_id IN ${mine}`,
      ),
      this.section(
        'Where you are or were signed in',
        sql`SELECT browser, signed_in_by, created_at, seen_at, ends_at FROM session WHERE person_id IN ${mine}`,
      ),
      this.section(
        'Sign-in links',
        sql`SELECT created_at, expires_at, used_at FROM sign_in_link WHERE person_id IN ${mine}`,
      ),
      this.section(
        'Invitations',
        sql`SELECT name, email, role, created_at, expires_at, accepted_at, withdrawn_at FROM invitation
             WHERE email_key = ${key}`,
      ),
      this.section(
        'Requests to act for an organisation',
        sql`SELECT organisation_name, name, email, state, reason, created_at, decided_at FROM organisation_claim
             WHERE email_key = ${key}`,
      ),
      this.section(
        'You as contact of a host',
        sql`SELECT name AS provider, contact_name, contact_email FROM provider
             WHERE lower(contact_email) = ${key}`,
      ),
      this.section(
        'You as educator',
        sql`SELECT name, email, profession, registration_number, is_long_arm, created_at FROM educator
             WHERE lower(email) = ${key}`,
      ),
      this.section(
        'Mails to you',
        sql`SELECT template, status, created_at, sent_at FROM delivery WHERE recipient_id IN ${mine}`,
      ),
      this.section(
        'What you did',
        sql`SELECT type, subject_type, subject_id, happened_at FROM audit_event
             WHERE actor IN ${mine} ORDER BY sequence`,
      ),
    ];
  }

  private asStudent(studentIds: readonly string[]): Promise<PersonalSection>[] {
    const requests = studentIds.length === 0 ? sql`1 = 0` : sql`q.student_id IN (${join(studentIds, ', ')})`;
    return [
      this.studentRecords(studentIds),
      this.section(
        'Placements',
        sql`SELECT p.id, o.title AS offer, p.status, p.reason, p.created_at, p.updated_at FROM placement p
              JOIN offer o ON o.id = p.offer_id JOIN placement_request q ON q.id = p.request_id
             WHERE ${requests}`,
      ),
      this.whatMatchingSaid(studentIds),
      this.rowsOfFiles(studentIds),
      this.section(
        'Mails about placements',
        sql`SELECT template, status, created_at, sent_at FROM delivery
             WHERE recipient_id IN (SELECT q.id FROM placement_request q WHERE ${requests})`,
      ),
    ];
  }

  private async section(title: string, query: Sql): Promise<PersonalSection> {
    return { title, rows: await this.database.rows<Row>(query) };
  }

  /**
   * Erases the person, and makes student records of theirs nobody in particular. Contacts and educators of hosts lose name and
   * address. What they did stays in the audit trail under an id that no longer leads to anybody. Counts what went.
   * An actor who sees to one HEI's students alone erases who the person is there, and nothing else.
   */
  async erase(email: string, actor: Actor): Promise<Readonly<Record<string, number>>> {
    const key = emailKey(email);
    const studentIds = await this.studentIdsOf(key, actor);
    const rows = await this.staged.aboutStudents(await this.inFiles(studentIds));
    const counts = await this.database.inTransaction(async (manager) => {
      await this.explanations.forgetStudents(manager, studentIds);
      await this.staged.dropRows(manager, rows);
      await this.students.pseudonymise(manager, studentIds);
      const change = (statement: Sql) => this.database.change(statement, manager);
      const asStudent = {
        students: studentIds.length,
        rowsOfFiles: rows.length,
        memberships: await this.dropStudentRoles(manager, studentIds),
        studentInvitations: await this.dropStudentInvitations(manager, studentIds),
      };
      const asPerson = async () => ({
        invitations: await change(sql`DELETE FROM invitation WHERE email_key = ${key}`),
        claims: await change(sql`DELETE FROM organisation_claim WHERE email_key = ${key}`),
        contacts: await change(
          sql`UPDATE provider SET contact_name = NULL, contact_email = NULL WHERE lower(contact_email) = ${key}`,
        ),
        educators: await change(
          sql`UPDATE educator SET name = 'Erased', email = NULL, registration_number = '' WHERE lower(email) = ${key}`,
        ),
        persons: await change(sql`DELETE FROM person WHERE email_key = ${key}`),
      });
      const erased = { ...asStudent, ...(seesToEverybody(actor) ? await asPerson() : {}) };
      await recordEvent(manager, {
        type: 'person-erased',
        actor,
        subjectType: 'person',
        subjectId: newId(),
        data: erased,
        isNews: false,
      });
      return erased;
    });
    await this.database.forgetPast();
    return counts;
  }

  private async dropStudentRoles(manager: EntityManager, studentIds: readonly string[]): Promise<number> {
    if (studentIds.length === 0) return 0;
    return this.database.change(
      sql`DELETE FROM membership WHERE student_key IN (${join(studentIds, ', ')})`,
      manager,
    );
  }

  private async dropStudentInvitations(
    manager: EntityManager,
    studentIds: readonly string[],
  ): Promise<number> {
    if (studentIds.length === 0) return 0;
    return this.database.change(
      sql`DELETE FROM invitation WHERE student_key IN (${join(studentIds, ', ')})`,
      manager,
    );
  }

  private async studentIdsOf(key: string, asker: Actor): Promise<string[]> {
    const within = withinHeis(asker);
    const rows = await this.database.rows<{ id: string }>(
      sql`SELECT s.id AS id FROM student s WHERE lower(s.email) = ${key} AND ${within}
           UNION SELECT s.id FROM membership m JOIN person p ON p.id = m.person_id
                   JOIN student s ON s.id = m.student_key
                  WHERE p.email_key = ${key} AND ${within}`,
    );
    return rows.map(({ id }) => id);
  }

  /** As the student's own HEI is told it, without what is kept for others and who else was in the run. */
  private async whatMatchingSaid(studentIds: readonly string[]): Promise<PersonalSection> {
    const reader = { seesWholeRun: false, knowsStudents: true, knowsSupervision: false };
    const found = await this.explanations.ofStudents(studentIds);
    const rows = found.map(({ run, proposal }): Row => {
      const kept = this.explanations.of(proposal);
      const told = kept ? tellOutcome(kept.outcome, kept, reader) : ERASED_EXPLANATION;
      const { reason, changeThatWouldHelp } = told;
      return { run, status: proposal.status, reason, change_that_would_help: changeThatWouldHelp };
    });
    return { title: 'What matching said', rows };
  }

  private async rowsOfFiles(studentIds: readonly string[]): Promise<PersonalSection> {
    const rows = await this.staged.aboutStudents(await this.inFiles(studentIds));
    return { title: 'You in files that were sent in', rows: rows.map(({ cells }): Row => cells) };
  }

  private inFiles(studentIds: readonly string[]): Promise<StudentInFile[]> {
    return this.database.rows<StudentInFile>(
      sql`SELECT h.name AS "hei", s.ref AS "ref", s.email AS "email" FROM student s JOIN hei h ON h.id = s.hei_id
           WHERE ${isOneOf(fixed('s.id'), studentIds)}`,
    );
  }

  private async studentRecords(studentIds: readonly string[]) {
    const rows: Row[] = [];
    for (const id of studentIds) {
      for (const { record } of await this.records.ofStudent(id)) rows.push({ ...record });
    }
    return { title: 'You as student', rows };
  }
}

function seesToEverybody(asker: Actor): boolean {
  return scopeOf(asker, 'persons.export').reach === 'all';
}

/** Students whom the asker sees to. */
function withinHeis(asker: Actor): Sql {
  const scope = scopeOf(asker, 'persons.export');
  if (scope.reach === 'all') return fixed('1 = 1');
  return scope.reach === 'own' ? sql`s.hei_id = ${scope.ownerId}` : fixed('1 = 0');
}
