import { Inject, Injectable } from '@nestjs/common';
import { Database, join, sql } from '../database/index.js';
import type { AuditEvent } from '../identity/index.js';
import { HOLDING_STATES } from '../placements/index.js';
import type { RecipientKind } from './rules/audiences.js';

export interface Recipient {
  readonly recipientId: string;
  /** The placement that the mail is about, where it is about one. */
  readonly subjectId: string | null;
}

/** Who an event concerns. */
@Injectable()
export class RecipientsRepository {
  constructor(@Inject(Database) private readonly database: Database) {}

  of(event: AuditEvent, kind: RecipientKind): Promise<Recipient[]> {
    const { subjectId } = event;
    const states = join(event.type === 'run-withdrawn' ? ['withdrawn'] : HOLDING_STATES, ', ');
    if (event.subjectType === 'placement') return this.heiOfPlacement(subjectId);
    switch (kind) {
      case 'provider':
        return this.database.rows(
          sql`SELECT DISTINCT g.provider_id AS "recipientId", NULL AS "subjectId"
                FROM placement p JOIN offer_leg g ON g.offer_id = p.offer_id
               WHERE p.run_id = ${subjectId} AND p.status IN (${states}) ORDER BY 1`,
        );
      case 'hei':
        return this.database.rows(
          sql`SELECT DISTINCT s.hei_id AS "recipientId", NULL AS "subjectId"
                FROM proposal x
                JOIN placement_request q ON q.id = x.request_id
                JOIN student s ON s.id = q.student_id
               WHERE x.run_id = ${subjectId} ORDER BY 1`,
        );
      case 'student':
        // A student with two blocks in the run hears of each: the placement's request stands for the two.
        return this.database.rows(
          sql`SELECT p.request_id AS "recipientId", p.id AS "subjectId"
                FROM placement p
               WHERE p.run_id = ${subjectId} AND p.status IN (${states}) ORDER BY 1`,
        );
      case 'person':
        return this.personOfLink(subjectId);
      case 'coordinator':
        return this.database.rows(
          sql`SELECT DISTINCT m.person_id AS "recipientId", ${subjectId} AS "subjectId"
                FROM membership m JOIN organisation o ON o.id = m.organisation_id
               WHERE m.role = 'system-coordinator' AND o.state = 'approved' ORDER BY 1`,
        );
      // Not yet people: the invitation or the claim itself says whom to write to.
      case 'invitation':
      case 'claim':
        return Promise.resolve([{ recipientId: subjectId, subjectId }]);
    }
  }

  /** Nobody, when a link was asked for with an address that nobody has. */
  private personOfLink(linkId: string): Promise<Recipient[]> {
    return this.database.rows(
      sql`SELECT person_id AS "recipientId", id AS "subjectId" FROM sign_in_link
           WHERE id = ${linkId} AND person_id IS NOT NULL`,
    );
  }

  private heiOfPlacement(placementId: string): Promise<Recipient[]> {
    return this.database.rows(
      sql`SELECT s.hei_id AS "recipientId", p.id AS "subjectId"
            FROM placement p
            JOIN placement_request q ON q.id = p.request_id
            JOIN student s ON s.id = q.student_id
           WHERE p.id = ${placementId}`,
    );
  }
}
