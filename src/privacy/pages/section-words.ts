import type { PersonalSection } from '../personal-data.service.js';

/** A part of what is kept about somebody as a page shows it: without what is empty, in words. */
export function sectionWords({ title, rows }: PersonalSection) {
  return {
    title,
    rows: rows.map((row) =>
      Object.entries(row)
        .filter(([, value]) => !isEmpty(value))
        .map(([name, value]) => ({
          name: name.replaceAll('_', ' '),
          value: typeof value === 'string' ? value : JSON.stringify(value),
        })),
    ),
  };
}

function isEmpty(value: unknown): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}
