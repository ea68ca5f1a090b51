import { meantPerhaps } from './meant-perhaps.js';
import { codeKey } from './text-key.js';

/** The words and places that a file may name, looked up. Passed in, so that reading stays pure. */
export interface Vocabulary {
  /** Code of the profession that a code, name or alias stands for; `undefined` when nobody knows it. */
  profession(text: string): string | undefined;
  /** Every profession code, in the order in which to list them. */
  readonly professions: readonly string[];
  /** Id of the postcode district (`OX4`) that a postcode lies in; `undefined` when there is none. */
  district(postcode: string): string | undefined;
}

export interface KnownProfession {
  readonly code: string;
  readonly name: string;
  readonly aliases: readonly string[];
}

/** Ways of writing a profession that are remembered. */
const MOST_WRITTEN = 1_000;

/**
 * Builds the lookups. A profession answers to its code, name and aliases in any case, with space,
 * hyphen and underscore alike. Where two claim one alias the first in the list has it; codes and
 * names come before all aliases.
 */
export function vocabularyOf(
  professions: readonly KnownProfession[],
  district: (postcode: string) => string | undefined,
): Vocabulary {
  const codes = new Map<string, string>();
  const learn = (text: string, code: string): void => {
    const key = codeKey(text);
    if (key !== '' && !codes.has(key)) codes.set(key, code);
  };
  for (const { code } of professions) learn(code, code);
  for (const { code, name } of professions) learn(name, code);
  for (const { code, aliases } of professions) for (const alias of aliases) learn(alias, code);
  // A file has a few professions, each in a way or two of writing it, on thousands of rows.
  const written = new Map<string, string | undefined>();
  const profession = (text: string) => {
    if (!written.has(text)) {
      if (written.size >= MOST_WRITTEN) written.clear();
      written.set(text, codes.get(codeKey(text)));
    }
    return written.get(text);
  };
  return {
    profession,
    professions: professions.map(({ code }) => code),
    district,
  };
}

/** What to write in place of an unknown profession: some that are known, and the one that was likely meant. */
export function wantedProfession(text: string, { professions }: Vocabulary): string {
  const meant = text === '' ? '' : meantPerhaps(text, professions);
  return `a profession such as ${professions.slice(0, 3).join(', ')}${meant}`;
}
