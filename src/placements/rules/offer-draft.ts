import { dayNumber } from '../../shared/days.js';
import type { Supervision } from './supervision.js';

/** What a person or a file says of an offer, before it is one. Days as `YYYY-MM-DD`. */
export interface OfferDraft {
  readonly ref: string;
  readonly title: string;
  readonly summary: string | null;
  readonly model: string;
  readonly professions: readonly string[];
  readonly years: readonly number[];
  readonly startsOn: string;
  readonly endsOn: string;
  readonly places: number;
  readonly minGroup: number;
  readonly requires: readonly string[];
  readonly isDriverNeeded: boolean;
  readonly accessFeatures: readonly string[];
  readonly reservedFor: readonly string[];
  readonly releaseOn: string | null;
  readonly standards: readonly string[];
  readonly pillars: readonly string[];
  readonly supervision: Supervision;
  readonly extra: Readonly<Record<string, string>>;
  readonly legs: readonly LegDraft[];
}

export interface LegDraft {
  readonly providerId: string;
  readonly siteId: string;
  readonly poolId: string | null;
  readonly halfDaysPerWeek: number;
  readonly mode: 'in-person' | 'remote';
  readonly setting: string;
}

export interface DraftFault {
  /** Path of the field, such as `legs.1.halfDaysPerWeek`. */
  readonly field: string;
  readonly message: string;
}

const HALF_DAYS_IN_A_WEEK = 14;

/** What is wrong between the fields of an offer; each field by itself was checked where it came in. */
export function draftFaults(draft: OfferDraft): DraftFault[] {
  const faults: DraftFault[] = [];
  const [starts, ends] = [dayNumber(draft.startsOn), dayNumber(draft.endsOn)];
  if (starts === undefined) faults.push({ field: 'startsOn', message: wantedDay(draft.startsOn) });
  if (ends === undefined) faults.push({ field: 'endsOn', message: wantedDay(draft.endsOn) });
  if (starts !== undefined && ends !== undefined && ends < starts) {
    faults.push({
      field: 'endsOn',
      message: `found ${draft.endsOn}, wanted a day not before ${draft.startsOn}, on which it starts`,
    });
  }
  if (draft.minGroup > Math.max(draft.places, 1)) {
    faults.push({
      field: 'minGroup',
      message: `found ${draft.minGroup}, wanted at most the ${draft.places} places`,
    });
  }
  if (draft.releaseOn !== null && draft.reservedFor.length === 0) {
    faults.push({ field: 'reservedFor', message: 'is empty, but releaseOn is given: reserved for whom?' });
  }
  if (draft.releaseOn !== null && dayNumber(draft.releaseOn) === undefined) {
    faults.push({ field: 'releaseOn', message: wantedDay(draft.releaseOn) });
  }
  const total = draft.legs.reduce((sum, leg) => sum + leg.halfDaysPerWeek, 0);
  if (total > HALF_DAYS_IN_A_WEEK) {
    faults.push({ field: 'legs', message: `found ${total / 2} days a week over all legs, wanted at most 7` });
  }
  return faults;
}

function wantedDay(found: string): string {
  return `found '${found}', wanted a day like 2027-02-28`;
}
