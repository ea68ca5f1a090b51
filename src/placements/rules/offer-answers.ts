import { dayNumber, isoDay } from '../../shared/days.js';
import type { LegDraft, OfferDraft } from './offer-draft.js';
import { KINDS_ELSEWHERE } from './placement-kinds.js';
import type { Supervision } from './supervision.js';

/** The questions on the way to an offer, in the order in which they are asked. Each is a page. */
export const OFFER_STEPS = [
  'where',
  'kind',
  'elsewhere',
  'who',
  'when',
  'places',
  'supervision',
  'learning',
  'needs',
  'about',
  'visibility',
] as const;
export type OfferStep = (typeof OFFER_STEPS)[number];

/** Without these there is no offer; every other question can be left. */
export const NEEDED_STEPS: readonly OfferStep[] = ['where', 'elsewhere', 'who', 'when'];

/** The part of the week that a student spends at another provider. */
export interface Elsewhere {
  readonly providerId: string;
  readonly siteId: string;
  readonly setting: string;
  readonly halfDaysPerWeek: number;
}

/** What somebody has answered so far. What is not there was not answered. */
export interface OfferAnswers {
  readonly siteId?: string;
  readonly setting?: string;
  readonly model?: string;
  readonly elsewhere?: Elsewhere;
  readonly professions?: readonly string[];
  readonly years?: readonly number[];
  readonly startsOn?: string;
  readonly endsOn?: string;
  readonly halfDaysPerWeek?: number;
  readonly places?: number;
  readonly minGroup?: number;
  readonly supervision?: Supervision;
  readonly poolId?: string | null;
  readonly pillars?: readonly string[];
  readonly standards?: readonly string[];
  readonly requires?: readonly string[];
  readonly isDriverNeeded?: boolean;
  readonly accessFeatures?: readonly string[];
  readonly title?: string;
  readonly summary?: string | null;
  readonly reservedFor?: readonly string[];
  readonly releaseOn?: string | null;
  /** Questions that were answered or left, in any order. Those that only a template answered are not among them. */
  readonly seen?: readonly OfferStep[];
  /** Legs of the offer that is changed or copied. All but the one at `ownLeg` stay as they are. */
  readonly keptLegs?: readonly LegDraft[];
  readonly ownLeg?: number;
}

/** What is taken for a question that was left. */
export const LEFT_OPEN = {
  model: 'one-to-one',
  years: [1, 2, 3, 4],
  halfDaysPerWeek: 10,
  places: 1,
  minGroup: 1,
} as const;

/** The questions that these answers lead to, in order: the part elsewhere is asked of those kinds alone that have one. */
export function stepsFor(answers: OfferAnswers): OfferStep[] {
  const isElsewhere = answers.keptLegs === undefined && KINDS_ELSEWHERE.includes(answers.model ?? '');
  return OFFER_STEPS.filter((step) => step !== 'elsewhere' || isElsewhere);
}

/** The question after this one that was not seen yet; `check` when there is none. */
export function nextStep(step: OfferStep, answers: OfferAnswers): OfferStep | 'check' {
  const steps = stepsFor(answers);
  const later = steps.slice(steps.indexOf(step) + 1).find((each) => !answers.seen?.includes(each));
  return later ?? 'check';
}

/** Needed questions that are open, in order. With none, the offer can be made. */
export function openSteps(answers: OfferAnswers): OfferStep[] {
  const isOpen: Readonly<Partial<Record<OfferStep, boolean>>> = {
    where: answers.siteId === undefined,
    elsewhere: answers.elsewhere === undefined,
    who: (answers.professions ?? []).length === 0,
    when: answers.startsOn === undefined || answers.endsOn === undefined,
  };
  return stepsFor(answers).filter((step) => isOpen[step] === true);
}

/** Answers with more of them; those of `more` win. A value of `undefined` takes an answer away. */
export function withAnswers(answers: OfferAnswers, step: OfferStep, more: OfferAnswers): OfferAnswers {
  return { ...answers, ...more, seen: [...new Set([...(answers.seen ?? []), step])] };
}

/** The last day of a placement of so many weeks: a Friday where it starts on a Monday, else the day before a week begins anew. */
export function endOfWeeks(startsOn: string, weeks: number): string | undefined {
  const start = dayNumber(startsOn);
  if (start === undefined) return undefined;
  // Day 0 was a Thursday.
  const isMonday = (start + 3) % 7 === 0;
  return isoDay(start + weeks * 7 - (isMonday ? 3 : 1));
}

/** Whole weeks that a placement touches. */
export function weeksBetween(startsOn: string, endsOn: string): number {
  const [start, end] = [dayNumber(startsOn), dayNumber(endsOn)];
  return start === undefined || end === undefined ? 0 : Math.max(1, Math.ceil((end - start + 1) / 7));
}

/** What the answers do not say but an offer needs. */
export interface OfferBasis {
  readonly ref: string;
  readonly providerId: string;
  readonly setting: string;
  readonly siteName: string;
  /** Names of professions by their code. */
  readonly professionNames: ReadonlyMap<string, string>;
}

/** A title from the other answers, for a host who gave none. */
export function titleOf(answers: OfferAnswers, { siteName, professionNames }: OfferBasis): string {
  if (answers.title) return answers.title;
  const names = (answers.professions ?? []).map((code) => (professionNames.get(code) ?? code).toLowerCase());
  const whose = names.length > 0 && names.length < 3 ? ` for ${names.join(' and ')} students` : '';
  return `Placement at ${siteName}${whose}`.slice(0, 200);
}

/** The offer that the answers make. @throws Error when a needed one is open: look at {@link openSteps} first */
export function offerFrom(answers: OfferAnswers, basis: OfferBasis): OfferDraft {
  const { siteId, startsOn, endsOn } = answers;
  if (!siteId || !startsOn || !endsOn) throw new Error('An offer was made of answers that are not complete');
  const own: LegDraft = {
    providerId: basis.providerId,
    siteId,
    poolId: answers.poolId ?? null,
    halfDaysPerWeek: answers.halfDaysPerWeek ?? LEFT_OPEN.halfDaysPerWeek,
    mode: answers.model === 'remote' ? 'remote' : 'in-person',
    setting: basis.setting,
  };
  const reservedFor = answers.reservedFor ?? [];
  return {
    ref: basis.ref,
    title: titleOf(answers, basis),
    summary: answers.summary ?? null,
    model: answers.model ?? LEFT_OPEN.model,
    professions: answers.professions ?? [],
    years: answers.years ?? LEFT_OPEN.years,
    startsOn,
    endsOn,
    places: answers.places ?? LEFT_OPEN.places,
    minGroup: answers.minGroup ?? LEFT_OPEN.minGroup,
    requires: answers.requires ?? [],
    isDriverNeeded: answers.isDriverNeeded ?? false,
    accessFeatures: answers.accessFeatures ?? [],
    reservedFor,
    releaseOn: reservedFor.length > 0 ? (answers.releaseOn ?? null) : null,
    standards: answers.standards ?? [],
    pillars: answers.pillars ?? [],
    supervision: answers.supervision ?? '',
    extra: {},
    legs: legsOf(answers, own),
  };
}

function legsOf(answers: OfferAnswers, own: LegDraft): LegDraft[] {
  const { keptLegs, ownLeg = 0, elsewhere } = answers;
  if (keptLegs) {
    return keptLegs.map((leg, index) => (index === ownLeg ? { ...own, mode: leg.mode } : leg));
  }
  if (!elsewhere || !stepsFor(answers).includes('elsewhere')) return [own];
  return [own, { ...elsewhere, poolId: null, mode: 'in-person' }];
}

/**
 * The answers that would make an offer again, for changing it or for the next time.
 *
 * @param ownLeg - place of the leg that the questions are about, from 0
 */
export function answersOf(
  offer: Omit<OfferDraft, 'extra' | 'ref' | 'years' | 'legs'> & {
    readonly years: readonly (number | string)[];
  },
  legs: readonly LegDraft[],
  ownLeg: number,
): OfferAnswers {
  const own = legs[ownLeg];
  return {
    ...(own
      ? {
          siteId: own.siteId,
          setting: own.setting,
          poolId: own.poolId,
          halfDaysPerWeek: own.halfDaysPerWeek,
        }
      : {}),
    model: offer.model,
    professions: offer.professions,
    years: offer.years.map(Number),
    startsOn: offer.startsOn,
    endsOn: offer.endsOn,
    places: offer.places,
    minGroup: offer.minGroup,
    supervision: offer.supervision,
    pillars: offer.pillars,
    standards: offer.standards,
    requires: offer.requires,
    isDriverNeeded: offer.isDriverNeeded,
    accessFeatures: offer.accessFeatures,
    title: offer.title,
    summary: offer.summary,
    reservedFor: offer.reservedFor,
    releaseOn: offer.releaseOn,
    seen: OFFER_STEPS,
    keptLegs: legs.map(({ providerId, siteId, poolId, halfDaysPerWeek, mode, setting }) => ({
      providerId,
      siteId,
      poolId,
      halfDaysPerWeek,
      mode,
      setting,
    })),
    ownLeg,
  };
}

const DAYS_OF_52_WEEKS = 364;

/**
 * The same a year on, on the same days of the week, so often that it lies after `today`. Legs of others draw on no
 * pool: whose supervision it is to use is theirs to say.
 */
export function nextYear(answers: OfferAnswers, providerId: string, today: string): OfferAnswers {
  const [start, end, now] = [
    dayNumber(answers.startsOn ?? ''),
    dayNumber(answers.endsOn ?? ''),
    dayNumber(today),
  ];
  if (start === undefined || end === undefined || now === undefined) return answers;
  const years = Math.max(1, Math.ceil((now + 1 - start) / DAYS_OF_52_WEEKS));
  const later = years * DAYS_OF_52_WEEKS;
  const release = dayNumber(answers.releaseOn ?? '');
  return {
    ...answers,
    startsOn: isoDay(start + later),
    endsOn: isoDay(end + later),
    releaseOn: release === undefined ? null : isoDay(release + later),
    ...(answers.keptLegs
      ? {
          keptLegs: answers.keptLegs.map((leg) =>
            leg.providerId === providerId ? leg : { ...leg, poolId: null },
          ),
        }
      : {}),
  };
}
