import type { Config } from '../config/index.js';
import { createContext, openDatabaseOnly } from '../create-app.js';
import { AuditService, type AuditVerdict } from '../identity/index.js';
import type { CommandOutput } from './output.js';

const FAULTS: Readonly<Record<Extract<AuditVerdict, { isWhole: false }>['fault'], string>> = {
  missing: 'is missing',
  changed: 'is not as it was written',
  'end-missing': 'and what follows is missing',
  'other-trail': 'is not the event that was noted: the trail was written anew',
};

/**
 * Proves that the audit trail is whole. `mark` is what an earlier call printed. Exit code 1 when it is not whole,
 * 2 for a mark that is none.
 */
export async function verifyAuditTrail(
  config: Config,
  { mark }: { readonly mark?: string | undefined },
  { stdout, stderr }: CommandOutput,
): Promise<number> {
  const [, sequence, hash] = /^(\d{1,9}):([\w-]{43})$/.exec(mark ?? '') ?? [];
  if (mark !== undefined && (!sequence || !hash)) {
    stderr('Wanted --mark as an earlier call printed it: a number, a colon and 43 characters.\n');
    return 2;
  }
  const context = await createContext(await openDatabaseOnly(config), 'idle');
  try {
    const wanted = sequence && hash ? { sequence: Number(sequence), hash } : undefined;
    const verdict = await context.get(AuditService).verify(wanted);
    if (!verdict.isWhole) {
      stderr(`The audit trail is not whole: event ${verdict.sequence} ${FAULTS[verdict.fault]}.\n`);
      return 1;
    }
    const { head } = verdict;
    stdout(`The audit trail is whole: ${head.sequence} events.\n`);
    if (head.sequence > 0) stdout(`Note this elsewhere: ${head.sequence}:${head.hash}\n`);
    return 0;
  } finally {
    await context.close();
  }
}
