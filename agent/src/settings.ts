/**
 * What a run of the agent goes by. Of several places that state a value the first holds: the
 * command line, the environment, what the organization manages, the configuration file, the default
 * beside it here.
 */
import { readFile, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, resolve } from 'node:path';
import type { EnrolmentToken, TlsOptions } from '@muster/uplink/uplink';
import type { LogLevel } from './log.ts';
import { readManagedHere } from './managed/here.ts';
import type { AgentFile } from './schemas.ts';

export interface Flags {
  readonly url?: string | undefined;
  readonly tokenFile?: string | undefined;
  readonly data?: string | undefined;
  readonly config?: string | undefined;
}

export interface Settings {
  readonly reconciler: string;
  readonly dataFolder: string;
  readonly name: string;
  readonly site?: string;
  readonly enrolmentToken?: EnrolmentToken;
  readonly tls?: TlsOptions;
  readonly everyMs: number;
  readonly spreadMs: number;
  readonly without: readonly string[];
  readonly logLevel: LogLevel;
}

export type LoadedSettings =
  | { readonly kind: 'settings'; readonly settings: Settings }
  | { readonly kind: 'refused'; readonly reason: string };

export const DEFAULTS = {
  reconciler: 'http://127.0.0.1:8420',
  data: './data/agent',
  /** Hardware changes by the day; an unchanged look costs the network one touch. */
  every: '1h',
  /** A thousand agents that were switched on together part within one sixth of the period. */
  spread: '10m',
  log: 'info',
} as const;

export async function loadSettings(
  flags: Flags,
  variables: Readonly<Record<string, string | undefined>>,
): Promise<LoadedSettings> {
  const path = flags.config ?? variables.MUSTER_AGENT_CONFIG;
  const loaded = path === undefined ? { kind: 'parsed' as const, value: {} } : await load(path);
  if (loaded.kind === 'refused') return loaded;
  const managed = await readManagedHere();
  if (managed.kind === 'refused') {
    const { formatProblems } = await import('@muster/facts/problems');
    return { kind: 'refused', reason: `managed settings: ${formatProblems(managed.problems)}` };
  }
  const file: AgentFile = { ...loaded.value, ...managed.value.file };
  const folder = path === undefined ? '.' : dirname(path);
  const beside = (written: string | undefined) =>
    written === undefined ? undefined : resolve(folder, written);
  const { Secret } = await import('@muster/uplink/secret');
  const { parseDuration } = await import('./duration.ts');
  const token = variables.MUSTER_TOKEN ?? managed.value.enrolmentToken;
  const tokenFile =
    flags.tokenFile ??
    variables.MUSTER_TOKEN_FILE ??
    // What stands before the file: a token in the environment or managed, also without a file.
    (token === undefined ? beside(file.tokenFile) : undefined);
  const enrolmentToken: EnrolmentToken | undefined =
    tokenFile !== undefined
      ? { kind: 'file', path: resolve(tokenFile) }
      : token === undefined
        ? undefined
        : { kind: 'value', value: new Secret(token) };
  const tls = await loadTls(file, beside);
  if (tls.kind === 'refused') return tls;
  return {
    kind: 'settings',
    settings: {
      reconciler: flags.url ?? variables.MUSTER_URL ?? file.reconciler ?? DEFAULTS.reconciler,
      dataFolder: resolve(
        flags.data ?? variables.MUSTER_DATA ?? beside(file.data) ?? DEFAULTS.data,
      ),
      name: hostname(),
      ...(file.site !== undefined && { site: file.site }),
      ...(enrolmentToken && { enrolmentToken }),
      ...(tls.value && { tls: tls.value }),
      everyMs: parseDuration(file.every ?? DEFAULTS.every),
      spreadMs: parseDuration(file.spread ?? DEFAULTS.spread),
      without: file.without ?? [],
      logLevel: file.log ?? DEFAULTS.log,
    },
  };
}

/** Whether a run would go otherwise by one than by the other; secrets count as what they are. */
export function areSameSettings(one: Settings, other: Settings): boolean {
  return comparable(one) === comparable(other);
}

function comparable({ enrolmentToken, tls, ...rest }: Settings): string {
  const token = enrolmentToken?.kind === 'value' ? enrolmentToken.value.reveal() : enrolmentToken;
  return JSON.stringify([rest, token, { ...tls, key: tls?.key?.reveal() }]);
}

type Loaded =
  | { readonly kind: 'parsed'; readonly value: AgentFile }
  | { readonly kind: 'refused'; readonly reason: string };

async function load(path: string): Promise<Loaded> {
  const { CONFIG_BYTES_MAX, parseAgentFile } = await import('./config.ts');
  const { formatProblems } = await import('@muster/facts/problems');
  let source: string;
  try {
    if ((await stat(path)).size > CONFIG_BYTES_MAX)
      return { kind: 'refused', reason: `${path} is larger than any configuration` };
    source = await readFile(path, 'utf8');
  } catch (error) {
    return { kind: 'refused', reason: `${path} cannot be read: ${messageOf(error)}` };
  }
  const parsed = parseAgentFile(source);
  return parsed.kind === 'parsed'
    ? parsed
    : { kind: 'refused', reason: `${path}:${formatProblems(parsed.problems)}` };
}

async function loadTls(
  { tls }: AgentFile,
  beside: (path: string | undefined) => string | undefined,
): Promise<
  | { readonly kind: 'loaded'; readonly value?: TlsOptions }
  | { readonly kind: 'refused'; readonly reason: string }
> {
  if (tls === undefined) return { kind: 'loaded' };
  const { Secret } = await import('@muster/uplink/secret');
  const read = async (path: string | undefined) =>
    path === undefined ? undefined : readFile(path, 'utf8');
  try {
    const ca = await read(beside(tls.ca));
    const cert = await read(beside(tls.certificate));
    const key = await read(beside(tls.key));
    const value: TlsOptions = {
      ...(ca !== undefined && { ca }),
      ...(cert !== undefined && { cert }),
      ...(key !== undefined && { key: new Secret(key) }),
    };
    return { kind: 'loaded', value };
  } catch (error) {
    return { kind: 'refused', reason: `tls: ${messageOf(error)}` };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
