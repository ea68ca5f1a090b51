import type { Letter } from './letter.js';

export interface SignInFacts {
  readonly name: string;
  readonly minutes: number;
  readonly href: string;
}

/** To somebody who asked to sign in. */
export function signInLink({ name, minutes, href }: SignInFacts): Letter {
  return {
    subject: 'Your link to sign in to Fairplace',
    greeting: `Dear ${name}`,
    paragraphs: [
      `Open this link in the browser in which you asked for it, within ${minutes} minutes. It works once.`,
      'If you did not ask for it, do nothing: without it nobody gets in.',
    ],
    link: { text: 'Sign in', href },
  };
}

export interface InvitationFacts {
  readonly name: string;
  readonly organisationName: string;
  readonly roleName: string;
  readonly until: string;
  readonly href: string;
}

/** To somebody who was invited into an organisation. */
export function invitation({ name, organisationName, roleName, until, href }: InvitationFacts): Letter {
  return {
    subject: `${organisationName} invites you to Fairplace`,
    greeting: `Dear ${name}`,
    paragraphs: [
      `${organisationName} invites you to act for it on Fairplace, where practice placements for students of the allied health professions are offered and matched.`,
    ],
    facts: [
      ['Your role', roleName],
      ['Answer until', until],
    ],
    afterwards: ['If this is not for you, do nothing.'],
    link: { text: 'See the invitation', href },
  };
}

export interface ClaimFacts {
  readonly name: string;
  readonly organisationName: string;
  readonly href: string;
  readonly reason: string;
  readonly days: number;
}

/** To somebody who wants to act for an organisation: is the address yours? */
export function claimToConfirm({ name, organisationName, href, days }: ClaimFacts): Letter {
  return {
    subject: 'Confirm your address',
    greeting: `Dear ${name}`,
    paragraphs: [
      `Somebody, you we hope, asked with this address to act for ${organisationName} on Fairplace. If it was you, confirm it within ${days} days.`,
      'If it was not, do nothing.',
    ],
    link: { text: 'Confirm', href },
  };
}

/** To a coordinator: somebody waits. */
export function claimWaiting({ organisationName, href }: ClaimFacts): Letter {
  return {
    subject: `Somebody wants to act for ${organisationName}`,
    greeting: 'Dear colleagues',
    paragraphs: [
      `Somebody wants to act for ${organisationName}, with an address that does not show that they work there. Please look, and let them in or say why not.`,
    ],
    link: { text: 'See who waits', href },
  };
}

/** To the claimant: you are in. */
export function claimApproved({ name, organisationName, href }: ClaimFacts): Letter {
  return {
    subject: `You may act for ${organisationName} now`,
    greeting: `Dear ${name}`,
    paragraphs: [`You may act for ${organisationName} on Fairplace now. You need no password.`],
    link: { text: 'Sign in', href },
  };
}

/** To the claimant: not this way. */
export function claimRefused({ name, organisationName, reason }: ClaimFacts): Letter {
  return {
    subject: `About ${organisationName} on Fairplace`,
    greeting: `Dear ${name}`,
    paragraphs: [`The local placement team could not let you act for ${organisationName}. They say:`, reason],
  };
}
