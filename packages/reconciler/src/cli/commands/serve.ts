/** `serve`: the reconciler alone, until told to end. */

import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { destination, type Logger, pino } from 'pino';
import {
  applySharedFile,
  readSharedFile,
  type SharedEntry,
  SharedFileError,
} from '../../decisions/shared-file.ts';
import { openReconciler } from '../../open.ts';
import { readCalendarFile } from '../../serve/calendar-file.ts';
import { ConfigError, StartError } from '../../serve/config-error.ts';
import {
  DEFAULT_LISTEN,
  formatListenAddress,
  type ListenAddress,
  parseListenAddress,
} from '../../serve/listen-address.ts';
import { readPoliciesFile } from '../../serve/policies-file.ts';
import { defaultConsoleDir, type ServeOptions, type Serving, serve } from '../../serve/serve.ts';
import { databaseOf } from '../database.ts';
import { write } from '../output.ts';
import { dataDirOf } from '../reach.ts';
import { EXIT, type Surroundings, UsageError, WorldError } from '../surroundings.ts';
import { VERSION } from '../version.ts';

/** Several times what a start takes; service managers wait ten seconds or more before they kill. */
const START_GRACE_MS = 3_000;

export interface ServeArguments {
  readonly listen?: string;
  readonly data?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly publicUrl?: string;
  readonly ledgerHeads?: string;
  readonly sharedIdentifiers?: string;
  readonly calendar?: string;
  readonly policies?: string;
  readonly coverageTarget?: string;
  readonly logLevel?: string;
}

export async function serveCommand(args: ServeArguments, around: Surroundings): Promise<number> {
  // Synchronous: the last lines before a crash are the ones that matter.
  const log = pino(
    { name: 'muster', level: args.logLevel ?? 'info' },
    destination({ dest: 2, sync: true }),
  );
  const serving = await startServing(args, around, log);
  await write(around.stdout, greeting(serving));
  if (!around.signal.aborted) await once(around.signal, 'abort');
  log.info('stopping');
  await serving.close();
  return EXIT.done;
}

export function greeting(serving: Serving): string {
  return `console: ${serving.url.origin}\nsign in (once, within 15 minutes): ${serving.signInLink()}\n`;
}

export async function startServing(
  args: ServeArguments,
  around: Surroundings,
  log: Logger,
): Promise<Serving> {
  try {
    const policiesPath = args.policies ?? around.env.MUSTER_POLICIES;
    const policies = policiesPath === undefined ? undefined : await readPoliciesFile(policiesPath);
    const calendar = args.calendar ?? around.env.MUSTER_CALENDAR;
    const duty = calendar === undefined ? undefined : await readCalendarFile(calendar);
    const options = serveOptionsOf(args, around, log, { policies, duty });
    log.debug({ dataDir: options.dataDir }, 'starting');
    const path = args.sharedIdentifiers ?? around.env.MUSTER_SHARED_IDENTIFIERS;
    // Read before anything is opened: a mistake in it is told by name.
    const shared = path === undefined ? undefined : await readSharedFile(path);
    const serving = await Promise.race([serve(options), hangs(around.signal)]);
    if (shared !== undefined) await applyShared(serving, shared);
    return serving;
  } catch (error) {
    if (error instanceof SharedFileError) throw new UsageError(error.message, { cause: error });
    if (error instanceof ConfigError) throw new UsageError(error.message, { cause: error });
    if (error instanceof StartError) throw new WorldError(error.message, { cause: error });
    throw error;
  }
}

async function applyShared(serving: Serving, shared: readonly SharedEntry[]): Promise<void> {
  try {
    await applySharedFile(serving.core, shared);
  } catch (error) {
    await serving.close();
    throw error;
  }
}

/**
 * A start that is told to end comes to its own end first, so that what it opened is closed in order.
 * One that waits for a disk or a pipe that never answers is not waited for.
 */
async function hangs(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, 'abort');
  await setTimeout(START_GRACE_MS, undefined, { ref: false });
  throw new WorldError('told to end while starting, which did not end by itself');
}

function serveOptionsOf(
  args: ServeArguments,
  { env }: Surroundings,
  log: Logger,
  { policies, duty }: { readonly policies: unknown; readonly duty: unknown },
): ServeOptions {
  const { tlsCert, tlsKey } = args;
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    throw new ConfigError('--tls-cert, --tls-key', 'one needs the other');
  }
  const publicUrl = args.publicUrl ?? env.MUSTER_PUBLIC_URL;
  if (publicUrl !== undefined && !URL.canParse(publicUrl)) {
    throw new ConfigError(
      '--public-url',
      `"${publicUrl}" is not a URL such as https://muster.example`,
    );
  }
  const ledgerHeads = args.ledgerHeads ?? env.MUSTER_LEDGER_HEADS;
  const database = databaseOf(env);
  const coveragePercent = percentOf(args.coverageTarget ?? env.MUSTER_COVERAGE_TARGET);
  return {
    dataDir: dataDirOf(args, env),
    ...(database !== undefined && { database }),
    listen: listenOf(args.listen ?? env.MUSTER_LISTEN),
    ...(tlsCert !== undefined && tlsKey !== undefined && { tls: { cert: tlsCert, key: tlsKey } }),
    ...(publicUrl !== undefined && { publicUrl: new URL(publicUrl) }),
    ...(ledgerHeads !== undefined && { ledgerHeads }),
    consoleDir: defaultConsoleDir(),
    version: VERSION,
    log,
    openCore: (dataFolder, logger) =>
      openReconciler({
        dataFolder,
        ...(database !== undefined && { database }),
        ...(coveragePercent !== undefined && { targets: { coveragePercent } }),
        now: () => new Date(),
        random: randomBytes,
        logger,
        ...(policies !== undefined && { policies }),
        ...(duty !== undefined && { duty }),
      }),
  };
}

function percentOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const percent = Number(text);
  if (text.trim() !== '' && percent >= 0 && percent <= 100) return percent;
  throw new ConfigError('--coverage-target', `"${text}" is no percentage: 0 to 100`);
}

function listenOf(text: string | undefined): ListenAddress {
  if (text === undefined) return DEFAULT_LISTEN;
  const address = parseListenAddress(text);
  if (address !== undefined) return address;
  const example = formatListenAddress(DEFAULT_LISTEN);
  throw new ConfigError(
    '--listen',
    `"${text}" is not understood: expected HOST:PORT such as ${example}`,
  );
}
