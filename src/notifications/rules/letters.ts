import type { ShownStudent } from '../../placements/index.js';
import type { Letter } from './letter.js';
import { codeInWords, longDay, plural } from './words.js';

/** One placement as a mail may tell of it, with as much of the student as its reader may know at the time. */
export interface ToldPlacement extends ShownStudent {
  readonly token: string;
  readonly offerTitle: string;
  readonly startsOn: string;
  readonly endsOn: string;
  readonly daysPerWeek: number;
  /** Which part of the placement the reader hosts, where it has several. */
  readonly part: string;
}

export interface ProviderFacts {
  readonly providerName: string;
  readonly contactName: string | null;
  readonly placements: readonly ToldPlacement[];
  readonly publicUrl: string;
}

/** To a provider: students were matched to it, please answer. */
export function placementsOffered({
  providerName,
  contactName,
  placements,
  publicUrl,
}: ProviderFacts): Letter {
  const count = placements.length;
  return {
    subject: `${plural(count, 'student')} matched to ${providerName}: please answer`,
    greeting: contactName ? `Dear ${contactName}` : `Dear colleagues at ${providerName}`,
    paragraphs: [
      `${plural(count, 'student')} ${count === 1 ? 'has' : 'have'} been matched to what you offer. Please say for each whether you can take them.`,
      'You see no names yet. You get them when the placement is confirmed.',
    ],
    table: placementTable(placements),
    link: { text: 'Answer', href: `${publicUrl}/hosting` },
  };
}

/** To a provider: nothing to answer any more. */
export function placementsWithdrawn({ providerName, contactName, placements }: ProviderFacts): Letter {
  return {
    subject: `Matches for ${providerName} were withdrawn`,
    greeting: contactName ? `Dear ${contactName}` : `Dear colleagues at ${providerName}`,
    paragraphs: [
      'The matches below were withdrawn by the placement team. You need not answer them. Your places are free again.',
    ],
    table: placementTable(placements),
  };
}

export interface HeiRunFacts {
  readonly heiName: string;
  readonly runLabel: string;
  readonly placed: number;
  readonly unplaced: number;
  readonly publicUrl: string;
}

/** To an HEI: a run is done, please look. */
export function runFinished({ heiName, runLabel, placed, unplaced, publicUrl }: HeiRunFacts): Letter {
  return {
    subject: `${runLabel}: ${placed} of your students placed, ${unplaced} not`,
    greeting: `Dear placement team of ${heiName}`,
    paragraphs: [
      `The matching run "${runLabel}" has finished.`,
      unplaced === 0
        ? 'Every one of your students has a place.'
        : `For each student without a place the result says why, and which change would help.`,
      'Nobody else has been told yet. Look through the result before it is published.',
    ],
    facts: [
      ['Placed', String(placed)],
      ['Without a place', String(unplaced)],
    ],
    link: { text: 'Open Fairplace', href: publicUrl },
  };
}

/** To an HEI: providers and students have been told. */
export function runPublished({ heiName, runLabel, placed, unplaced, publicUrl }: HeiRunFacts): Letter {
  return {
    subject: `${runLabel} is published`,
    greeting: `Dear placement team of ${heiName}`,
    paragraphs: [
      `The matching run "${runLabel}" is published. The providers have been asked to answer, and your students know where they are to go.`,
    ],
    facts: [
      ['Placed', String(placed)],
      ['Without a place', String(unplaced)],
    ],
    link: { text: 'Open Fairplace', href: publicUrl },
  };
}

/** To an HEI: what was published holds no longer. */
export function runWithdrawn({ heiName, runLabel, publicUrl }: HeiRunFacts): Letter {
  return {
    subject: `${runLabel} was withdrawn`,
    greeting: `Dear placement team of ${heiName}`,
    paragraphs: [
      `The matching run "${runLabel}" was withdrawn after it had been published. Its placements are off, and the providers and students concerned have been told.`,
      'A new run can place the students again.',
    ],
    link: { text: 'Open Fairplace', href: publicUrl },
  };
}

export interface AnswerFacts {
  readonly heiName: string;
  readonly providerName: string;
  readonly isAccepted: boolean;
  readonly reason: string | null;
  readonly isWholeAccepted: boolean;
  readonly placement: ToldPlacement;
  readonly publicUrl: string;
}

const REASONS: Readonly<Record<string, string>> = {
  'no-educator': 'no educator is free',
  'no-capacity': 'there is no room',
  'dates-changed': 'the dates no longer suit',
  'requirements-not-met': 'what it requires is not met',
  'service-change': 'the service is changing',
  other: 'another reason',
};

/** To an HEI: a provider said yes or no. */
export function placementAnswered(facts: AnswerFacts): Letter {
  const { placement, providerName, isAccepted, isWholeAccepted, reason } = facts;
  const answer = isAccepted ? 'accepted' : 'declined';
  const sequel = isAccepted
    ? isWholeAccepted
      ? 'All who host it have now accepted.'
      : 'The other part of this placement still waits for its answer.'
    : `Its reason: ${REASONS[reason ?? ''] ?? 'none was given'}. The student needs another place.`;
  return {
    subject: `${providerName} ${answer} placement ${placement.token}`,
    greeting: `Dear placement team of ${facts.heiName}`,
    paragraphs: [`${providerName} has ${answer} a placement of one of your students. ${sequel}`],
    facts: [
      ['Placement', placement.token],
      ['What', placement.offerTitle],
      ['When', `${longDay(placement.startsOn)} to ${longDay(placement.endsOn)}`],
    ],
    link: { text: 'Open Fairplace', href: facts.publicUrl },
  };
}

export interface StudentFacts {
  readonly givenName: string;
  readonly offerTitle: string;
  readonly parts: readonly {
    readonly where: string;
    readonly daysPerWeek: number;
    readonly travelMinutes: number | null;
  }[];
  readonly startsOn: string;
  readonly endsOn: string;
  readonly requires: readonly string[];
  readonly heiName: string;
  readonly heiContact: string | null;
}

/** To a student: you have a placement. What, where, when, how far, and whom to ask. */
export function placementForStudent(facts: StudentFacts): Letter {
  const wheres = facts.parts.map(({ where, daysPerWeek, travelMinutes }) => {
    const journey = travelMinutes === null ? 'remote' : `about ${travelMinutes} minutes from you each way`;
    return `${where}, ${plural(daysPerWeek, 'day')} a week, ${journey}`;
  });
  const contact = facts.heiContact
    ? `the placement team of ${facts.heiName}, ${facts.heiContact}`
    : `the placement team of ${facts.heiName}`;
  return {
    subject: `Your placement from ${longDay(facts.startsOn)}`,
    greeting: facts.givenName ? `Dear ${facts.givenName}` : 'Hello',
    paragraphs: [
      'We have found a placement for you. The people who host it have been asked to say yes. Your placement team tells you when they have.',
    ],
    facts: [
      ['What', facts.offerTitle],
      ...wheres.map((where): readonly [string, string] => ['Where', where]),
      ['When', `${longDay(facts.startsOn)} to ${longDay(facts.endsOn)}`],
      ...(facts.requires.length > 0
        ? [['What they ask for', facts.requires.map(codeInWords).join(', ')] as const]
        : []),
      ['Who to contact', contact],
    ],
    afterwards: ['The dates are attached for your calendar. Journey times are estimates.'],
  };
}

/** To a student: that placement is off. */
export function placementWithdrawnForStudent(facts: StudentFacts): Letter {
  return {
    subject: `Your placement from ${longDay(facts.startsOn)} is off`,
    greeting: facts.givenName ? `Dear ${facts.givenName}` : 'Hello',
    paragraphs: [
      'The placement below will not take place. You need do nothing: your placement team is looking for another one for you.',
    ],
    facts: [
      ['What', facts.offerTitle],
      ['When', `${longDay(facts.startsOn)} to ${longDay(facts.endsOn)}`],
      ['Who to contact', facts.heiContact ?? `the placement team of ${facts.heiName}`],
    ],
  };
}

function placementTable(placements: readonly ToldPlacement[]) {
  return {
    headings: ['Placement', 'Student', 'What', 'When'],
    rows: placements.map((each) => [
      each.token,
      [each.name, each.email, `${each.profession}, year ${each.year}, ${each.hei}`]
        .filter(Boolean)
        .join(', '),
      `${each.offerTitle}${each.part ? ` (${each.part})` : ''}`,
      `${longDay(each.startsOn)} to ${longDay(each.endsOn)}, ${plural(each.daysPerWeek, 'day')} a week`,
    ]),
  };
}
