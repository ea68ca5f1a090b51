import {
  answersOf,
  endOfWeeks,
  nextStep,
  nextYear,
  type OfferAnswers,
  type OfferBasis,
  offerFrom,
  openSteps,
  OFFER_STEPS,
  stepsFor,
  titleOf,
  weeksBetween,
  withAnswers,
} from './offer-answers.js';
import { draftFaults } from './offer-draft.js';
import { OFFER_TEMPLATES } from './offer-templates.js';

const basis: OfferBasis = {
  ref: 'R-1',
  providerId: 'P',
  setting: 'care-home',
  siteName: 'Larch House',
  professionNames: new Map([['dietitian', 'Dietitian']]),
};
const needed: OfferAnswers = {
  siteId: 'S',
  professions: ['dietitian'],
  startsOn: '2027-01-04',
  endsOn: '2027-02-12',
};

describe('The questions on the way to an offer', () => {
  it('are at most twelve', () => expect(OFFER_STEPS.length).toBeLessThanOrEqual(12));

  it('ask of a second place those kinds alone that have one', () => {
    expect(stepsFor({ model: 'one-to-one' })).not.toContain('elsewhere');
    expect(stepsFor({ model: 'hybrid-local-authority-nhs' })).toContain('elsewhere');
  });

  it('come one after another, and those seen are not asked again', () => {
    expect(nextStep('where', { seen: ['where', 'kind', 'who'] })).toBe('when');
    expect(nextStep('about', { seen: ['visibility'] })).toBe('check');
  });

  it('are open where an offer needs them, and only there', () => {
    expect(openSteps({})).toEqual(['where', 'who', 'when']);
    expect(openSteps(needed)).toEqual([]);
    expect(openSteps({ ...needed, model: 'split' })).toEqual(['elsewhere']);
  });

  it('count as seen when they were left', () => {
    const left = withAnswers({ places: 2 }, 'learning', {});
    expect(left).toEqual({ places: 2, seen: ['learning'] });
  });
});

describe('The offer that answers make', () => {
  it('has plain values for everything that was left', () => {
    const offer = offerFrom(needed, basis);
    expect(draftFaults(offer)).toEqual([]);
    expect(offer).toMatchObject({
      title: 'Placement at Larch House for dietitian students',
      model: 'one-to-one',
      years: [1, 2, 3, 4],
      places: 1,
      minGroup: 1,
      supervision: '',
      reservedFor: [],
      legs: [{ providerId: 'P', siteId: 'S', halfDaysPerWeek: 10, mode: 'in-person', setting: 'care-home' }],
    });
  });

  it('has a leg elsewhere that draws on no pool of ours', () => {
    const elsewhere = { providerId: 'Q', siteId: 'T', setting: 'community-nhs', halfDaysPerWeek: 5 };
    const offer = offerFrom(
      { ...needed, model: 'split', halfDaysPerWeek: 4, poolId: 'POOL', elsewhere },
      basis,
    );
    expect(offer.legs.map((leg) => [leg.providerId, leg.halfDaysPerWeek, leg.poolId])).toEqual([
      ['P', 4, 'POOL'],
      ['Q', 5, null],
    ]);
  });

  it('forgets the leg elsewhere when the kind has none any more', () => {
    const elsewhere = { providerId: 'Q', siteId: 'T', setting: 'x', halfDaysPerWeek: 5 };
    expect(offerFrom({ ...needed, model: 'project', elsewhere }, basis).legs).toHaveLength(1);
  });

  it('is kept for nobody when no university is named', () => {
    expect(offerFrom({ ...needed, releaseOn: '2027-01-01' }, basis).releaseOn).toBeNull();
  });

  it('is the same again when its answers are taken back out of it', () => {
    const elsewhere = { providerId: 'Q', siteId: 'T', setting: 'x', halfDaysPerWeek: 5 };
    const offer = offerFrom(
      {
        ...needed,
        model: 'split',
        elsewhere,
        halfDaysPerWeek: 4,
        standards: ['1'],
        title: 'T',
        summary: 'U',
      },
      basis,
    );
    expect(offerFrom(answersOf(offer, offer.legs, 0), basis)).toEqual(offer);
  });

  it.each(OFFER_TEMPLATES)('can begin with $name', ({ answers }) => {
    const elsewhere = { providerId: 'Q', siteId: 'T', setting: 'x', halfDaysPerWeek: 5 };
    const offer = offerFrom({ ...needed, elsewhere, professions: ['dietitian'], ...answers }, basis);
    expect(draftFaults(offer)).toEqual([]);
    expect(offer.title).toBe(titleOf(answers, basis));
  });
});

describe('Weeks', () => {
  it('that begin on a Monday end on a Friday', () => expect(endOfWeeks('2027-01-04', 6)).toBe('2027-02-12'));
  it('that begin on another day end the day before', () =>
    expect(endOfWeeks('2027-01-06', 1)).toBe('2027-01-12'));
  it('are told back as they were given', () => {
    for (const start of ['2027-01-04', '2027-01-06', '2027-01-10']) {
      for (const weeks of [1, 2, 13]) expect(weeksBetween(start, endOfWeeks(start, weeks) ?? '')).toBe(weeks);
    }
  });
});

describe('Last year’s offer', () => {
  it('comes again on the same days of the week, after today', () => {
    const again = nextYear({ ...needed, releaseOn: '2026-12-01' }, 'P', '2027-06-01');
    expect(again).toMatchObject({ startsOn: '2028-01-03', endsOn: '2028-02-11', releaseOn: '2027-11-30' });
  });

  it('moves as many years as it takes', () =>
    expect(nextYear(needed, 'P', '2029-06-01').startsOn).toBe('2029-12-31'));

  it('leaves the supervision of others to them', () => {
    const leg = { siteId: 'S', poolId: 'X', halfDaysPerWeek: 4, mode: 'in-person', setting: 'x' } as const;
    const keptLegs = [
      { ...leg, providerId: 'P' },
      { ...leg, providerId: 'Q' },
    ];
    expect(nextYear({ ...needed, keptLegs }, 'P', '2027-06-01').keptLegs?.map((each) => each.poolId)).toEqual(
      ['X', null],
    );
  });
});
