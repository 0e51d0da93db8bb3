/**
 * muster-agent: knows the host it runs on. Reads the command line and hands over to the one
 * module the command needs: a run every hour on every host should load nothing else.
 */
import type { Environment } from './cli/environment.ts';

interface CommandModule {
  readonly run: (args: readonly string[], environment: Environment) => Promise<number>;
}

const commands: Readonly<Record<string, () => Promise<CommandModule>>> = {
  capture: () => import('./cli/capture.ts'),
  enroll: () => import('./cli/enroll.ts'),
  install: () => import('./cli/install.ts'),
  inventory: () => import('./cli/inventory.ts'),
  once: () => import('./cli/once.ts'),
  run: () => import('./cli/run.ts'),
  status: () => import('./cli/status.ts'),
  uninstall: () => import('./cli/uninstall.ts'),
};

const USAGE = `usage: muster-agent COMMAND [OPTIONS]

  inventory [--json] [--from DIR]      one observation of this host (or of a capture) on standard output
  capture DIR [--scrub]                everything the agent reads of this host, for tests and bug reports
  once                                 one observation sent and acknowledged; nothing stays resident
  run                                  stay resident: on schedule, on request, on hot-plug
  enroll                               make this installation known to the reconciler
  status [--json]                      enrolment, last look, spool, what could not be read
  install                              put to work on this host: daemon or timer, by packages and MDM
  uninstall [--purge]                  taken off this host again

once, run and enroll take --url URL, --token-file FILE, --data DIR, --config FILE; status takes --data.
`;

/** Node would print the line of source as well, and of a bundle that is all of it. */
function die(bug: unknown): never {
  process.stderr.write(`${bug instanceof Error ? (bug.stack ?? bug.message) : String(bug)}\n`);
  process.exit(1);
}
process.on('uncaughtException', die);

/** The others have no more to say than the usage does. */
const HAVE_HELP: readonly string[] = ['install', 'uninstall'];

const [name = '', ...args] = process.argv.slice(2);
const load = commands[name];
const asksHelp = args.includes('--help') && load !== undefined && !HAVE_HELP.includes(name);
if (name === '--help' || name === 'help' || asksHelp) {
  process.stdout.write(USAGE);
} else if (load === undefined) {
  process.stderr.write(
    name === '' ? USAGE : `muster-agent: there is no command "${name}"\n${USAGE}`,
  );
  process.exitCode = 2;
} else {
  // No top-level await: the main module of a single executable is CommonJS.
  load()
    .then(({ run }) =>
      run(args, {
        // A reader that has seen enough ("| head") is no fault.
        out: (text) => process.stdout.once('error', () => undefined).write(text),
        err: (text) => process.stderr.write(text),
        variables: process.env,
      }),
    )
    .then((code) => {
      process.exitCode = code;
    }, die);
}
