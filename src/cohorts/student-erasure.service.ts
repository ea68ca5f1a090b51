import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { In } from 'typeorm';
import { Secrets } from '../secrets/index.js';
import { studentPlace } from './sealed-columns.js';
import { Student } from './student.entity.js';

/** Makes students nobody in particular: counts and journeys stay for planning, who it was does not. */
@Injectable()
export class StudentErasure {
  constructor(@Inject(Secrets) private readonly secrets: Secrets) {}

  /** Erases name, address, reference, needs and everything that a file brought besides. Cannot be undone. */
  async pseudonymise(manager: EntityManager, ids: readonly string[]): Promise<void> {
    const students = await manager.findBy(Student, { id: In([...ids]) });
    const now = new Date();
    for (const { id, district } of students) {
      const nothing = (column: 'access_needs' | 'excluded_providers') =>
        this.secrets.keyRing.seal('', studentPlace(id, column));
      await manager.update(
        Student,
        { id },
        {
          ref: `former-${id}`,
          refKey: `former-${id}`,
          givenName: null,
          familyName: null,
          email: null,
          postcode: district,
          clearances: [],
          accessNeeds: nothing('access_needs'),
          excludedProviders: nothing('excluded_providers'),
          extra: {},
          pseudonymisedAt: now,
          updatedAt: now,
        },
      );
    }
  }
}
