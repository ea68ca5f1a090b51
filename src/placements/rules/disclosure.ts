import type { PlacementState } from './placement-states.js';

/** How somebody stands to a placement. */
export type PlacementViewer = 'provider' | 'hei' | 'student' | 'coordinator';

/** Who the student of a placement is, whole. Shown to nobody but through {@link discloseStudent}. */
export interface PlacedStudent {
  readonly hei: string;
  /** Code of the profession. */
  readonly profession: string;
  readonly year: number;
  readonly ref: string;
  readonly givenName: string | null;
  readonly familyName: string | null;
  readonly email: string | null;
}

/** What somebody may know of the student of a placement; `null` where it is not for them. */
export interface ShownStudent {
  readonly hei: string;
  readonly profession: string;
  readonly year: number;
  readonly ref: string | null;
  readonly name: string | null;
  readonly email: string | null;
}

/** States in which the provider knows whom to expect. One that ended early is over for it, and so is the name. */
const NAMED_STATES: readonly PlacementState[] = ['confirmed', 'under-way', 'completed'];

/**
 * What is disclosed of a student, by stages: the one rule for answers, files and mails. Everybody concerned
 * knows HEI, profession and year, beside the placement's token. A provider gets name and e-mail address once
 * the placement is confirmed, an HEI its own reference always, a student what is said about them. A coordinator
 * never learns who it is. Nobody is given home address, adjustments or exclusions: they are not even asked for.
 */
export function discloseStudent(
  student: PlacedStudent,
  status: PlacementState,
  viewer: PlacementViewer,
): ShownStudent {
  const isNamed = viewer === 'student' || (viewer === 'provider' && NAMED_STATES.includes(status));
  const isReferred = viewer === 'student' || viewer === 'hei';
  return {
    hei: student.hei,
    profession: student.profession,
    year: student.year,
    ref: isReferred ? student.ref : null,
    name: isNamed ? nameOf(student) : null,
    email: isNamed ? student.email : null,
  };
}

function nameOf({ givenName, familyName }: PlacedStudent): string | null {
  return [givenName, familyName].filter(Boolean).join(' ') || null;
}
