import { dayNumber, isoDay } from '../../../shared/days.js';
import type { FieldFault } from '../../../web/index.js';
import {
  endOfWeeks,
  LEFT_OPEN,
  type OfferAnswers,
  type OfferStep,
  weeksBetween,
} from '../../rules/offer-answers.js';
import { OFFER_TEMPLATES } from '../../rules/offer-templates.js';
import { KINDS_ELSEWHERE, PLACEMENT_KINDS } from '../../rules/placement-kinds.js';
import { NHS_SETTINGS } from '../../rules/settings-of-types.js';

/** What a form sends: one text for each field, or several. */
export type Typed = Readonly<Record<string, unknown>>;

export type ReadAnswer =
  | { readonly isRight: true; readonly answers: OfferAnswers }
  | { readonly isRight: false; readonly faults: readonly FieldFault[] };

/** What there is to choose from on the pages. */
export interface Choices {
  readonly siteIds: readonly string[];
  readonly professions: readonly string[];
  /** Own pools by id; of each whether its educator works off site. */
  readonly pools: ReadonlyMap<string, { readonly isLongArm: boolean }>;
  readonly standards: readonly string[];
  /** The name that a university is known by, of a name as somebody typed it. */
  readonly university: (typed: string) => string | undefined;
  /** The day on which the answer is given. */
  readonly today: string;
}

export const MOST_YEARS = 5;
export const PILLARS = ['clinical', 'leadership', 'education', 'research'] as const;
export const CHECKS = ['enhanced-dbs', 'childrens-barred-list', 'immunisations'] as const;
export const ACCESS = ['step-free', 'accessible-toilet', 'hearing-loop'] as const;
const MOST_PLACES = 500;
const MOST_WEEKS = 52;
const MOST_TITLE = 200;
const MOST_SUMMARY = 4_000;
const LEAST_UNIVERSITY_FIELDS = 3;
/** As many as anybody could name: more are not read. */
const MOST_UNIVERSITY_FIELDS = 200;

/** Fields for universities by name: one more than there are names, and a few to begin with. */
export function universityFields(names: number): string[] {
  const count = Math.min(Math.max(LEAST_UNIVERSITY_FIELDS, names + 1), MOST_UNIVERSITY_FIELDS);
  return Array.from({ length: count }, (_, index) => `university-${index + 1}`);
}

const right = (answers: OfferAnswers): ReadAnswer => ({ isRight: true, answers });
const wrong = (...faults: FieldFault[]): ReadAnswer => ({ isRight: false, faults });

/** Reads the answer to one question, but the one about a place elsewhere, which is found by asking the tables. */
export function readAnswer(
  step: Exclude<OfferStep, 'elsewhere'>,
  typed: Typed,
  before: OfferAnswers,
  choices: Choices,
): ReadAnswer {
  switch (step) {
    case 'where':
      return readWhere(typed, choices);
    case 'kind':
      return readKind(typed);
    case 'who':
      return readWho(typed, choices);
    case 'when':
      return readWhen(typed, before, choices);
    case 'places':
      return readPlaces(typed);
    case 'supervision':
      return readSupervision(typed, choices);
    case 'learning':
      return right({
        pillars: known(many(typed.pillars), PILLARS),
        standards: known(many(typed.standards), choices.standards),
      });
    case 'needs':
      return right({
        requires: known(many(typed.requires), CHECKS),
        isDriverNeeded: one(typed.driver) === 'yes',
        accessFeatures: known(many(typed.access), ACCESS),
      });
    case 'about':
      return readAbout(typed);
    case 'visibility':
      return readVisibility(typed, choices);
  }
}

function readWhere(typed: Typed, { siteIds }: Choices): ReadAnswer {
  const siteId = one(typed.site);
  const setting = one(typed.setting);
  if (!siteIds.includes(siteId)) return wrong({ field: 'site', message: 'Choose where the student will be' });
  return right({
    siteId,
    ...((NHS_SETTINGS as readonly string[]).includes(setting) ? { setting } : {}),
  });
}

function readKind(typed: Typed): ReadAnswer {
  const kind = one(typed.kind);
  const template = OFFER_TEMPLATES.find(({ code }) => kind === `template:${code}`);
  if (template) return right(template.answers);
  const isKind = PLACEMENT_KINDS.some(({ code }) => code === kind) || KINDS_ELSEWHERE.includes(kind);
  if (!isKind && !/^[a-z][a-z-]{1,39}$/.test(kind))
    return wrong({ field: 'kind', message: 'Choose a kind of placement, or leave the question' });
  return right({ model: kind });
}

function readWho(typed: Typed, choices: Choices): ReadAnswer {
  const professions = known(many(typed.professions), choices.professions);
  const years = many(typed.years)
    .map(Number)
    .filter((year) => Number.isInteger(year) && year >= 1 && year <= MOST_YEARS);
  if (professions.length === 0)
    return wrong({ field: 'professions', message: 'Choose at least one profession' });
  return right({ professions, years: years.length > 0 ? years : [...LEFT_OPEN.years] });
}

function readWhen(typed: Typed, before: OfferAnswers, { today }: Choices): ReadAnswer {
  const faults: FieldFault[] = [];
  const startsOn = readDay(typed, 'starts');
  const weeks = wholeNumber(typed.weeks);
  const days = Number(one(typed.days).replace(',', '.') || LEFT_OPEN.halfDaysPerWeek / 2);
  if (startsOn === undefined)
    faults.push({ field: 'starts-day', message: 'Enter the day on which it can start, such as 4 1 2027' });
  else if (startsOn <= today && startsOn !== before.startsOn)
    faults.push({ field: 'starts-day', message: 'The day on which it starts must be after today' });
  if (weeks === undefined || weeks < 1 || weeks > MOST_WEEKS)
    faults.push({ field: 'weeks', message: `Enter a number of weeks from 1 to ${MOST_WEEKS}` });
  if (!(days >= 0.5 && days <= 7 && Number.isInteger(days * 2)))
    faults.push({ field: 'days', message: 'Enter days a week from 0.5 to 7, such as 5 or 2.5' });
  if (faults.length > 0 || startsOn === undefined || weeks === undefined) return wrong(...faults);
  const isAsBefore =
    startsOn === before.startsOn &&
    before.endsOn !== undefined &&
    weeksBetween(startsOn, before.endsOn) === weeks;
  const endsOn = isAsBefore ? before.endsOn : endOfWeeks(startsOn, weeks);
  return right({ startsOn, ...(endsOn === undefined ? {} : { endsOn }), halfDaysPerWeek: days * 2 });
}

function readPlaces(typed: Typed): ReadAnswer {
  const places = wholeNumber(typed.places);
  if (places === undefined || places < 1 || places > MOST_PLACES)
    return wrong({ field: 'places', message: `Enter how many students, from 1 to ${MOST_PLACES}` });
  const minGroup = one(typed.minGroup) === '' ? 1 : wholeNumber(typed.minGroup);
  if (minGroup === undefined || minGroup < 1 || minGroup > places)
    return wrong({ field: 'minGroup', message: `Enter a number from 1 to ${places}, or nothing` });
  return right({ places, minGroup });
}

function readSupervision(typed: Typed, { pools }: Choices): ReadAnswer {
  const who = one(typed.who);
  if (who === 'own' || who === 'long-arm' || who === 'wanted')
    return right({ supervision: who, poolId: null });
  const pool = pools.get(who.replace(/^pool:/, ''));
  if (!pool) return wrong({ field: 'who', message: 'Choose who supervises, or leave the question' });
  return right({ supervision: pool.isLongArm ? 'long-arm' : 'own', poolId: who.slice('pool:'.length) });
}

function readAbout(typed: Typed): ReadAnswer {
  const title = one(typed.title).replace(/\s+/g, ' ');
  const summary = one(typed.summary);
  const faults: FieldFault[] = [];
  if (title.length > MOST_TITLE)
    faults.push({ field: 'title', message: `Enter a name of at most ${MOST_TITLE} characters` });
  if (summary.length > MOST_SUMMARY)
    faults.push({ field: 'summary', message: `Enter at most ${MOST_SUMMARY} characters` });
  return faults.length > 0 ? wrong(...faults) : right({ title, summary: summary === '' ? null : summary });
}

function readVisibility(typed: Typed, { university, today }: Choices): ReadAnswer {
  const who = one(typed.who);
  if (who === 'everyone') return right({ reservedFor: [], releaseOn: null });
  if (who !== 'named') return wrong({ field: 'who', message: 'Choose who may see it' });
  const faults: FieldFault[] = [];
  const names = universityFields(MOST_UNIVERSITY_FIELDS).flatMap((field) => {
    const name = one(typed[field]);
    if (name === '') return [];
    const known_ = name.length > 200 ? undefined : university(name);
    if (known_ === undefined)
      faults.push({ field, message: 'Choose a university from the list, as it is written there' });
    return known_ ?? [];
  });
  if (names.length === 0 && faults.length === 0)
    faults.push({ field: 'university-1', message: 'Enter the name of a university' });
  const isOpenEnded = ['day', 'month', 'year'].every((part) => one(typed[`release-${part}`]) === '');
  const releaseOn = isOpenEnded ? null : readDay(typed, 'release');
  if (releaseOn === undefined || (releaseOn !== null && releaseOn <= today))
    faults.push({ field: 'release-day', message: 'Enter a day after today, or leave it empty' });
  if (faults.length > 0 || releaseOn === undefined) return wrong(...faults);
  return right({ reservedFor: [...new Set(names)], releaseOn });
}

/** A day from its three fields; `undefined` where they are none. */
export function readDay(typed: Typed, prefix: string): string | undefined {
  const part = (name: string, length: number) => one(typed[`${prefix}-${name}`]).padStart(length, '0');
  const year = part('year', 4);
  const number = dayNumber(
    `${year.length === 4 && /^00/.test(year) ? `20${year.slice(2)}` : year}-${part('month', 2)}-${part('day', 2)}`,
  );
  return number === undefined ? undefined : isoDay(number);
}

/** The text of a field; empty where it was not sent. */
export function one(value: unknown): string {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' ? first.trim() : '';
}

/** The texts of a field that may be ticked several times. */
export function many(value: unknown): string[] {
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  return all.filter((each): each is string => typeof each === 'string' && each !== '');
}

function known<Code extends string>(texts: readonly string[], codes: readonly Code[]): Code[] {
  return codes.filter((code) => texts.includes(code));
}

function wholeNumber(value: unknown): number | undefined {
  const text = one(value);
  return /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}
