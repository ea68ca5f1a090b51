import { Inject, Injectable } from '@nestjs/common';
import { type Member } from '../access/index.js';
import { Database, fixed, sql } from '../database/index.js';
import { InvitationsService } from '../identity/index.js';
import { refused, type Result } from '../shared/result.js';
import { ofHeisWithin } from './cohort.policy.js';

export type InviteStudentRefusal = 'not-found' | 'no-address' | 'invited-already' | 'has-role-already';

/** Asking students to see their own record: by the name and address in it, and no other. */
@Injectable()
export class StudentInvitations {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(InvitationsService) private readonly invitations: InvitationsService,
  ) {}

  /** The student hears of it by mail. Refused for students of others as for those who are not there. */
  async invite(actor: Member, studentId: string): Promise<Result<null, InviteStudentRefusal>> {
    const [student] = await this.database.rows<{
      givenName: string | null;
      familyName: string | null;
      email: string | null;
    }>(
      sql`SELECT s.given_name AS "givenName", s.family_name AS "familyName", s.email AS "email" FROM student s
           WHERE s.id = ${studentId} AND s.pseudonymised_at IS NULL
             AND ${ofHeisWithin(actor, 'students.invite', fixed('s.hei_id'))}`,
    );
    if (!student) return refused('not-found');
    const { givenName, familyName, email } = student;
    if (!email) return refused('no-address');
    const name = [givenName, familyName].filter(Boolean).join(' ') || 'Student';
    return this.invitations.inviteStudent(actor, { name, email, studentId });
  }
}
