import {
  LEFT_OPEN,
  type OfferAnswers,
  type OfferStep,
  stepsFor,
  weeksBetween,
} from '../../rules/offer-answers.js';
import { OFFER_TEMPLATES } from '../../rules/offer-templates.js';
import { KINDS_ELSEWHERE, kindName, PLACEMENT_KINDS } from '../../rules/placement-kinds.js';
import { NHS_SETTINGS } from '../../rules/settings-of-types.js';
import { accessWords, checkWords, pillarWords, settingWords } from '../offer-words.js';
import {
  ACCESS,
  CHECKS,
  many,
  MOST_YEARS,
  one,
  PILLARS,
  type Typed,
  universityFields,
} from './read-answers.js';

/** What the pages of the questions may offer. */
export interface QuestionWorld {
  readonly sites: readonly { readonly id: string; readonly name: string; readonly postcode: string | null }[];
  readonly isNhsTrust: boolean;
  readonly professions: readonly { readonly code: string; readonly name: string }[];
  readonly pools: readonly { readonly id: string; readonly name: string }[];
  readonly standards: readonly { readonly number: number; readonly title: string }[];
  readonly universities: readonly string[];
}

/** Which question, of how many, and whether it may be left. */
export function whereInQuestions(step: OfferStep, answers: OfferAnswers) {
  const steps = stepsFor(answers);
  const index = steps.indexOf(step);
  return { number: index + 1, of: steps.length, before: steps[index - 1] ?? null };
}

/** The fields of one question as its page shows them: what was typed last, else what was answered, else what is likely. */
export function questionFields(
  step: OfferStep,
  answers: OfferAnswers,
  world: QuestionWorld,
  typed: Typed | undefined,
): Readonly<Record<string, unknown>> {
  const text = (field: string, otherwise: string | number | null | undefined) =>
    typed ? one(typed[field]) : otherwise === undefined || otherwise === null ? '' : String(otherwise);
  const ticks = (field: string, otherwise: readonly (string | number)[] | undefined) =>
    typed ? many(typed[field]) : (otherwise ?? []).map(String);
  switch (step) {
    case 'where':
      return {
        sites: world.sites.map(({ id, name, postcode }) => ({
          value: id,
          text: name,
          ...(postcode && postcode !== name ? { hint: { text: postcode } } : {}),
        })),
        site: text('site', answers.siteId ?? (world.sites.length === 1 ? world.sites[0]?.id : '')),
        settings: world.isNhsTrust
          ? NHS_SETTINGS.map((code) => ({ value: code, text: settingWords(code) }))
          : [],
        setting: text('setting', answers.setting ?? NHS_SETTINGS[0]),
      };
    case 'kind':
      return { ...kindChoices(answers.model), kind: text('kind', answers.model) };
    case 'elsewhere':
      return {};
    case 'who':
      return {
        choices: world.professions.map(({ code, name }) => ({ value: code, text: name })),
        professions: ticks('professions', answers.professions),
        yearChoices: Array.from({ length: MOST_YEARS - 1 }, (_, index) => ({
          value: String(index + 1),
          text: `Year ${index + 1}`,
        })),
        years: ticks('years', answers.years && answers.years.length < 4 ? answers.years : []),
      };
    case 'when':
      return {
        starts: dateValues('starts', answers.startsOn, typed),
        weeks: text(
          'weeks',
          answers.startsOn && answers.endsOn ? weeksBetween(answers.startsOn, answers.endsOn) : '',
        ),
        days: text('days', (answers.halfDaysPerWeek ?? LEFT_OPEN.halfDaysPerWeek) / 2),
      };
    case 'places':
      return {
        places: text('places', answers.places ?? LEFT_OPEN.places),
        minGroup: text('minGroup', answers.minGroup && answers.minGroup > 1 ? answers.minGroup : ''),
      };
    case 'supervision':
      return {
        pools: world.pools.map(({ id, name }) => ({ value: `pool:${id}`, text: name })),
        who: text('who', answers.poolId ? `pool:${answers.poolId}` : answers.supervision),
      };
    case 'learning':
      return {
        pillarChoices: PILLARS.map((code) => ({ value: code, text: pillarWords(code) })),
        pillars: ticks('pillars', answers.pillars),
        standardChoices: world.standards.map(({ number, title }) => ({
          value: String(number),
          text: `${number}. ${title}`,
        })),
        standards: ticks('standards', answers.standards),
      };
    case 'needs':
      return {
        checkChoices: CHECKS.map((code) => ({ value: code, text: checkWords(code) })),
        requires: ticks('requires', answers.requires),
        driver: typed ? one(typed.driver) : answers.isDriverNeeded ? 'yes' : '',
        accessChoices: ACCESS.map((code) => ({ value: code, text: accessWords(code) })),
        access: ticks('access', answers.accessFeatures),
      };
    case 'about':
      return { title: text('title', answers.title), summary: text('summary', answers.summary) };
    case 'visibility':
      return {
        who: text('who', (answers.reservedFor ?? []).length > 0 ? 'named' : 'everyone'),
        fields: universityFields(answers.reservedFor?.length ?? 0).map((id, index) => ({
          id,
          label: index === 0 ? 'University' : `University ${index + 1} (you can leave this empty)`,
          value: text(id, answers.reservedFor?.[index]),
        })),
        release: dateValues('release', answers.releaseOn ?? undefined, typed),
        universities: world.universities,
      };
  }
}

function kindChoices(model: string | undefined) {
  const isOther =
    model !== undefined &&
    !PLACEMENT_KINDS.some(({ code }) => code === model) &&
    /^[a-z][a-z-]+$/.test(model);
  return {
    templates: OFFER_TEMPLATES.map(({ code, name, sentence }) => ({
      value: `template:${code}`,
      text: name,
      hint: { text: sentence },
    })),
    plain: [
      ...(isOther ? [{ value: model, text: kindName(model), hint: { text: 'As it is now.' } }] : []),
      ...PLACEMENT_KINDS.map(({ code, name, sentence }) => ({
        value: code,
        text: name,
        hint: { text: sentence },
      })),
    ],
  };
}

export function isKindElsewhere(model: string | undefined): boolean {
  return KINDS_ELSEWHERE.includes(model ?? '');
}

function dateValues(prefix: string, day: string | undefined, typed: Typed | undefined) {
  const [year = '', month = '', date = ''] = (day ?? '').split('-');
  const value = (part: string, otherwise: string) =>
    typed ? one(typed[`${prefix}-${part}`]) : otherwise.replace(/^0/, '');
  return {
    day: value('day', date),
    month: value('month', month),
    year: value('year', year),
  };
}
