const LONDON = { timeZone: 'Europe/London' } as const;

/** An instant as a day in England: "3 February 2027". */
export function dayWords(instant: Date): string {
  return instant.toLocaleDateString('en-GB', { ...LONDON, day: 'numeric', month: 'long', year: 'numeric' });
}

/** An instant in England to the minute: "3 February 2027 at 14:05". */
export function minuteWords(instant: Date): string {
  const time = instant.toLocaleTimeString('en-GB', { ...LONDON, hour: '2-digit', minute: '2-digit' });
  return `${dayWords(instant)} at ${time}`;
}
