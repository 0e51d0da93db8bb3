/** The command line of `muster`: what can be asked of it, and which module answers. */

import { SYMBOLS } from '@muster/labels/symbol-kind';
import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { ROLES } from '../api/access.ts';
import { ConfigError } from '../serve/config-error.ts';
import { addAsset } from './asset-program.ts';
import { addCi } from './ci-program.ts';
import { addDesk } from './desk-program.ts';
import { addEvidence } from './evidence-program.ts';
import { addImport } from './import-program.ts';
import { addApprovals } from './lifecycle-program.ts';
import { addMetrics } from './metrics-program.ts';
import { addPolicies } from './policy-program.ts';
import { addQueue } from './queue-program.ts';
import { listing, positive, reaching } from './reaching.ts';
import { addRules } from './rules-program.ts';
import { addStocktake } from './stocktake-program.ts';
import { EXIT, type Surroundings, UsageError, WorldError } from './surroundings.ts';
import { addTags } from './tags-program.ts';
import { VERSION } from './version.ts';

/** Sets the exit code of the program once a command has run. */
type Exit = (code: number) => void;

/** Runs one command line to its end and returns its exit code. */
export async function runMuster(args: readonly string[], around: Surroundings): Promise<number> {
  let code: number = EXIT.done;
  const exit: Exit = (chosen) => {
    code = chosen;
  };
  const program = new Command('muster')
    .description('roll call for hardware: the reconciler and its command line')
    .version(VERSION);
  addRunning(program, around, exit);
  addReading(program, around, exit);
  addCi(program, around, exit);
  addAsset(program, around, exit);
  addDesk(program, around, exit);
  addQueue(program, around, exit);
  addApprovals(program, around, exit);
  addTags(program, around, exit);
  addStocktake(program, around, exit);
  addRules(program, around, exit);
  addImport(program, around, exit);
  addLabels(program, around, exit);
  addObservers(program, around, exit);
  addPolicies(program, around, exit);
  addMetrics(program, around, exit);
  addPeople(program, around, exit);
  addAudit(program, around, exit);
  addEvidence(program, around, exit);
  addMigrate(program, around, exit);
  prepare(program, around);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    return codeOf(error, around);
  }
}

/** Errors are one line; help is asked for, not pushed. */
function prepare(command: Command, around: Surroundings): void {
  command.exitOverride().configureOutput({
    writeOut: (text) => around.stdout.write(text),
    // Beside errors only the whole help comes this way: that of a group whose command is missing.
    writeErr: () => around.stderr.write(`${missingCommand(command)}\n`),
    outputError: (text) => {
      const said = text
        .trim()
        .replace(/^error: /, '')
        .replace(/\s*\n\s*/g, ' ');
      around.stderr.write(`muster: ${said}; see ${fullName(command)} --help\n`);
    },
  });
  for (const child of command.commands) prepare(child, around);
}

function missingCommand(command: Command): string {
  const name = fullName(command);
  const names = command.commands.map((each) => each.name()).join(', ');
  return `${name}: name a command: ${names} (see ${name} --help)`;
}

function fullName(command: Command): string {
  return command.parent === null ? command.name() : `${fullName(command.parent)} ${command.name()}`;
}

function codeOf(error: unknown, { stderr }: Surroundings): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.wrongUsage;
  const isOfUse = error instanceof UsageError || error instanceof ConfigError;
  if (!(isOfUse || error instanceof WorldError)) throw error;
  stderr.write(`muster: ${error.message}\n`);
  return isOfUse ? EXIT.wrongUsage : EXIT.worldSaidNo;
}

function addRunning(program: Command, around: Surroundings, exit: Exit): void {
  const serving = (command: Command) =>
    command
      .option('--listen <host:port>', 'where (also MUSTER_LISTEN; else 127.0.0.1:8420)')
      .option('--data <dir>', 'data folder (also MUSTER_DATA; else ./data)')
      .option('--tls-cert <file>', 'certificate, PEM; needed beyond loopback')
      .option('--tls-key <file>', 'its private key, PEM')
      .option(
        '--shared-identifiers <file>',
        'values that many devices share, JSON; they never identify',
      )
      .option(
        '--policies <file>',
        'what is rogue, a ghost, moved, outdated: YAML (also MUSTER_POLICIES; see configs/policies.yaml)',
      )
      .option(
        '--coverage-target <percent>',
        'below it a finding opens (also MUSTER_COVERAGE_TARGET; else 80)',
      )
      .option(
        '--calendar <file>',
        'working days, due times, owners, escalation, YAML (also MUSTER_CALENDAR)',
      )
      .option('--public-url <url>', 'address that people use, behind a proxy with TLS')
      .option(
        '--ledger-heads <where>',
        'signed heads of the ledger also go here: a file, or syslog://HOST:514 (also MUSTER_LEDGER_HEADS)',
      )
      .addOption(
        new Option('--log-level <level>')
          .choices(['debug', 'info', 'warn', 'error'])
          .default('info'),
      );
  serving(program.command('up'))
    .description('reconciler, agent and collector on this machine')
    .option('--lab', 'with a simulated segment')
    .option('--tls-ca <file>', 'authority of the certificate, for agent and collector; PEM')
    .action(async (options) => {
      const { upCommand } = await import('./commands/up.ts');
      exit(await upCommand(options, around));
    });
  serving(program.command('serve'))
    .description('the reconciler alone')
    .action(async (options) => {
      const { serveCommand } = await import('./commands/serve.ts');
      exit(await serveCommand(options, around));
    });
  program
    .command('lab')
    .description('the simulated segment alone; arguments go to muster-lab')
    .argument('[args...]')
    .allowUnknownOption()
    .helpOption(false)
    .action(async (args) => {
      const { labCommand } = await import('./commands/lab.ts');
      exit(await labCommand(args, around));
    });
}

function addReading(program: Command, around: Surroundings, exit: Exit): void {
  const sorts = ['lastSeen', 'firstSeen', 'hostname', 'vendor', 'model', 'serial', 'class'];
  listing(program.command('query'))
    .description('what is there')
    .argument('[words...]', "such as 'class:switch vendor:cisco rogue:true seen:<7d'")
    .addOption(new Option('--sort <column>').choices(sorts))
    .option('--descending')
    .action(async (words: string[], { sort, descending, ...options }) => {
      const { listCommand } = await import('./commands/list.ts');
      const q = words.length > 0 ? words.join(' ') : undefined;
      exit(await listCommand('cis', { q, sort, descending }, options, around));
    });
  listing(program.command('findings'))
    .description('what is to be decided or acted on')
    .option('--kind <kind>', 'rogue, ghost, conflict, …')
    .addOption(
      new Option('--state <state>').choices(['open', 'resolved', 'excepted']).default('open'),
    )
    .action(async ({ kind, state, ...options }) => {
      const { listCommand } = await import('./commands/list.ts');
      exit(await listCommand('findings', { kind, state }, options, around));
    });
  listing(program.command('assets'))
    .description('what the organization says it owns')
    .argument('[words...]')
    .option('--unlinked', 'only those that no CI answers for, retired ones left out')
    .action(async (words: string[], { unlinked, ...options }) => {
      const { listCommand } = await import('./commands/list.ts');
      const q = words.length > 0 ? words.join(' ') : undefined;
      const query = { q, ...(unlinked && { linked: false }) };
      exit(await listCommand('assets', query, options, around));
    });
  reaching(program.command('export'))
    .description('everything of a kind, as CSV or JSON')
    .addArgument(new Argument('<what>').choices(['cis', 'assets', 'findings']))
    .option('--csv', 'every column, for a spreadsheet (what happens by itself)')
    .option('--json', "the API's objects, one a line")
    .action(async (what: 'cis' | 'assets' | 'findings', options) => {
      const { exportCommand } = await import('./commands/list.ts');
      exit(await exportCommand(what, options, around));
    });
}

function addLabels(program: Command, around: Surroundings, exit: Exit): void {
  const label = program.command('label').description('labels with tag and symbol, as a PDF');
  reaching(label.command('print', { isDefault: true }))
    .description('labels of asset records')
    .argument('[words...]', 'as `muster assets` searches')
    .option('--tag <tag...>', 'of these very tags, in this order')
    .option('--stock <id>', 'what is printed on (`muster label stocks`)', 'avery-l7160')
    .addOption(new Option('--symbol <kind>').choices(SYMBOLS).default('qr'))
    .option('--skip <n>', 'labels of the first sheet that are used already', countOf, 0)
    .option('--link <url>', 'what the symbol says, with {tag} in it; else the tag alone')
    .option('--line <text>', 'a last line on each: whose it is, whom to call')
    .option('--out <file>', 'the PDF', 'labels.pdf')
    .action(async (words: string[], options) => {
      const { labelCommand } = await import('./commands/label.ts');
      exit(await labelCommand(words, options, around));
    });
  label
    .command('stocks')
    .description('sheets and rolls that can be printed on')
    .action(async () => {
      const { stocksCommand } = await import('./commands/label.ts');
      exit(await stocksCommand(around));
    });
}

function countOf(text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw new InvalidArgumentError('It is a whole number.');
}

function addObservers(program: Command, around: Surroundings, exit: Exit): void {
  const observers = listing(program.command('observers'))
    .description('agents and collectors, and how they are')
    .action(async (options) => {
      const { listCommand } = await import('./commands/list.ts');
      exit(await listCommand('observers', {}, options, around));
    });
  reaching(observers.command('revoke'))
    .description('it may no longer speak')
    .argument('<id>')
    .action(async (id: string, _: unknown, command: Command) => {
      const { revokeObserverCommand } = await import('./commands/observers.ts');
      exit(await revokeObserverCommand(id, command.optsWithGlobals(), around));
    });
  reaching(observers.command('report'))
    .description('asks them to observe again now')
    .argument('[ids...]')
    .addOption(new Option('--kind <kind>', 'all of a kind').choices(['agent', 'collector']))
    .option('--name <pattern>', "all of a name, such as 'berlin-*'")
    .option('--reason <text>', 'told to them, for their logs')
    .action(async (ids: string[], _: unknown, command: Command) => {
      const { reportCommand } = await import('./commands/observers.ts');
      exit(await reportCommand(ids, command.optsWithGlobals(), around));
    });
  const tokens = program.command('enrol-token').description('tokens that admit new observers');
  reaching(tokens.command('create'))
    .description('prints a new one')
    .option('--hours <n>', 'valid for so long; 24 where not said', positive)
    .option('--uses <n>', 'admits so many; 1 where not said', positive)
    .option('--out <file>', 'writes it there instead (readable by you alone)')
    .option('--json', "the API's object")
    .action(async (options) => {
      const { createTokenCommand } = await import('./commands/observers.ts');
      exit(await createTokenCommand(options, around));
    });
  reaching(tokens.command('revoke'))
    .argument('<id>')
    .action(async (id: string, options) => {
      const { revokeTokenCommand } = await import('./commands/observers.ts');
      exit(await revokeTokenCommand(id, options, around));
    });
}

function addPeople(program: Command, around: Surroundings, exit: Exit): void {
  reaching(program.command('sign-in'))
    .description('prints a link that opens the console once')
    .action(async (options) => {
      const { signInCommand } = await import('./commands/people.ts');
      exit(await signInCommand(options, around));
    });
  const user = program.command('user').description('people who may use the console');
  reaching(user.command('add'))
    .argument('<name>')
    .addOption(new Option('--role <role>').choices([...ROLES]).default('viewer'))
    .option('--password-file <file>', 'else it is asked for, or read from a pipe')
    .action(async (name: string, options) => {
      const { addUserCommand } = await import('./commands/people.ts');
      exit(await addUserCommand(name, options, around));
    });
  reaching(user.command('list'))
    .option('--json', "the API's objects, one a line")
    .action(async (options) => {
      const { listUsersCommand } = await import('./commands/people.ts');
      exit(await listUsersCommand(options, around));
    });
  reaching(user.command('remove'))
    .argument('<name>')
    .action(async (name: string, options) => {
      const { removeUserCommand } = await import('./commands/people.ts');
      exit(await removeUserCommand(name, options, around));
    });
}

function addMigrate(program: Command, around: Surroundings, exit: Exit): void {
  program
    .command('migrate')
    .description('moves the inventory of a data folder into an empty PostgreSQL database')
    .option(
      '--to <url>',
      'postgres://USER@HOST/DATABASE (also DATABASE_URL; a password there or in PGPASSWORD is not in the process list)',
    )
    .option(
      '--data <dir>',
      'the data folder; no reconciler runs on it (also MUSTER_DATA; else ./data)',
    )
    .option('--json', 'counts and digests as one object')
    .action(async (options) => {
      const { migrateCommand } = await import('./commands/migrate.ts');
      exit(await migrateCommand(options, around));
    });
}

function addAudit(program: Command, around: Surroundings, exit: Exit): void {
  const audit = program.command('audit').description('the ledger of every decision');
  reaching(audit.command('verify'))
    .description('recomputes its hash chain: of a running reconciler, or of the folder given')
    .option('--offline', 'from the data folder, whatever runs')
    .option(
      '--heads <file>',
      'signed heads to hold it against, a copy kept elsewhere (else those in the data folder)',
    )
    .option(
      '--key <file>',
      "public keys that signed them (else the data folder's ledger-key.pub.json)",
    )
    .option('--json', 'the result as one object')
    .action(async (options) => {
      const { verifyCommand } = await import('./commands/audit.ts');
      exit(await verifyCommand(options, around));
    });
}
