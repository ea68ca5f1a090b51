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
