import { Inject, Injectable } from '@nestjs/common';
import { Database, sql } from '../database/index.js';
import { Secrets } from '../secrets/index.js';
import { SEALED_STUDENT_COLUMNS, studentPlace } from './sealed-columns.js';
import { Student } from './student.entity.js';

const STUDENTS_A_TURN = 200;

/** Moves what is sealed about students to the key that seals now. */
@Injectable()
export class StudentSeals {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Secrets) private readonly secrets: Secrets,
  ) {}

  /** Stopped midway it has done what it has done, and goes on when called again. */
  async sealAnew(): Promise<{ seen: number; sealed: number; key: string }> {
    const { keyRing } = this.secrets;
    let after = '';
    let seen = 0;
    let sealed = 0;
    for (;;) {
      const done = await this.database.inTransaction(async (manager) => {
        const students = await manager
          .createQueryBuilder(Student, 'student')
          .where('student.id > :after', { after })
          .orderBy('student.id')
          .take(STUDENTS_A_TURN)
          .getMany();
        let changed = 0;
        for (const { id, accessNeeds, excludedProviders } of students) {
          const texts = { access_needs: accessNeeds, excluded_providers: excludedProviders };
          if (SEALED_STUDENT_COLUMNS.every((column) => keyRing.keyOf(texts[column]) === keyRing.current))
            continue;
          const [needs, excluded] = SEALED_STUDENT_COLUMNS.map((column) => {
            const place = studentPlace(id, column);
            return keyRing.seal(keyRing.open(texts[column], place), place);
          });
          // Only over what was read: an import may have written a newer one meanwhile.
          changed += await this.database.change(
            sql`UPDATE student SET access_needs = ${needs ?? ''}, excluded_providers = ${excluded ?? ''}
                 WHERE id = ${id} AND access_needs = ${accessNeeds} AND excluded_providers = ${excludedProviders}`,
            manager,
          );
        }
        return { last: students.at(-1)?.id, seen: students.length, changed };
      });
      seen += done.seen;
      sealed += done.changed;
      if (done.last === undefined) return { seen, sealed, key: keyRing.current };
      after = done.last;
    }
  }
}
