import type { OfferAnswers } from './offer-answers.js';

/** A placement that others have run, to begin with. Every answer that it brings can be changed. */
export interface OfferTemplate {
  readonly code: string;
  readonly name: string;
  readonly sentence: string;
  readonly answers: OfferAnswers;
}

/** Taken from placements that took place in England. */
export const OFFER_TEMPLATES: readonly OfferTemplate[] = [
  {
    code: 'hybrid',
    name: 'Council and NHS together',
    sentence:
      'Two days a week with a council and two and a half with the NHS. Two students, two educators, one report.',
    answers: {
      model: 'hybrid-local-authority-nhs',
      professions: ['occupational-therapist'],
      years: [2, 3],
      halfDaysPerWeek: 4,
      places: 2,
      pillars: ['clinical', 'leadership'],
      supervision: 'own',
      title: 'Council and NHS together',
      summary:
        'You spend part of each week with a council team and part with an NHS team, and see how one person’s care goes from one to the other.',
    },
  },
  {
    code: 'pisces',
    name: 'Paramedics in social care (PISCES)',
    sentence:
      'First-year paramedic students learn the Care Certificate by caring for people where they live.',
    answers: {
      model: 'pisces',
      professions: ['paramedic'],
      years: [1],
      halfDaysPerWeek: 10,
      places: 2,
      pillars: ['clinical'],
      standards: ['1', '3', '5', '6', '7', '8', '9', '10', '13', '15'],
      supervision: 'long-arm',
      title: 'Paramedic students in social care',
      summary:
        'You work beside our care team, get to know the people who live here, and have standards of the Care Certificate signed.',
    },
  },
  {
    code: 'hospice-nutrition',
    name: 'Food project in a hospice',
    sentence:
      'A dietetics student looks at food and drink near the end of life and leaves a guide for staff.',
    answers: {
      model: 'project',
      professions: ['dietitian'],
      years: [2, 3],
      halfDaysPerWeek: 8,
      places: 1,
      pillars: ['education', 'research'],
      supervision: 'long-arm',
      title: 'Food and drink near the end of life',
      summary:
        'You find out what people and their families want of food and drink, and write a short guide that our staff go on using.',
    },
  },
  {
    code: 'role-emerging',
    name: 'A new role, supervised from outside',
    sentence:
      'Nobody in the profession works with you yet. An educator from elsewhere supervises; your team is there each day.',
    answers: {
      model: 'role-emerging',
      professions: ['occupational-therapist'],
      years: [3],
      halfDaysPerWeek: 8,
      places: 2,
      pillars: ['clinical', 'leadership'],
      supervision: 'long-arm',
      title: 'Show us what your profession can do here',
      summary:
        'Nobody in your profession works with us yet. You find out what people here need and show what you could do for them.',
    },
  },
  {
    code: 'peer-pairs',
    name: 'Two students together',
    sentence: 'Two students come as a pair, help each other, and share one educator.',
    answers: {
      model: 'peer-assisted',
      halfDaysPerWeek: 10,
      places: 2,
      minGroup: 2,
      pillars: ['clinical'],
      supervision: 'own',
      title: 'Learning as a pair',
      summary: 'You come with another student. You plan together, watch each other and share one educator.',
    },
  },
];
