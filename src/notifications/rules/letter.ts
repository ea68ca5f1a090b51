/** A mail as what it says, from which both its text and its HTML are made. */
export interface Letter {
  readonly subject: string;
  readonly greeting: string;
  readonly paragraphs: readonly string[];
  /** Label and value, such as `When` and `Monday 1 February 2027`. */
  readonly facts?: readonly (readonly [label: string, value: string])[];
  readonly table?: { readonly headings: readonly string[]; readonly rows: readonly (readonly string[])[] };
  readonly afterwards?: readonly string[];
  readonly link?: { readonly text: string; readonly href: string };
}

const SIGNATURE = 'Fairplace';

/** The letter as plain text, lines at most as long as their content needs. */
export function letterText(letter: Letter): string {
  const blocks = [letter.greeting, ...letter.paragraphs];
  if (letter.facts) blocks.push(letter.facts.map(([label, value]) => `${label}: ${value}`).join('\n'));
  if (letter.table) {
    const { headings, rows } = letter.table;
    blocks.push(
      rows
        .map((row) => row.map((cell, index) => `${headings[index] ?? ''}: ${cell}`).join('\n'))
        .join('\n\n'),
    );
  }
  blocks.push(...(letter.afterwards ?? []));
  if (letter.link) blocks.push(`${letter.link.text}:\n${letter.link.href}`);
  blocks.push(SIGNATURE);
  return `${blocks.join('\n\n')}\n`;
}

const STYLE = {
  body: 'font-family: Arial, sans-serif; font-size: 16px; line-height: 1.5; color: #212b32; max-width: 640px;',
  cell: 'text-align: left; vertical-align: top; padding: 8px 16px 8px 0; border-bottom: 1px solid #d8dde0;',
};

/** The letter as HTML that needs nothing from elsewhere: no picture, no font, no tracking. */
export function letterHtml(letter: Letter): string {
  const paragraph = (text: string) => `<p>${escape(text)}</p>`;
  const parts = [paragraph(letter.greeting), ...letter.paragraphs.map(paragraph)];
  if (letter.facts) {
    const rows = letter.facts.map(
      ([label, value]) =>
        `<tr><th scope="row" style="${STYLE.cell}">${escape(label)}</th><td style="${STYLE.cell}">${escape(value)}</td></tr>`,
    );
    parts.push(`<table style="border-collapse: collapse;">${rows.join('')}</table>`);
  }
  if (letter.table) {
    const { headings, rows } = letter.table;
    const head = headings.map((heading) => `<th scope="col" style="${STYLE.cell}">${escape(heading)}</th>`);
    const body = rows.map(
      (row) => `<tr>${row.map((cell) => `<td style="${STYLE.cell}">${escape(cell)}</td>`).join('')}</tr>`,
    );
    parts.push(
      `<table style="border-collapse: collapse;"><thead><tr>${head.join('')}</tr></thead><tbody>${body.join('')}</tbody></table>`,
    );
  }
  parts.push(...(letter.afterwards ?? []).map(paragraph));
  if (letter.link) {
    parts.push(`<p><a href="${escape(letter.link.href)}">${escape(letter.link.text)}</a></p>`);
  }
  parts.push(paragraph(SIGNATURE));
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>${escape(letter.subject)}</title></head><body style="${STYLE.body}">${parts.join('\n')}</body></html>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
