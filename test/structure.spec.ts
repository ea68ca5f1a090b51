import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { readConfig } from '../src/config/index.js';
import { AUDIENCES } from '../src/notifications/rules/audiences.js';
import { JOB_NAMES } from '../src/queue/index.js';

const ROOT = resolve(__dirname, '..');
const NOT_OURS = new Set(['node_modules', 'dist', 'var', 'coverage', '.git']);

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** Paths from the root of all files of ours that end so. */
function filesOfOurs(ending: string, folder = ROOT): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : filesOfOurs(ending, path);
    return entry.name.endsWith(ending) ? [relative(ROOT, path)] : [];
  });
}

/** Text of a Markdown file without what stands in code, where brackets mean something else. */
function prose(markdown: string): string {
  return markdown.replace(/^(```|~~~)[\s\S]*?^\1/gm, '').replace(/`[^`\n]*`/g, '');
}

/** Links to files of ours: the target without its anchor, and the anchor. */
function linksOf(markdown: string): { target: string; anchor: string }[] {
  return [...prose(markdown).matchAll(/\]\(\s*<?([^)\s>]+)>?[^)]*\)/g)]
    .map((found) => found[1] ?? '')
    .filter((link) => !/^[a-z][a-z+.-]*:/i.test(link))
    .map((link) => {
      const [target = '', anchor = ''] = link.split('#');
      return { target: decodeURIComponent(target), anchor };
    });
}

/** Anchors that GitHub makes of a file's headings. */
function anchorsOf(markdown: string): Set<string> {
  const headings = [...markdown.replace(/^(```|~~~)[\s\S]*?^\1/gm, '').matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)];
  return new Set(
    headings.map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replace(/\s/g, '-'),
    ),
  );
}

describe('The decision records', () => {
  const folder = 'docs/adr';
  const records = readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.md') && name !== 'README.md')
    .sort();
  const numberOf = (name: string) => name.slice(0, 4);

  it('are named by a number of four figures and what they decide', () => {
    expect(records.length).toBeGreaterThan(0);
    expect(records.filter((name) => !/^\d{4}(-[a-z0-9]+)+\.md$/.test(name))).toEqual([]);
  });

  it('count from 0001 without a gap, and no two have one number', () => {
    expect(records.map(numberOf)).toEqual(records.map((_, index) => String(index + 1).padStart(4, '0')));
  });

  it.each(records)('%s bears its number, a status and all four parts', (name) => {
    const text = read(join(folder, name));
    expect(text).toMatch(new RegExp(`^# ${numberOf(name)}\\. \\S`));
    const status = /^Status: (.+)$/m.exec(text)?.[1] ?? '';
    expect(status).toMatch(/^(Accepted|Superseded by \d{4})$/);
    const superseding = /\d{4}/.exec(status)?.[0];
    if (superseding) expect(records.map(numberOf)).toContain(superseding);
    const parts = [...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
    expect(parts).toEqual(['Context', 'Options', 'Decision', 'Consequences']);
  });

  it.each(records)('%s owns up to at least one bad consequence', (name) => {
    const consequences = read(join(folder, name)).split('## Consequences')[1] ?? '';
    expect(consequences).toMatch(/^- \*\*Bad:\*\* \S/m);
    expect(consequences).toMatch(/^- \*\*Good:\*\* \S/m);
  });
});

describe('The Markdown files', () => {
  it.each(filesOfOurs('.md'))('%s links only to what is there', (file) => {
    const broken = linksOf(read(file)).filter(({ target, anchor }) => {
      const path = target === '' ? join(ROOT, file) : resolve(ROOT, dirname(file), target);
      if (!existsSync(path)) return true;
      return anchor !== '' && statSync(path).isFile() && !anchorsOf(readFileSync(path, 'utf8')).has(anchor);
    });
    expect(broken).toEqual([]);
  });

  it.each(filesOfOurs('.png'))('%s is small enough to load with the page', (file) => {
    expect(statSync(join(ROOT, file)).size).toBeLessThan(150_000);
  });
});

describe('The settings', () => {
  /** Every name that reading the configuration asks the environment for. */
  const asked = new Set<string>();
  readConfig(
    new Proxy<Record<string, string | undefined>>(
      {},
      {
        get: (_, name) => {
          asked.add(String(name));
          return undefined;
        },
      },
    ),
  );
  const listed = [...read('.env.example').matchAll(/^#?([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => name ?? '');

  it('stand in .env.example, each once, and nothing else does', () => {
    expect([...listed].sort()).toEqual([...asked].sort());
  });

  it('stand there with the values that they have when nobody sets them', () => {
    const commented = [...read('.env.example').matchAll(/^#([A-Z][A-Z0-9_]*)=(.*)$/gm)];
    const withDefault = commented.filter(
      ([, name = '']) => !/^(DATABASE_URL|REDIS_URL|SMTP_URL|NODE_ENV|SECRET|DATA_KEYS)$/.test(name),
    );
    const environment = Object.fromEntries(withDefault.map(([, name, value]) => [name, value]));
    expect(readConfig(environment)).toEqual(readConfig({}));
  });

  it('are all taken when all are set as .env.example shows them', () => {
    const all = [...read('.env.example').matchAll(/^#([A-Z][A-Z0-9_]*)=(.*)$/gm)];
    const environment = {
      ...Object.fromEntries(all.map(([, name, value]) => [name, value])),
      SECRET: 'kQ3v9xZr7LmN2pWs8TyB4cUe6HgJ1dFa',
      DATA_KEYS: 'first:not-looked-at-here',
    };
    expect(readConfig(environment)).toMatchObject({
      database: { kind: 'postgres' },
      queue: { kind: 'redis' },
      mail: { kind: 'smtp' },
      isProduction: true,
    });
  });

  it('are read from the environment in no other place of the product', () => {
    const readers = filesOfOurs('.ts', join(ROOT, 'src')).filter(
      (file) => !/spec\.ts$/.test(file) && /process\.env\b/.test(read(file)),
    );
    const starts = ['src/cli.ts', 'src/main.ts', 'src/worker.ts'];
    expect(readers.filter((file) => !starts.includes(file))).toEqual([]);
  });
});

describe('The jobs', () => {
  it('each have one file that handles them', () => {
    const handled = filesOfOurs('.job.ts', join(ROOT, 'src')).flatMap((file) =>
      [...read(file).matchAll(/^@HandlesJob\('([a-z-]+)'\)/gm)].map(([, job]) => job),
    );
    expect(handled.sort()).toEqual([...JOB_NAMES].sort());
  });
});

describe('The mails', () => {
  it('each have a letter: every template that somebody is to get is one that the writer knows', () => {
    const writer = read('src/notifications/mail-writer.service.ts');
    const templates = [...new Set(AUDIENCES.map(({ template }) => template))];
    expect(templates.filter((template) => !writer.includes(`case '${template}':`))).toEqual([]);
  });

  it('are about events that something records', () => {
    const sources = filesOfOurs('.ts', join(ROOT, 'src')).filter((file) => !/spec\.ts$/.test(file));
    // An event's type is written out, or put together: type: `run-${status}`.
    const recorded = sources
      .filter((file) => read(file).includes('recordEvent('))
      .flatMap((file) => [...read(file).matchAll(/\btype: (['`])([a-z-]+(?:\$\{[^}]+\})?)\1/g)])
      .map(([, , type = '']) => new RegExp(`^${type.replace(/\$\{[^}]+\}/, '[a-z-]+')}$`));
    const events = [...new Set(AUDIENCES.map(({ event }) => event))];
    expect(events.filter((event) => !recorded.some((type) => type.test(event)))).toEqual([]);
  });
});

describe('The sources', () => {
  it('find files of the project from its root alone, because what is built lies one folder deeper', () => {
    const counting = filesOfOurs('.ts', join(ROOT, 'src')).filter((file) =>
      /new URL\(\s*'\.\.\/[^']*',\s*import\.meta\.url/.test(read(file)),
    );
    expect(counting).toEqual([]);
  });
});
