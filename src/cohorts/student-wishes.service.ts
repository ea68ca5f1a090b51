import { Inject, Injectable } from '@nestjs/common';
import type { Member } from '../access/index.js';
import { Database } from '../database/index.js';
import { changesBetween, recordEvent } from '../identity/index.js';
import type { Transport } from '../shared/travel-time.js';
import { PlacementRequest, Student } from './student.entity.js';

/** How a student gets about, and where they have been. */
export interface TravelWishes {
  readonly transport: Transport;
  /** One way; `null`: as the university says. */
  readonly maxTravelMinutes: number | null;
  readonly settingsDone: readonly string[];
}

/** What students say of themselves. Who may say it of whom is checked before. */
@Injectable()
export class StudentWishes {
  constructor(@Inject(Database) private readonly database: Database) {}

  async setTravel(studentId: string, wishes: TravelWishes, actor: Member): Promise<void> {
    await this.database.inTransaction(async (manager) => {
      const before = await manager.findOneByOrFail(Student, { id: studentId });
      const after = { ...before, ...wishes, settingsDone: [...wishes.settingsDone], updatedAt: new Date() };
      const { transport, maxTravelMinutes, settingsDone, updatedAt } = after;
      await manager.update(
        Student,
        { id: studentId },
        { transport, maxTravelMinutes, settingsDone, updatedAt },
      );
      await recordEvent(manager, {
        type: 'student-travel-changed',
        actor,
        subjectType: 'student',
        subjectId: studentId,
        changes: changesBetween(before, after, {
          open: [],
          personal: ['transport', 'maxTravelMinutes', 'settingsDone'],
        }),
        isNews: false,
      });
    });
  }

  /** Puts offers in the student's order, by reference, the dearest first. */
  async setPreferences(requestId: string, offerRefs: readonly string[], actor: Member): Promise<void> {
    await this.database.inTransaction(async (manager) => {
      await manager.update(PlacementRequest, { id: requestId }, { preferences: [...offerRefs] });
      await recordEvent(manager, {
        type: 'preferences-changed',
        actor,
        subjectType: 'request',
        subjectId: requestId,
        data: { offers: offerRefs.length },
        isNews: false,
      });
    });
  }
}
