/** A kind of placement as a host chooses it. The code is that of the reference data's models. */
export interface PlacementKind {
  readonly code: string;
  readonly name: string;
  /** What it is, in one plain sentence. */
  readonly sentence: string;
}

/** The kinds that a host chooses from, the plainest first. */
export const PLACEMENT_KINDS: readonly PlacementKind[] = [
  { code: 'one-to-one', name: 'One to one', sentence: 'One educator looks after one student.' },
  {
    code: 'peer-assisted',
    name: 'Pairs or small groups',
    sentence: 'Two or more students come together and learn from each other with one educator.',
  },
  {
    code: 'long-arm',
    name: 'Supervised from outside',
    sentence:
      'The educator works somewhere else and visits or calls. One of your team is there for the student each day.',
  },
  {
    code: 'role-emerging',
    name: 'A new role',
    sentence:
      'Nobody in that profession works with you yet. The student finds out what they could do for you.',
  },
  {
    code: 'split',
    name: 'Two places',
    sentence: 'The student spends part of the week with you and part of it somewhere else.',
  },
  {
    code: 'project',
    name: 'A project',
    sentence:
      'The student does one piece of work for you, such as a menu, a leaflet or a check of how you work.',
  },
  {
    code: 'leadership',
    name: 'Leading and managing',
    sentence: 'The student works beside somebody who runs a service.',
  },
  { code: 'research', name: 'Research', sentence: 'The student helps to find something out.' },
  { code: 'part-time', name: 'Part time', sentence: 'Fewer days a week, over more weeks.' },
  {
    code: 'remote',
    name: 'By video or phone',
    sentence: 'The student works with people from afar and does not come to you.',
  },
];

/** Kinds whose students are at a second provider for part of the week. */
export const KINDS_ELSEWHERE: readonly string[] = ['split', 'hybrid-local-authority-nhs', 'hub-and-spoke'];

const OTHER_NAMES: Readonly<Record<string, string>> = {
  clip: 'Coached group',
  'shared-supervision': 'Two educators share one student',
  'hybrid-local-authority-nhs': 'Council and NHS together',
  'hub-and-spoke': 'One base and short visits elsewhere',
  education: 'Teaching',
  simulated: 'Practice in a simulation',
  'extended-day': 'Shifts or weekends',
  interprofessional: 'Several professions together',
  'cross-sector': 'Outside the NHS',
  contemporary: 'A new kind of placement',
  pisces: 'Paramedics in social care (PISCES)',
};

/** A model in words that need no explanation; one that nobody has words for, as its code. */
export function kindName(code: string): string {
  const kind = PLACEMENT_KINDS.find((each) => each.code === code);
  return kind?.name ?? OTHER_NAMES[code] ?? code.replaceAll('-', ' ');
}
