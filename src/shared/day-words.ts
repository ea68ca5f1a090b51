import { dayNumber, type DayNumber, isoDay } from './days.js';

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

/** `2027-03-12` as `12 March 2027`. What is no day comes back as it is. */
export function dayInWords(day: string | DayNumber): string {
  const text = typeof day === 'number' ? isoDay(day) : day;
  if (dayNumber(text) === undefined) return text;
  return `${Number(text.slice(8))} ${MONTHS[Number(text.slice(5, 7)) - 1] ?? ''} ${text.slice(0, 4)}`;
}
