import type { Watch } from '../types.js';

/**
 * Work done and work allowed, counted in steps: so much as one multiplication takes with its share of memory, about a
 * nanosecond or two. What is counted is the same in every run, so that the same input ends with the same answer; the clock,
 * through `watch`, is only the last resort.
 */
export class Effort {
  private spent = 0;
  private isTimeUp = false;

  constructor(
    private readonly allowed: number,
    private readonly watch?: Watch,
  ) {}

  spend(steps: number): void {
    this.spent += steps;
  }

  /** Steps that are left, at least 0. */
  get left(): number {
    return Math.max(0, this.allowed - this.spent);
  }

  get isOver(): boolean {
    return this.isTimeUp || this.spent >= this.allowed;
  }

  /** Reports progress, and answers whether time is up. To be called every few milliseconds. */
  readonly pulse = (): boolean => {
    this.watch?.progress('solving', Math.min(this.spent, this.allowed), this.allowed);
    this.isTimeUp ||= this.watch?.isTimeUp() === true;
    return this.isTimeUp;
  };
}
