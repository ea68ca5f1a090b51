import { fromRows, range, some } from './corners.js';
import { mulberry32 } from './generator.js';
import type { Instance } from '../../src/matching/engine/instance.js';

type Dice = () => number;

/** How many students and offers, how many places for each student, how many candidates each, and what the dearest pair may cost. */
interface Size {
  readonly students: number;
  readonly offers: number;
  readonly room: number;
  readonly candidates: number;
  readonly dearest: number;
}

/** Ways in which rows come about; each draws the offers of one student, with their costs. */
const ROWS: Readonly<
  Record<string, (dice: Dice, student: number, size: Size) => readonly (readonly [number, number])[]>
> = {
  'anywhere, at any cost': (dice, _student, { offers, candidates, dearest }) =>
    some(dice, candidates, offers, () => upTo(dice, dearest)),
  'on a map, by distance': (dice, student, { students, offers, candidates, dearest }) => {
    const home = Math.floor((student / students) * offers);
    const near = range(2 * candidates).map((at) => (home + at * at) % offers);
    const chosen = [...new Set(near)].filter(() => dice() < 0.5);
    return chosen.map((offer) => [offer, Math.min(dearest, Math.abs(offer - home) + upTo(dice, 5))]);
  },
  'few costs, many alike': (dice, _student, { offers, candidates, dearest }) =>
    some(dice, candidates, offers, () => dearest * upTo(dice, 2)),
  'the popular first': (dice, _student, { offers, candidates, dearest }) => {
    const chosen = new Set<number>();
    while (chosen.size < candidates) chosen.add(Math.floor(dice() ** 3 * offers));
    return [...chosen].map((offer) => [offer, upTo(dice, dearest)]);
  },
  'ranked alike by all': (dice, _student, { offers, candidates, dearest }) =>
    some(dice, candidates, offers, () => 0).map(([offer]) => [
      offer,
      Math.floor((offer / offers) * dearest) + upTo(dice, 1),
    ]),
  'cost grows like a product': (dice, student, { students, offers, candidates, dearest }) =>
    some(dice, candidates, offers, () => 0).map(([offer]) => [
      offer,
      Math.floor(((student + 1) / students) * ((offer + 1) / offers) * dearest),
    ]),
  'many with none or one': (dice, _student, { offers, candidates, dearest }) =>
    some(dice, Math.floor(dice() ** 4 * candidates), offers, () => upTo(dice, dearest)),
};

/**
 * Instances of many shapes, small and middling, by number: rows of seven kinds, from a tenth to three times as many places as
 * students, in offers of one place or of many, some of none. The same number is always the same instance.
 */
export function shapeOf(number: number): { readonly name: string; readonly instance: Instance } {
  const dice = mulberry32(92_821 * (number + 1));
  const kinds = Object.keys(ROWS);
  const kind = kinds[number % kinds.length]!;
  const students = Math.floor(20 * 200 ** dice());
  const offers = Math.max(2, Math.floor(students * [0.02, 0.2, 0.5, 1, 1.5][upTo(dice, 4)]!));
  const size = {
    students,
    offers,
    room: [0.1, 0.6, 0.95, 1, 1.3, 3][upTo(dice, 5)]!,
    candidates: Math.max(1, Math.floor(Math.min(offers / 2, 3 + 40 * dice()))),
    dearest: [1, 10, 150, 5_000, 3_000_000][upTo(dice, 4)]!,
  };
  const places = new Array<number>(offers).fill(0);
  for (let place = 0; place < Math.ceil(size.room * students); place++)
    places[Math.floor(dice() ** 2 * offers)]!++;
  const instance = fromRows(places, students, (rowDice, student) => ROWS[kind]!(rowDice, student, size));
  return { name: `shape ${number}: ${kind}`, instance };
}

function upTo(dice: Dice, most: number): number {
  return Math.floor(dice() * (most + 1));
}
