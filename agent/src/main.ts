/**
 * muster-agent: knows the host it runs on. Reads the command line and hands over to the one
 * module the command needs: a run every hour on every host should load nothing else.
 */
import type { Environment } from './cli/environment.ts';

interface CommandModule {
  readonly run: (args: readonly string[], environment: Environment) => Promise<number>;
}

const commands: Readonly<Record<string, () => Promise<CommandModule>>> = {
  inventory: () => import('./cli/inventory.ts'),
};

const USAGE = `usage: muster-agent COMMAND [OPTIONS]

  inventory [--json] [--from DIR]      one observation of this host (or of a capture) on standard output
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
