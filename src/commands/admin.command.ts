import type { Config } from '../config/index.js';
import { createContext, openDatabaseOnly } from '../create-app.js';
import { isEmailAddress, PeopleService } from '../identity/index.js';
import type { CommandOutput } from './output.js';

/** Makes the first administrator, or one more. Exit code 2 for an address that is none. */
export async function createAdministrator(
  config: Config,
  { email, name }: { readonly email: string; readonly name: string },
  { stdout, stderr }: CommandOutput,
): Promise<number> {
  if (!isEmailAddress(email) || name.trim() === '') {
    stderr('Wanted --email with an address such as name@example.org, and --name with a name.\n');
    return 2;
  }
  const context = await createContext(await openDatabaseOnly(config), 'idle');
  try {
    await context.get(PeopleService).createAdministrator({ email, name: name.trim() });
  } finally {
    await context.close();
  }
  stdout(`${email} may sign in as administrator at ${config.publicUrl}/sign-in\n`);
  return 0;
}
