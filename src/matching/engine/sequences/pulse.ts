import type { Watch } from '../types.js';

/** Beats between two questions whether time is up. */
const BEATS_A_QUESTION = 16;

/** What long work is given, to say that it goes on and to hear whether it is to end. Beats come every few milliseconds or more often. */
export class Pulse {
  private beats = 0;
  private beatsInPhase = 0;
  private from = 0;
  private to = 0;
  private usual = 1;
  private isUp = false;

  constructor(private readonly watch: Watch | undefined) {}

  /** A phase that takes the work from one part of its way to another, usually in so many beats. */
  enter(from: number, to: number, usualBeats: number): void {
    this.from = from;
    this.to = to;
    this.usual = usualBeats;
    this.beatsInPhase = 0;
    this.tell();
  }

  /** May throw, as `watch.progress` may. */
  beat(): void {
    this.beatsInPhase++;
    if (++this.beats % BEATS_A_QUESTION === 0) this.tell();
  }

  get isOver(): boolean {
    return this.isUp;
  }

  private tell(): void {
    // Nobody knows how long a phase takes: it comes ever nearer to its end.
    const part = this.beatsInPhase / (this.beatsInPhase + this.usual);
    this.watch?.progress('solving', Math.floor(WAY * (this.from + (this.to - this.from) * part)), WAY);
    this.isUp ||= this.watch?.isTimeUp() === true;
  }
}

const WAY = 1000;
