/** Who waits on which list. Joining and leaving take the same short time however long a list is; its order means nothing. */
export class WaitingLists {
  readonly lists: readonly number[][];
  /** List of each student, or -1. */
  private readonly listOf: Int32Array;
  private readonly placeOf: Int32Array;

  constructor(students: number, lists: number) {
    this.lists = Array.from({ length: lists }, () => []);
    this.listOf = new Int32Array(students).fill(-1);
    this.placeOf = new Int32Array(students);
  }

  isWaiting(student: number): boolean {
    return this.listOf[student]! >= 0;
  }

  join(student: number, list: number): void {
    this.listOf[student] = list;
    this.placeOf[student] = this.lists[list]!.length;
    this.lists[list]!.push(student);
  }

  leave(student: number): void {
    const list = this.lists[this.listOf[student]!]!;
    const last = list.pop()!;
    this.listOf[student] = -1;
    if (last === student) return;
    list[this.placeOf[student]!] = last;
    this.placeOf[last] = this.placeOf[student]!;
  }
}
