import { STUDENT_HEADER, studentRow } from '../support/two-of-each.js';

/** What is known of a student, each kind with a text that stands nowhere else. */
export interface Canaries {
  readonly ref: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly email: string;
  readonly postcode: string;
  readonly need: string;
  readonly excluded: string;
  readonly note: string;
}
export type CanaryKind = keyof Canaries;

/** By what becomes of them: one is taken up, one finds no place, one is declined. */
export const STUDENTS = {
  taken: {
    ref: 'RI-1',
    givenName: 'Zephyrine',
    familyName: 'Quillfeather',
    email: 'zephyrine.q@canary.example.org',
    postcode: 'OX1 3PZ',
    need: 'tactile-signage-zq',
    excluded: 'Wrenfield Family Firm',
    note: 'plays the ondes martenot',
  },
  unplaced: {
    ref: 'RI-2',
    givenName: 'Ottoline',
    familyName: 'Brackwater',
    email: 'ottoline.b@canary.example.org',
    postcode: 'OX2 6GG',
    need: 'pool-hoist-yq',
    excluded: 'Brackwater Brothers',
    note: 'keeps bees at Binsey',
  },
  declined: {
    ref: 'RI-3',
    givenName: 'Peregrine',
    familyName: 'Saltmarsh',
    email: 'peregrine.s@canary.example.org',
    postcode: 'OX3 9DU',
    need: 'quiet-room-xq',
    excluded: 'Saltmarsh and Sons',
    note: 'sings bass at Iffley',
  },
} as const satisfies Readonly<Record<string, Canaries>>;
export type CanaryStudent = keyof typeof STUDENTS;
export const STUDENT_NAMES = Object.keys(STUDENTS) as CanaryStudent[];

/** What says something of health, family or work. */
export const SPECIAL: readonly CanaryKind[] = ['need', 'excluded'];

export function canaryFile(hei: string): string {
  const rows = Object.values(STUDENTS).map(
    (each) =>
      `${studentRow(each.ref, hei, {
        postcode: each.postcode,
        access_needs: each.need,
        excluded_providers: each.excluded,
        given_name: each.givenName,
        family_name: each.familyName,
        email: each.email,
      })},${each.note}`,
  );
  return [`${STUDENT_HEADER},notes`, ...rows].join('\n');
}

/** Who asks, as far as it says what they may know of a student. */
export type Audience = 'own HEI' | 'the student' | 'host' | 'coordinator' | 'others';

type When = 'always' | 'while confirmed';

/** What each kind of canary may be known to whom, and when. What does not stand here is known to nobody, ever. */
export const MAY_KNOW: Readonly<Record<CanaryKind, Readonly<Partial<Record<Audience, When>>>>> = {
  ref: { 'own HEI': 'always', 'the student': 'always', coordinator: 'always' },
  givenName: { 'own HEI': 'always', 'the student': 'always', host: 'while confirmed' },
  familyName: { 'own HEI': 'always', 'the student': 'always', host: 'while confirmed' },
  email: { 'own HEI': 'always', 'the student': 'always', host: 'while confirmed' },
  postcode: { 'own HEI': 'always', 'the student': 'always' },
  need: { 'own HEI': 'always', 'the student': 'always' },
  excluded: { 'own HEI': 'always', 'the student': 'always' },
  note: { 'own HEI': 'always', 'the student': 'always' },
};

/** Canaries in a text, such as `taken.need`, however it is written: in capitals, without spaces, escaped or encoded. */
export function canariesIn(text: string, kinds?: readonly CanaryKind[]): string[] {
  const plain = text.toLowerCase();
  return STUDENT_NAMES.flatMap((student) =>
    (Object.entries(STUDENTS[student]) as [CanaryKind, string][])
      .filter(([kind]) => !kinds || kinds.includes(kind))
      .filter(([kind, canary]) =>
        kind === 'ref'
          ? new RegExp(`(?<![\\w-])${canary}(?![\\w-])`).test(text)
          : waysToWrite(canary).some((written) => plain.includes(written)),
      )
      .map(([kind]) => `${student}.${kind}`),
  );
}

function waysToWrite(canary: string): string[] {
  const low = canary.toLowerCase();
  const base64 = Buffer.from(canary).toString('base64').slice(0, -4).toLowerCase();
  return [
    ...new Set([low, low.replaceAll(' ', ''), encodeURIComponent(low), low.replaceAll(' ', '+'), base64]),
  ];
}
