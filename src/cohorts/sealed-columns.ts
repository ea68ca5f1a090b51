/** Columns of `student` that are sealed in the database. */
export const SEALED_STUDENT_COLUMNS = ['access_needs', 'excluded_providers'] as const;
export type SealedStudentColumn = (typeof SEALED_STUDENT_COLUMNS)[number];

/** The place that a student's text is sealed for: it opens in no other student's row. */
export function studentPlace(studentId: string, column: SealedStudentColumn): string {
  return `student:${studentId}:${column}`;
}
