/** `muster-agent install`: puts the agent to work on this host. Silent if told to, and repeatable. */
import { parseArgs } from 'node:util';
import { parseAddress } from '@muster/uplink/address';
import { ConfigError } from '@muster/uplink/config-error';
import { fs } from '../builtin.ts';
import { applySteps } from '../install/apply.ts';
import { planInstall } from '../install/plan.ts';
import type { InstallRequest } from '../install/request.ts';
import { readSituation } from '../install/situation.ts';
import { type Environment, EXIT } from './environment.ts';
import {
  given,
  installPlatform,
  openCommands,
  refusePrivilege,
  sayer,
  thisProgram,
} from './place-options.ts';

const USAGE = `usage: muster-agent install [--url URL] [--token TOKEN | --token-file FILE] [--site SITE]
                            [--mode daemon|timer] [--every 1h] [--spread 10m] [--no-start] [--restart]
                            [--root DIR] [--quiet]

The environment's MUSTER_URL, MUSTER_TOKEN, MUSTER_SITE and MUSTER_MODE stand in for their options;
an empty value is none. A token in a file, or at /dev/stdin, is in no list of processes and no log.
What is not given stays as it is. Exit: 0 in place, 1 the host refused
(try again), 2 what is asked for cannot work.
`;

export async function run(args: readonly string[], environment: Environment): Promise<number> {
  const { err } = environment;
  if (args.includes('--help')) {
    environment.out(USAGE);
    return EXIT.done;
  }
  const options = parseRequest(args, environment.variables);
  if (options.kind === 'refused') {
    err(`${options.reason}\n${USAGE}`);
    return EXIT.wrongUsage;
  }
  const { request, root, quiet } = options;
  const platform = installPlatform();
  const privilege = refusePrivilege(root);
  if (platform === undefined || privilege !== undefined) {
    err(`${privilege ?? `there is nothing to install the agent into on ${process.platform}`}\n`);
    return EXIT.worldSaidNo;
  }
  const { variables } = environment;
  const situation = await readSituation({ platform, variables, root, program: thisProgram() });
  const plan = planInstall(request, situation);
  if (plan.kind === 'refused') {
    err(`${plan.reason}\n`);
    return EXIT.wrongUsage;
  }
  const runCommand = await openCommands(platform, root);
  const applied = await applySteps(plan.steps, { root, runCommand });
  if (applied.kind === 'failed') {
    err(`${applied.step}: ${applied.reason}\n`);
    return EXIT.worldSaidNo;
  }
  const say = sayer(environment, quiet);
  say(applied.changes.length === 0 ? 'in place, nothing to change' : 'in place');
  for (const path of applied.changes) say(`  ${path}`);
  if (!plan.hasReconciler)
    say(
      `not started: no reconciler's address yet; give --url, or set it in ${situation.places.config}`,
    );
  else if (runCommand === undefined) say(`as a ${plan.mode}, from the next start of the host on`);
  else if (request.start) say(`running as a ${plan.mode}`);
  return EXIT.done;
}

type Options =
  | {
      readonly kind: 'request';
      readonly request: InstallRequest;
      readonly root: string;
      readonly quiet: boolean;
    }
  | { readonly kind: 'refused'; readonly reason: string };

function parseRequest(args: readonly string[], variables: Environment['variables']): Options {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        url: { type: 'string' },
        token: { type: 'string' },
        'token-file': { type: 'string' },
        site: { type: 'string' },
        mode: { type: 'string' },
        every: { type: 'string' },
        spread: { type: 'string' },
        'no-start': { type: 'boolean', default: false },
        restart: { type: 'boolean', default: false },
        root: { type: 'string', default: '' },
        quiet: { type: 'boolean', default: false },
      },
    });
    const asked = {
      reconciler: given(values.url) ?? given(variables.MUSTER_URL),
      token:
        given(values.token) ?? readToken(values['token-file']) ?? given(variables.MUSTER_TOKEN),
      site: given(values.site) ?? given(variables.MUSTER_SITE),
      every: given(values.every),
      spread: given(values.spread),
    };
    const request = {
      ...withoutAbsent(asked),
      ...checkMode(given(values.mode) ?? given(variables.MUSTER_MODE)),
      start: !values['no-start'],
      restart: values.restart,
    };
    checkRequest(request);
    const root = values.root.replace(/\/+$/, '');
    return { kind: 'request', request, root, quiet: values.quiet };
  } catch (error) {
    return { kind: 'refused', reason: error instanceof Error ? error.message : String(error) };
  }
}

/** An empty file is none, as an empty value is: tools fill in what nobody has set. */
function readToken(path: string | undefined): string | undefined {
  return path === undefined ? undefined : given(fs.readFileSync(path, 'utf8'));
}

type Text = Pick<InstallRequest, 'reconciler' | 'token' | 'site' | 'every' | 'spread'>;

function withoutAbsent(values: Readonly<Record<keyof Text, string | undefined>>): Text {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function checkMode(mode: string | undefined): Pick<InstallRequest, 'mode'> {
  if (mode === undefined) return {};
  if (mode === 'daemon' || mode === 'timer') return { mode };
  throw new ConfigError('mode', `"${mode}" is neither daemon nor timer`);
}

/** @throws ConfigError: better refused now than by a daemon that nobody looks at */
function checkRequest({ reconciler, token, site, every, spread }: InstallRequest): void {
  if (reconciler !== undefined) parseAddress(reconciler);
  if (token !== undefined && !/^[\x21-\x7e]{1,4096}$/.test(token))
    throw new ConfigError('token', 'it has blanks or strange characters in it');
  if (site !== undefined && site.length > 256)
    throw new ConfigError('site', 'it is longer than 256 characters');
  for (const [key, value] of Object.entries({ every, spread })) {
    if (value !== undefined && !/^\d{1,6}[smhd]$/.test(value))
      throw new ConfigError(key, `"${value}" is no duration such as 30m or 1h`);
  }
}
