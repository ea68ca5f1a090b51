import { faultText, type FileFault } from '../../exchange/index.js';

/** Most faults that are shown; how many more there are is always said. */
export const MOST_FAULTS_SHOWN = 50;

/** The faults of several files, in bounded memory: all are counted, the first of each file are kept. */
export class FaultList {
  private readonly files = new Map<string, { kept: FileFault[]; total: number }>();

  add(file: string, faults: readonly FileFault[]): void {
    if (faults.length === 0) return;
    const list = this.files.get(file) ?? { kept: [], total: 0 };
    list.kept.push(...faults.slice(0, Math.max(0, KEPT_OF_EACH_FILE - list.kept.length)));
    list.total += faults.length;
    this.files.set(file, list);
  }

  get total(): number {
    return [...this.files.values()].reduce((sum, { total }) => sum + total, 0);
  }

  has(file: string): boolean {
    return this.files.has(file);
  }

  /**
   * One line a fault, by file in the order in which files first had one and by line within it, at most
   * {@link MOST_FAULTS_SHOWN}; every file has its share. What is left out is told in a last line.
   */
  lines(): readonly string[] {
    const lists = [...this.files];
    let room = MOST_FAULTS_SHOWN;
    const lines = lists.flatMap(([file, { kept }], index) => {
      const share = Math.max(1, Math.floor(room / (lists.length - index)));
      const sorted = [...kept].sort((one, other) => one.line - other.line).slice(0, share);
      room -= sorted.length;
      return sorted.map((fault) => `${file}${fault.line > 0 ? ' ' : ': '}${faultText(fault)}`);
    });
    const more = this.total - lines.length;
    return more > 0 ? [...lines, `and ${more} more`] : lines;
  }
}

/** Whole-file rules come after the rows: keeping some beyond what is shown lets them in by line. */
const KEPT_OF_EACH_FILE = 200;
