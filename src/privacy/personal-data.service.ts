import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Actor } from '../access/index.js';
import { StudentErasure, StudentRecords } from '../cohorts/index.js';
import { Database, join, newId, type Sql, sql } from '../database/index.js';
import { emailKey, recordEvent } from '../identity/index.js';

type Row = Readonly<Record<string, unknown>>;

/** Everything that is kept about one person, by kind. */
export interface PersonalData {
  readonly madeAt: string;
  readonly sections: readonly { readonly title: string; readonly rows: readonly Row[] }[];
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
  ) {}

  /** All of it, in the shape of the tables, without what would let others in (hashes of tokens). */
  async about(email: string): Promise<PersonalData> {
    const key = emailKey(email);
    const studentIds = await this.studentIdsOf(key);
    const students = studentIds.length === 0 ? sql`1 = 0` : sql`q.student_id IN (${join(studentIds, ', ')})`;
    const mine = sql`(SELECT id FROM person WHERE email_key = ${key})`;
    const ask = async (title: string, query: Sql) => ({ title, rows: await this.database.rows<Row>(query) });
    const sections = await Promise.all([
      ask('You', sql`SELECT id, name, email, created_at, left_at FROM person WHERE email_key = ${key}`),
      ask(
        'Organisations',
        sql`SELECT o.name AS organisation, m.role, m.created_at FROM membership m
              JOIN organisation o ON o.id = m.organisation_id WHERE m.person_id IN ${mine}`,
      ),
      ask(
        'Where you are or were signed in',
        sql`SELECT browser, signed_in_by, created_at, seen_at, ends_at FROM session WHERE person_id IN ${mine}`,
      ),
      ask(
        'Sign-in links',
        sql`SELECT created_at, expires_at, used_at FROM sign_in_link WHERE person_id IN ${mine}`,
      ),
      ask(
        'Invitations',
        sql`SELECT name, email, role, created_at, expires_at, accepted_at, withdrawn_at FROM invitation
             WHERE email_key = ${key}`,
      ),
      ask(
        'Requests to act for an organisation',
        sql`SELECT organisation_name, name, email, state, reason, created_at, decided_at FROM organisation_claim
             WHERE email_key = ${key}`,
      ),
      this.studentRecords(studentIds),
      ask(
        'Placements',
        sql`SELECT p.id, o.title AS offer, p.status, p.reason, p.created_at, p.updated_at FROM placement p
              JOIN offer o ON o.id = p.offer_id JOIN placement_request q ON q.id = p.request_id
             WHERE ${students}`,
      ),
      ask(
        'What matching said',
        sql`SELECT r.label AS run, x.status, x.reason, x.change_that_would_help FROM proposal x
              JOIN run r ON r.id = x.run_id JOIN placement_request q ON q.id = x.request_id WHERE ${students}`,
      ),
      ask(
        'You as contact of a host',
        sql`SELECT name AS provider, contact_name, contact_email FROM provider
             WHERE lower(contact_email) = ${key}`,
      ),
      ask(
        'You as educator',
        sql`SELECT name, email, profession, registration_number, is_long_arm, created_at FROM educator
             WHERE lower(email) = ${key}`,
      ),
      ask(
        'Mails to you',
        sql`SELECT template, status, created_at, sent_at FROM delivery
             WHERE recipient_id IN ${mine} OR recipient_id IN (SELECT q.id FROM placement_request q WHERE ${students})`,
      ),
      ask(
        'What you did',
        sql`SELECT type, subject_type, subject_id, happened_at FROM audit_event
             WHERE actor IN ${mine} ORDER BY sequence`,
      ),
    ]);
    return {
      madeAt: new Date().toISOString(),
      sections: sections.filter(({ rows }) => rows.length > 0),
    };
  }

  /**
   * Erases the person, and makes student records of theirs nobody in particular. Contacts and educators of hosts lose name and
   * address. What they did stays in the audit trail under an id that no longer leads to anybody. Counts what went.
   */
  async erase(email: string, actor: Actor): Promise<Readonly<Record<string, number>>> {
    const key = emailKey(email);
    const studentIds = await this.studentIdsOf(key);
    return this.database.inTransaction(async (manager) => {
      await this.students.pseudonymise(manager, studentIds);
      const change = (statement: Sql) => this.database.change(statement, manager);
      const erased = {
        students: studentIds.length,
        memberships: await this.dropStudentRoles(manager, studentIds),
        invitations: await change(sql`DELETE FROM invitation WHERE email_key = ${key}`),
        claims: await change(sql`DELETE FROM organisation_claim WHERE email_key = ${key}`),
        contacts: await change(
          sql`UPDATE provider SET contact_name = NULL, contact_email = NULL WHERE lower(contact_email) = ${key}`,
        ),
        educators: await change(
          sql`UPDATE educator SET name = 'Erased', email = NULL, registration_number = '' WHERE lower(email) = ${key}`,
        ),
        persons: await change(sql`DELETE FROM person WHERE email_key = ${key}`),
      };
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
  }

  private async dropStudentRoles(manager: EntityManager, studentIds: readonly string[]): Promise<number> {
    if (studentIds.length === 0) return 0;
    return this.database.change(
      sql`DELETE FROM membership WHERE student_key IN (${join(studentIds, ', ')})`,
      manager,
    );
  }

  private async studentIdsOf(key: string): Promise<string[]> {
    const rows = await this.database.rows<{ id: string }>(
      sql`SELECT id FROM student WHERE lower(email) = ${key}
           UNION SELECT m.student_key FROM membership m JOIN person p ON p.id = m.person_id
                  WHERE p.email_key = ${key} AND m.student_key <> ''`,
    );
    return rows.map(({ id }) => id);
  }

  private async studentRecords(studentIds: readonly string[]) {
    const rows: Row[] = [];
    for (const id of studentIds) {
      for (const { record } of await this.records.ofStudent(id)) rows.push({ ...record });
    }
    return { title: 'You as student', rows };
  }
}
