import { writeFile } from 'node:fs/promises';
import type { Config } from '../config/index.js';
import { createContext, openDatabaseOnly } from '../create-app.js';
import { PersonalDataService, RetentionService } from '../privacy/index.js';
import { type CommandOutput, printTable } from './output.js';

/** Applies the rules of retention now, or only says what would go. */
export async function applyRetention(
  config: Config,
  { isDryRun }: { readonly isDryRun: boolean },
  { stdout }: CommandOutput,
): Promise<number> {
  const context = await createContext(await openDatabaseOnly(config), 'idle');
  try {
    const retention = context.get(RetentionService);
    const { lines } = isDryRun ? await retention.look() : await retention.apply('operator');
    const rows = lines.map(({ code, action, before, records }) => [code, action, before, String(records)]);
    stdout(printTable(['what', 'action', 'older than', isDryRun ? 'would go' : 'gone'], rows));
    return 0;
  } finally {
    await context.close();
  }
}

/** Writes everything that is kept about a person into a file, or erases it. */
export async function personalData(
  config: Config,
  { email, out, isErasing }: { readonly email: string; readonly out?: string; readonly isErasing: boolean },
  { stdout }: CommandOutput,
): Promise<number> {
  const context = await createContext(await openDatabaseOnly(config), 'idle');
  try {
    const service = context.get(PersonalDataService);
    if (out !== undefined) {
      const data = await service.about(email);
      await writeFile(out, `${JSON.stringify(data, null, 2)}\n`, { mode: 0o600 });
      stdout(`${data.sections.length} kinds of data written to ${out}\n`);
    }
    if (isErasing) {
      const erased = await service.erase(email, 'operator');
      stdout(
        printTable(
          ['what', 'erased'],
          Object.entries(erased).map(([what, count]) => [what, String(count)]),
        ),
      );
    }
    return 0;
  } finally {
    await context.close();
  }
}
