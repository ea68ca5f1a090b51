import { outputFaults, type ExitCode, type Terminal } from './match.command.js';
import { readReferenceData } from './reference-data.reader.js';
import { repairFiles, type RepairFilesOptions } from './repair-files.service.js';

export type RepairCommandOptions = Omit<RepairFilesOptions, 'today'>;

/**
 * The command `repair`: a matching in force and events in, the repaired matching and what has changed out. Tells what changed on
 * stdout, faults on stderr. Unless it answers 0 nothing was written.
 */
export async function runRepairCommand(
  options: RepairCommandOptions,
  { stdout, stderr, today, referenceFolder }: Terminal,
): Promise<ExitCode> {
  try {
    const { students, offers, pools, caps, policy, matches, events } = options;
    const pathFaults = await outputFaults(options, [students, offers, pools, caps, policy, matches, events]);
    if (pathFaults.length > 0) {
      stderr.write(`${pathFaults.join('\n')}\n`);
      return 2;
    }
    const repaired = await repairFiles({ ...options, today }, await readReferenceData(referenceFolder));
    if (!repaired.ok) {
      const { total } = repaired.refusal;
      stderr.write(`${repaired.refusal.lines().join('\n')}\n`);
      stderr.write(`${total === 1 ? '1 fault' : `${total} faults`} found; nothing was written.\n`);
      return 2;
    }
    const { changes, before, after, isExact } = repaired.value;
    const proof = isExact ? 'fewer could not be' : 'whether fewer would do is not proven';
    stdout.write(
      `${changes.length === 1 ? '1 placement' : `${changes.length} placements`} changed (${proof}); ${after.placed} students have a place, ${before.placed} had.\n`,
    );
    stdout.write(`Written: ${options.out} and ${options.report}\n`);
    return 0;
  } catch (error) {
    stderr.write(`Failed: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}
