import type { OfferQuery } from '../../src/placements/offer.dto.js';

export interface Search {
  readonly name: string;
  readonly query: OfferQuery;
  /** The page that is timed; 1 when not given. */
  readonly page?: number;
}

const asked = (query: Partial<OfferQuery>): OfferQuery => ({ limit: 20, transport: 'public', ...query });

/** What people look for, from the widest to the narrowest. */
export const SEARCHES: readonly Search[] = [
  { name: 'newest', query: asked({}) },
  { name: 'newest, page 50', query: asked({}), page: 50 },
  { name: 'text: stroke rehabilitation', query: asked({ q: 'stroke rehabilitation' }) },
  { name: 'text: care (in two of five offers)', query: asked({ q: 'care' }) },
  {
    name: 'profession, year, dates',
    query: asked({ profession: ['physiotherapist'], year: ['2'], from: '2027-05-03', to: '2027-07-30' }),
  },
  { name: 'one of 36 ICBs', query: asked({ icb: ['QRL'] }) },
  { name: 'within 10 km of a postcode', query: asked({ near: 'M1 1AE', withinKm: 10 }) },
  {
    name: 'within 45 minutes by car, nearest first',
    query: asked({ near: 'B1 1BB', withinMinutes: 45, transport: 'car', sort: 'distance' }),
  },
  { name: 'whole country, nearest first', query: asked({ near: 'OX4 1AA' }) },
  { name: 'free places only', query: asked({ hasFreePlaces: true }) },
  { name: 'facets, no filter', query: asked({ facets: true }) },
  {
    name: 'facets, profession and year',
    query: asked({ profession: ['occupational-therapist'], year: ['2'], facets: true }),
  },
  {
    name: 'facets, profession, dates, 45 minutes',
    query: asked({
      profession: ['physiotherapist'],
      from: '2027-05-03',
      to: '2027-07-30',
      near: 'LS1 1AA',
      withinMinutes: 45,
      transport: 'car',
      facets: true,
    }),
  },
  { name: 'facets, text', query: asked({ q: 'dementia', facets: true }) },
];
