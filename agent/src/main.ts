/**
 * muster-agent: knows the host it runs on. Reads the command line and hands over to the one
 * module the command needs: a run every hour on every host should load nothing else.
 */
import type { Environment } from './cli/environment.ts';

interface CommandModule {
  readonly run: (args: readonly string[], environment: Environment) => Promise<number>;
}

const commands: Readonly<Record<string, () => Promise<CommandModule>>> = {
  enroll: () => import('./cli/enroll.ts'),
  inventory: () => import('./cli/inventory.ts'),
  once: () => import('./cli/once.ts'),
  run: () => import('./cli/run.ts'),
  status: () => import('./cli/status.ts'),
};

const USAGE = `usage: muster-agent COMMAND [OPTIONS]

  inventory [--json] [--from DIR]      one observation of this host (or of a capture) on standard output
  once                                 one observation sent and acknowledged; nothing stays resident
  run                                  stay resident: on schedule, on request, on hot-plug
  enroll                               make this installation known to the reconciler
  status [--json]                      enrolment, last look, spool, what could not be read

once, run and enroll take --url URL, --token-file FILE, --data DIR, --config FILE; status takes --data.
`;

const [name, ...args] = process.argv.slice(2);
const load = name === undefined ? undefined : commands[name];
if (name === '--help' || name === 'help') {
  process.stdout.write(USAGE);
} else if (load === undefined) {
  process.stderr.write(
    name === undefined ? USAGE : `muster-agent: there is no command "${name}"\n${USAGE}`,
  );
  process.exitCode = 2;
} else {
  const { run } = await load();
  process.exitCode = await run(args, {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    variables: process.env,
  });
}
