/**
 * Who sits where, when all that can change is who: a seat that is taken stays taken, and a student who leaves one is
 * replaced by another. By Mendelsohn and Dulmage (1958) that is no loss once as many sit as can: whoever can be
 * placed together with the others of their kind can take part in some answer that fills the very same seats.
 */
export class Seating {
  /** Offer of each student, or -1. */
  readonly offerOf: Int32Array;
  /** Students on each offer: from `start[offer]` up to `start[offer + 1]`. */
  readonly start: Int32Array;
  readonly student: Int32Array;

  constructor(offers: number, offerOf: Int32Array) {
    this.offerOf = Int32Array.from(offerOf);
    this.start = new Int32Array(offers + 1);
    for (const offer of offerOf) if (offer >= 0) this.start[offer + 1]!++;
    for (let offer = 0; offer < offers; offer++) this.start[offer + 1]! += this.start[offer]!;
    this.student = new Int32Array(this.start[offers]!);
    const next = this.start.slice();
    offerOf.forEach((offer, student) => {
      if (offer >= 0) this.student[next[offer]!++] = student;
    });
  }

  /** Gives the seat of one student to another. Where either sat or sits else is for the caller to see to. */
  replace(offer: number, leaving: number, entering: number): void {
    let seat = this.start[offer]!;
    while (this.student[seat] !== leaving) seat++;
    this.student[seat] = entering;
    this.offerOf[entering] = offer;
  }
}
