const LONG_DAY = new Intl.DateTimeFormat('en-GB', {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: 'UTC',
});

/** `2027-02-01` as `Monday 1 February 2027`. */
export function longDay(day: string): string {
  return LONG_DAY.format(new Date(`${day}T00:00:00Z`)).replace(',', '');
}

/** `1 day`, `2.5 days`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** A code of a file as words: `enhanced-dbs` as `enhanced DBS`. */
export function codeInWords(code: string): string {
  return code.replace(/[-_]+/g, ' ').replace(/\bdbs\b/gi, 'DBS');
}
