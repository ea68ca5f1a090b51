/**
 * The form in which codes and names that people type are compared: without spaces around them, one
 * space between words, lower case. Two texts mean the same when their keys are equal. The text as
 * written is kept beside it for showing.
 */
export function textKey(text: string): string {
  return text.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();
}

/** As {@link textKey}, with space, hyphen and underscore alike: `Care home`, `care_home`, `care-home`. */
export function codeKey(text: string): string {
  return text
    .normalize('NFC')
    .trim()
    .replace(/[\s_-]+/g, '-')
    .toLowerCase();
}
