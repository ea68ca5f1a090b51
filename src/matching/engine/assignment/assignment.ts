/** Who goes where, with the prices that prove it best. */
export interface Assignment {
  /** Offer of each student, or -1. */
  readonly offerOf: Int32Array;
  /**
   * Level of each student and price of each offer: `cost + price >= level` for every pair, with equality for
   * those that are taken; only full offers have a price; a level below `unplaced` only who has a place.
   */
  readonly level: Float64Array;
  readonly price: Float64Array;
  /** The price of having no place: more than any chain of moves could save. */
  readonly unplaced: number;
}
