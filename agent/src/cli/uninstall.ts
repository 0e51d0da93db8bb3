/** `muster-agent uninstall`: stops the agent and takes it off this host. Repeatable. */
import { parseArgs } from 'node:util';
import { applySteps } from '../install/apply.ts';
import { planUninstall } from '../install/plan.ts';
import { readSituation } from '../install/situation.ts';
import { type Environment, EXIT } from './environment.ts';
import {
  installPlatform,
  openCommands,
  refusePrivilege,
  sayer,
  thisProgram,
} from './place-options.ts';

const USAGE = `usage: muster-agent uninstall [--purge] [--root DIR] [--quiet]

Configuration, identity and spool stay, so that a later installation is the same observer; --purge
removes them. Exit: 0 it is gone, 1 the host refused (try again), 2 wrong usage.
`;

export async function run(args: readonly string[], environment: Environment): Promise<number> {
  const { err, variables } = environment;
  if (args.includes('--help')) {
    environment.out(USAGE);
    return EXIT.done;
  }
  const options = parseOptions(args);
  if (options.kind === 'refused') {
    err(`${options.reason}\n${USAGE}`);
    return EXIT.wrongUsage;
  }
  const { purge, root, quiet } = options;
  const platform = installPlatform();
  const privilege = refusePrivilege(root);
  if (platform === undefined || privilege !== undefined) {
    err(`${privilege ?? `nothing can be installed on ${process.platform}`}\n`);
    return EXIT.worldSaidNo;
  }
  const situation = await readSituation({ platform, variables, root, program: thisProgram() });
  const steps = planUninstall({ purge, keepProgram: situation.hasPackagedUnits }, situation);
  const runCommand = await openCommands(platform, root);
  const applied = await applySteps(steps, { root, runCommand });
  if (applied.kind === 'failed') {
    err(`${applied.step}: ${applied.reason}\n`);
    return EXIT.worldSaidNo;
  }
  const say = sayer(environment, quiet);
  say(applied.changes.length === 0 ? 'was not installed' : 'removed');
  for (const path of applied.changes) say(`  ${path}`);
  return EXIT.done;
}

type Options =
  | {
      readonly kind: 'options';
      readonly purge: boolean;
      readonly root: string;
      readonly quiet: boolean;
    }
  | { readonly kind: 'refused'; readonly reason: string };

function parseOptions(args: readonly string[]): Options {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        purge: { type: 'boolean', default: false },
        root: { type: 'string', default: '' },
        quiet: { type: 'boolean', default: false },
      },
    });
    return { kind: 'options', ...values, root: values.root.replace(/\/+$/, '') };
  } catch (error) {
    return { kind: 'refused', reason: error instanceof Error ? error.message : String(error) };
  }
}
