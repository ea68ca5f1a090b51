import 'reflect-metadata';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { CommandOutput } from './commands/output.js';
import { ConfigError, readConfig } from './config/config.js';
import type { ImportKind } from './imports/index.js';
import type { MatchCommandOptions, RepairCommandOptions } from './matching/match-files/index.js';
import { dayNumber } from './shared/days.js';

const output: CommandOutput = {
  stdout: (text) => void process.stdout.write(text),
  stderr: (text) => void process.stderr.write(text),
  isTerminal: process.stderr.isTTY === true,
};

// Whoever reads us may have read enough: `fairplace ... | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

const program = new Command('fairplace')
  .description('Practice placements, matched fairly')
  .showHelpAfterError()
  .exitOverride();

program
  .command('match')
  .description('match students to offers, files in and files out; needs no database and no server')
  .requiredOption('--students <file>', 'students.csv')
  .requiredOption('--offers <file>', 'offers.csv')
  .option('--pools <file>', 'pools.csv: how much each supervision pool can take')
  .option('--caps <file>', 'caps.csv: how many learners a provider or site hosts at once')
  .option('--policy <file>', 'policy.json: weights, fairness, pinned and forbidden pairs')
  .requiredOption('--out <file>', 'where matches.csv goes')
  .requiredOption('--report <file>', 'where report.json goes')
  .addHelpText('after', '\nExit code 0: matched. 2: the files have faults, all of them listed. 1: failed.')
  .action(async (options: MatchCommandOptions) => {
    const { runMatchCommand } = await import('./matching/match-files/index.js');
    const today = dayNumber(new Date().toISOString().slice(0, 10)) ?? 0;
    process.exitCode = await runMatchCommand(options, {
      stdout: process.stdout,
      stderr: process.stderr,
      isTerminal: output.isTerminal,
      today,
    });
  });

program
  .command('repair')
  .description('after events, repair a match of files with the fewest changes, and say why each')
  .requiredOption('--students <file>', 'students.csv')
  .requiredOption('--offers <file>', 'offers.csv, as before the events')
  .option('--pools <file>', 'pools.csv')
  .option('--caps <file>', 'caps.csv')
  .option('--policy <file>', 'policy.json')
  .requiredOption('--matches <file>', 'matches.csv: the match in force')
  .requiredOption('--events <file>', 'events.json: what has happened')
  .requiredOption('--out <file>', 'where the repaired matches.csv goes')
  .requiredOption('--report <file>', 'where the changes and their reasons go, as JSON')
  .addHelpText('after', '\nExit code 0: repaired. 2: the files have faults, all of them listed. 1: failed.')
  .action(async (options: RepairCommandOptions) => {
    const { runRepairCommand } = await import('./matching/match-files/index.js');
    const today = dayNumber(new Date().toISOString().slice(0, 10)) ?? 0;
    const { stdout, stderr } = process;
    process.exitCode = await runRepairCommand(options, {
      stdout,
      stderr,
      isTerminal: output.isTerminal,
      today,
    });
  });

program
  .command('solve')
  .description('solve a bare instance (.plm): for each student the number of an offer, or -1')
  .argument('<file>')
  .option('--out <file>', 'where the numbers go; printed when left out')
  .option('--report <file>', 'write placed, cost, times, memory and the proof as JSON')
  .option('--times <number>', 'solve so often and report the quickest', wholeNumber, 1)
  .action(async (file: string, options: { out?: string; report?: string; times: number }) => {
    const { solveFile } = await import('./matching/solve-file/index.js');
    process.exitCode = await solveFile({ file, ...options }, output);
  });

program
  .command('serve')
  .description('start the server, and the worker in it unless WORKER=separate')
  .action(async () => {
    await import('./main.js');
  });

program
  .command('worker')
  .description('start a worker of its own; beside a server only with REDIS_URL')
  .action(async () => {
    await import('./worker.js');
  });

program
  .command('migrate')
  .description('bring the database to the newest tables and reference data')
  .action(async () => {
    const { migrate } = await import('./commands/migrate.command.js');
    const { printTable } = await import('./commands/output.js');
    const { migrations, reference } = await migrate(readConfig(process.env));
    output.stdout(`${migrations.length} migrations run.\n`);
    const rows = reference.map(({ table, created, updated, unchanged }) =>
      [table, created, updated, unchanged].map(String),
    );
    output.stdout(printTable(['reference data', 'created', 'updated', 'unchanged'], rows));
  });

program
  .command('import')
  .description('bring in a CSV file of students, offers, pools or caps')
  .argument(
    '<kind>',
    'students, offers, pools or caps',
    oneOf(['students', 'offers', 'pools', 'caps'] as const),
  )
  .argument('<file>')
  .option('--good-rows-only', 'leave the rows with faults out instead of refusing the file', false)
  .addHelpText('after', '\nExit code 0: saved. 2: the file has faults and nothing was saved.')
  .action(async (kind: ImportKind, file: string, { goodRowsOnly }: { goodRowsOnly: boolean }) => {
    const { importFile } = await import('./commands/import.command.js');
    process.exitCode = await importFile(quietConfig(), { kind, file, goodRowsOnly }, output);
  });

program
  .command('directory')
  .description("the Care Quality Commission's care directory")
  .command('import')
  .description('bring in the weekly CSV; each location becomes an unclaimed entry, never an offer')
  .argument('<file>')
  .option('--report <file>', 'write rows, created, updated, unchanged, gone and faulty as JSON')
  .action(async (file: string, { report }: { report?: string }) => {
    const { importDirectory } = await import('./commands/import.command.js');
    process.exitCode = await importDirectory(quietConfig(), { file, report }, output);
  });

program
  .command('run')
  .description('put a matching run over everything on the queue and wait for its end')
  .addOption(new Option('--label <text>', 'a name to know it by').default('Run'))
  .action(async ({ label }: { label: string }) => {
    const { runMatching } = await import('./commands/run.command.js');
    process.exitCode = await runMatching(quietConfig(), { label }, output);
  });

program
  .command('admin')
  .description('people who see to the service')
  .command('create')
  .description(
    'make somebody administrator and system coordinator; they sign in by a link that is sent to them',
  )
  .requiredOption('--email <address>')
  .requiredOption('--name <name>')
  .action(async ({ email, name }: { email: string; name: string }) => {
    const { createAdministrator } = await import('./commands/admin.command.js');
    process.exitCode = await createAdministrator(quietConfig(), { email, name }, output);
  });

program
  .command('retention')
  .description('erase what its time is over for, as the privacy notice says; done every night by itself')
  .option('--dry-run', 'only say what would go', false)
  .action(async ({ dryRun }: { dryRun: boolean }) => {
    const { applyRetention } = await import('./commands/privacy.command.js');
    process.exitCode = await applyRetention(quietConfig(), { isDryRun: dryRun }, output);
  });

const person = program.command('person').description('what is kept about one person');

person
  .command('export')
  .description('write all of it into a file')
  .requiredOption('--email <address>')
  .requiredOption('--out <file>')
  .action(async ({ email, out }: { email: string; out: string }) => {
    const { personalData } = await import('./commands/privacy.command.js');
    process.exitCode = await personalData(quietConfig(), { email, out, isErasing: false }, output);
  });

person
  .command('erase')
  .description('erase the person, and make student records of theirs nobody in particular; cannot be undone')
  .requiredOption('--email <address>')
  .action(async ({ email }: { email: string }) => {
    const { personalData } = await import('./commands/privacy.command.js');
    process.exitCode = await personalData(quietConfig(), { email, isErasing: true }, output);
  });

const keys = program.command('keys').description('the keys that seal special category data');

keys
  .command('make')
  .description('print a new key; put it in front of the others in DATA_KEYS')
  .option('--name <name>', 'what to call it', new Date().toISOString().slice(0, 10))
  .action(async ({ name }: { name: string }) => {
    const { makeKey } = await import('./commands/keys.command.js');
    process.exitCode = makeKey({ name }, output);
  });

keys
  .command('rotate')
  .description('seal everything with the first key of DATA_KEYS, so that the others can go')
  .action(async () => {
    const { rotateKeys } = await import('./commands/keys.command.js');
    process.exitCode = await rotateKeys(quietConfig(), output);
  });

program
  .command('audit')
  .description('who did what')
  .command('verify')
  .description('prove that no event of the audit trail was changed, removed or put in afterwards')
  .option('--mark <mark>', 'what an earlier call told you to note: the trail must still go through it')
  .action(async ({ mark }: { mark?: string }) => {
    const { verifyAuditTrail } = await import('./commands/audit.command.js');
    process.exitCode = await verifyAuditTrail(quietConfig(), { mark }, output);
  });

program
  .command('demo')
  .description('show the whole of it on invented data')
  .option('--exit', 'end after the report instead of leaving the server on', false)
  .action(async ({ exit }: { exit: boolean }) => {
    const { demo } = await import('./commands/demo.command.js');
    process.exitCode = await demo(
      readConfig({ VAR_DIR: 'var/demo', LOG_LEVEL: 'warn', ...process.env, DEMO: 'yes' }),
      { isExiting: exit },
      output,
    );
  });

/** A command that ends says what went wrong, not how it was put together. */
function quietConfig() {
  return readConfig({ LOG_LEVEL: 'warn', ...process.env });
}

function oneOf<Choice extends string>(choices: readonly Choice[]) {
  return (text: string): Choice => {
    const choice = choices.find((each) => each === text);
    if (!choice) throw new InvalidArgumentError(`wanted one of ${choices.join(', ')}`);
    return choice;
  };
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1 || number > 1_000)
    throw new InvalidArgumentError('wanted a whole number from 1 to 1000');
  return number;
}

function messageOf(error: unknown): string {
  const { code, path } = error as { code?: string; path?: string };
  if (code === 'ENOENT') return `There is no file ${path ?? ''}`;
  return error instanceof Error ? error.message : String(error);
}

try {
  await program.parseAsync();
} catch (error) {
  const { code, exitCode } = error as { code?: string; exitCode?: number };
  if (code?.startsWith('commander.')) {
    // Help that was asked for is no failure; a command that cannot be read is bad input.
    process.exitCode = exitCode === 0 ? 0 : 2;
  } else {
    output.stderr(`${messageOf(error)}\n`);
    process.exitCode = error instanceof ConfigError || (error as { code?: string }).code === 'ENOENT' ? 2 : 1;
  }
}
