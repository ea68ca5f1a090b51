import { compareUnits, type Unit } from './entitlement.js';

/** So many units that an HEI is given last, and as many that it is not given first, are all told apart. */
export const UNITS_AROUND = 3;

/** Apart enough for a price between any two neighbours, and one more on either side of that. */
const APART = 4;

/** Prices of not being given a unit: the earlier the unit, the higher; the same for units that are alike. Whole numbers above 0. */
export class UnitPrices {
  private readonly units: readonly Unit[];

  /** @param units - those that have to be told apart */
  constructor(units: readonly Unit[]) {
    const sorted = [...units].sort(compareUnits);
    this.units = sorted.filter((unit, at) => at === 0 || compareUnits(sorted[at - 1]!, unit) !== 0);
  }

  of(unit: Unit): number {
    const at = this.firstNotBefore(unit);
    const found = this.units[at];
    return found && compareUnits(found, unit) === 0 ? this.priceAt(at) : this.priceAt(at) + APART / 2;
  }

  /** Between the price of the unit and that of the one before it; for `null` below all of them. */
  justBefore(unit: Unit | null): number {
    return this.priceAt(unit ? this.firstNotBefore(unit) : this.units.length) + APART / 2;
  }

  private priceAt(at: number): number {
    return APART * (this.units.length - at);
  }

  private firstNotBefore(unit: Unit): number {
    let low = 0;
    let high = this.units.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compareUnits(this.units[middle]!, unit) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
