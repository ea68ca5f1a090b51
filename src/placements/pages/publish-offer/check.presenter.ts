import {
  LEFT_OPEN,
  type OfferAnswers,
  type OfferBasis,
  type OfferStep,
  stepsFor,
  titleOf,
  weeksBetween,
} from '../../rules/offer-answers.js';
import { kindName } from '../../rules/placement-kinds.js';
import {
  accessWords,
  checkWords,
  countWords,
  dayWords,
  daysAWeek,
  listWords,
  pillarWords,
  supervisionWords,
  yearWords,
} from '../offer-words.js';

export interface CheckNames {
  readonly sites: ReadonlyMap<string, string>;
  readonly pools: ReadonlyMap<string, string>;
  readonly providers: ReadonlyMap<string, string>;
  readonly standards: ReadonlyMap<string, string>;
}

export interface CheckRow {
  readonly step: OfferStep;
  readonly key: string;
  /** One line each. */
  readonly lines: readonly string[];
  /** That there is no offer without it, and it is open. */
  readonly isMissing: boolean;
}

const KEYS: Readonly<Record<OfferStep, string>> = {
  where: 'Where',
  kind: 'Kind of placement',
  elsewhere: 'Part of the week elsewhere',
  who: 'Who can come',
  when: 'When',
  places: 'How many students',
  supervision: 'Who supervises',
  learning: 'What they learn',
  needs: 'What they need',
  about: 'What it is called',
  visibility: 'Who may see it',
};

/** Every question with its answer in words, for a last look before others see it. */
export function checkRows(
  answers: OfferAnswers,
  open: readonly OfferStep[],
  basis: OfferBasis,
  names: CheckNames,
): CheckRow[] {
  return stepsFor(answers).map((step) => ({
    step,
    key: KEYS[step],
    lines: open.includes(step) ? [] : linesOf(step, answers, basis, names),
    isMissing: open.includes(step),
  }));
}

function linesOf(step: OfferStep, answers: OfferAnswers, basis: OfferBasis, names: CheckNames): string[] {
  switch (step) {
    case 'where': {
      const others = (answers.keptLegs ?? []).filter((_, index) => index !== (answers.ownLeg ?? 0));
      return [
        names.sites.get(answers.siteId ?? '') ?? 'Your site',
        ...others.map(
          (leg) =>
            `and ${names.providers.get(leg.providerId) ?? 'elsewhere'}, ${daysAWeek(leg.halfDaysPerWeek)}`,
        ),
      ];
    }
    case 'kind':
      return [kindName(answers.model ?? LEFT_OPEN.model)];
    case 'elsewhere': {
      const { elsewhere } = answers;
      if (!elsewhere) return [];
      const name = names.providers.get(elsewhere.providerId) ?? 'Elsewhere';
      return [`${name}, ${daysAWeek(elsewhere.halfDaysPerWeek)}`];
    }
    case 'who': {
      const professions = (answers.professions ?? []).map((code) => basis.professionNames.get(code) ?? code);
      return [...professions, yearWords(answers.years ?? LEFT_OPEN.years)];
    }
    case 'when': {
      const { startsOn = '', endsOn = '' } = answers;
      return [
        `${dayWords(startsOn)} to ${dayWords(endsOn)} (${countWords(weeksBetween(startsOn, endsOn), 'week')})`,
        daysAWeek(answers.halfDaysPerWeek ?? LEFT_OPEN.halfDaysPerWeek),
      ];
    }
    case 'places': {
      const { places = LEFT_OPEN.places, minGroup = LEFT_OPEN.minGroup } = answers;
      return [countWords(places, 'student'), ...(minGroup > 1 ? [`At least ${minGroup} or none`] : [])];
    }
    case 'supervision':
      return [
        supervisionWords(answers.supervision ?? ''),
        ...(answers.poolId ? [names.pools.get(answers.poolId) ?? ''] : []),
      ];
    case 'learning': {
      const standards = answers.standards ?? [];
      const lines = (answers.pillars ?? []).map(pillarWords);
      if (standards.length > 0) lines.push(`Care Certificate standards ${listWords(standards)}`);
      return lines.length > 0 ? lines : ['Not said'];
    }
    case 'needs': {
      const lines = [
        ...(answers.requires ?? []).map(checkWords),
        ...(answers.isDriverNeeded ? ['A car'] : []),
        ...(answers.accessFeatures ?? []).map((code) => `At your place: ${accessWords(code).toLowerCase()}`),
      ];
      return lines.length > 0 ? lines : ['Nothing special'];
    }
    case 'about':
      return [titleOf(answers, basis), ...(answers.summary ? [answers.summary] : [])];
    case 'visibility': {
      const reserved = answers.reservedFor ?? [];
      if (reserved.length === 0) return ['Everyone, on the open web too'];
      return [
        `Only ${listWords(reserved)}`,
        answers.releaseOn ? `Everyone from ${dayWords(answers.releaseOn)}` : 'For as long as it stands',
      ];
    }
  }
}
