import { noteText, type FileNote } from '../../exchange/index.js';

/** Most warnings that a report lists. */
export const MOST_WARNINGS = 500;

/** Warnings in bounded memory: the first {@link MOST_WARNINGS} are kept, all are counted. */
export class WarningList {
  readonly texts: string[] = [];
  private total = 0;

  /** Warnings beyond those kept. */
  get more(): number {
    return this.total - this.texts.length;
  }

  add(file: string, notes: readonly FileNote[]): void {
    this.total += notes.length;
    for (const note of notes.slice(0, Math.max(0, MOST_WARNINGS - this.texts.length))) {
      this.texts.push(`${file}${note.line > 0 ? ' ' : ': '}${noteText(note)}`);
    }
  }
}
