import { ApiProperty } from '@nestjs/swagger';
import type { RequestedStudent } from '../cohorts/index.js';
import type { Placement, PlacementAnswer } from './placement.entity.js';
import { discloseStudent, type PlacementViewer } from './rules/disclosure.js';
import { nextPlacementStates, PLACEMENT_STATES, type PlacementState } from './rules/placement-states.js';

const MAYBE = { type: String, nullable: true } as const;

export class PlacedStudentView {
  @ApiProperty() hei: string;
  @ApiProperty() profession: string;
  @ApiProperty() year: number;
  @ApiProperty({ ...MAYBE, description: "The HEI's reference, to the HEI and the student" }) ref:
    string | null;
  @ApiProperty({ ...MAYBE, description: 'To the providers once the placement is confirmed, and the student' })
  name: string | null;
  @ApiProperty({ ...MAYBE, description: 'As the name' }) email: string | null;
}

export class LegAnswerView {
  @ApiProperty() leg: number;
  @ApiProperty({ enum: ['accepted', 'declined'] }) answer: 'accepted' | 'declined';
  @ApiProperty({ type: String, nullable: true }) reason: string | null;
}

export class PlacementView {
  @ApiProperty() id: string;
  @ApiProperty({ description: 'Stands for the student until the placement is confirmed' }) token: string;
  @ApiProperty({ description: 'As much of the student as you may know now' }) student: PlacedStudentView;
  @ApiProperty() offerId: string;
  @ApiProperty({ type: String, nullable: true }) runId: string | null;
  @ApiProperty({ enum: PLACEMENT_STATES }) status: PlacementState;
  @ApiProperty({ enum: PLACEMENT_STATES, isArray: true }) next: readonly PlacementState[];
  @ApiProperty({ type: String, nullable: true }) reason: string | null;
  @ApiProperty({ type: [LegAnswerView] }) answers: LegAnswerView[];
}

export class PlacementListView {
  @ApiProperty({ type: [PlacementView] }) items: PlacementView[];
  @ApiProperty({ type: String, nullable: true }) next: string | null;
}

/** A placement as somebody may see it. */
export function placementView(
  { id, token, requestId, offerId, runId, status, reason }: Placement,
  viewer: PlacementViewer,
  known: {
    readonly answers: readonly PlacementAnswer[];
    readonly students: ReadonlyMap<string, RequestedStudent>;
  },
): PlacementView {
  const student = known.students.get(requestId);
  if (!student) throw new Error('A placement of nobody');
  return {
    id,
    token,
    student: discloseStudent(student, status, viewer),
    offerId,
    runId,
    status,
    next: nextPlacementStates(status),
    reason,
    answers: known.answers
      .filter((each) => each.placementId === id)
      .map(({ leg, answer, reason: why }) => ({ leg, answer, reason: why })),
  };
}
