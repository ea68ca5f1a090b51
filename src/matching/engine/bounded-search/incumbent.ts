import { compareStandings, standingOf, type Standing } from '../objective.js';
import type { Problem } from '../problem.js';
import { Roster } from '../settle.js';

/** The best valid answer so far, as a roster. */
export class Incumbent {
  readonly roster: Roster;
  standing: Standing;

  constructor(
    private readonly problem: Problem,
    pairOf: Int32Array,
  ) {
    this.roster = new Roster(problem, pairOf);
    this.standing = standingOf(problem.candidates, problem.classes, pairOf);
  }

  /** Takes a valid answer over if it is better; says whether it was. */
  offer(pairOf: Int32Array): boolean {
    const { candidates, classes, isFair } = this.problem;
    const standing = standingOf(candidates, classes, pairOf);
    if (compareStandings(standing, this.standing, classes, isFair) >= 0) return false;
    this.standing = standing;
    const { roster } = this;
    pairOf.forEach((pair, request) => {
      if (pair !== roster.pairOf[request] && roster.pairOf[request]! >= 0) roster.remove(request);
    });
    pairOf.forEach((pair, request) => {
      if (pair >= 0 && pair !== roster.pairOf[request]) roster.place(request, pair);
    });
    return true;
  }
}
