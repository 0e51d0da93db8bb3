/** The reconciler as a running service: core, people, API and timers, from start to orderly end. */
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { createSecureContext } from 'node:tls';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import { isLoopbackName } from '../api/origins.ts';
import { writeFileAtomically } from '../api/people/json-file.ts';
import { People } from '../api/people/people.ts';
import { type Api, createApi } from '../api/server.ts';
import type { Reconciler } from '../ports.ts';
import { StorageError } from '../store/port.ts';
import type { DatabaseUrl } from '../store/postgres/database-url.ts';
import { DATABASE_FILE } from '../store/sqlite/database.ts';
import { ConfigError, StartError } from './config-error.ts';
import { prepareDataFolder } from './data-folder.ts';
import { lockDataDir } from './data-lock.ts';
import { findFirstHead } from './first-head.ts';
import { type HeadOutlet, headOutletOf } from './head-outlets.ts';
import {
  headsPath,
  type LedgerSealer,
  lastSignedEntries,
  openHeadKey,
  openSealer,
} from './ledger-sealer.ts';
import { formatListenAddress, isLoopback, type ListenAddress } from './listen-address.ts';

export interface ServeOptions {
  readonly dataDir: string;
  /** For a log line: where the inventory is, when it is not in the data folder. */
  readonly database?: DatabaseUrl;
  readonly listen: ListenAddress;
  /** Paths of PEM files. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** The address people use when a proxy stands before us. */
  readonly publicUrl?: URL;
  /** Where signed heads of the ledger go besides the data folder: a path, or syslog://HOST:PORT. */
  readonly ledgerHeads?: string;
  readonly consoleDir: string;
  readonly version: string;
  readonly log: Logger;
  readonly openCore: (dataDir: string, log: Logger) => Promise<Reconciler>;
}

export interface Serving {
  /** Where this machine reaches it. */
  readonly url: URL;
  readonly core: Reconciler;
  /** A link that signs in once, within its minutes. */
  signInLink(): string;
  /** Stops intake, answers what was taken, closes the database. */
  close(): Promise<void>;
}

/** Often enough that a deadline of tens of seconds means what it says. */
const BEAT_MS = 5_000;
/** Ghosts are a matter of days; a minute is soon enough. */
const JUDGE_MS = 60_000;
/** What was decided since the last signed head is what a hand in the database could still change unseen. */
const SEAL_MS = 60_000;

/**
 * @throws ConfigError for options that cannot work, StartError for a port or a folder in use
 */
export async function serve(options: ServeOptions): Promise<Serving> {
  const { dataDir, log } = options;
  const tls = await readTls(options);
  const outside = options.ledgerHeads === undefined ? [] : [headOutletOf(options.ledgerHeads)];
  await prepareDataFolder(dataDir, log);
  const lock = lockDataDir(dataDir);
  const closers: (() => Promise<void> | void)[] = [() => lock.release()];
  const close = async () => {
    for (const each of closers.splice(0).reverse()) await each();
  };
  try {
    tellDatabase(options);
    const core = await options.openCore(dataDir, log).catch((cause: unknown) => {
      throw cause instanceof StorageError ? new StartError(cause.message, { cause }) : cause;
    });
    closers.push(() => core.close());
    const sealing = await startSealing(core, dataDir, outside, log);
    closers.push(sealing.stop);
    const people = await People.open(dataDir, Date.now);
    const api = await createApi({
      core,
      people,
      witness: sealing.sealer,
      origins: {
        isLoopback: isLoopback(options.listen),
        ...(options.publicUrl !== undefined && { publicUrl: options.publicUrl }),
      },
      ...(tls !== undefined && { tls }),
      log,
      nowMs: Date.now,
      version: options.version,
      consoleDir: options.consoleDir,
    });
    closers.push(() => api.close());
    const url = await listen(api, options);
    closers.push(startTimers(api, core, log));
    const listenFile = join(dataDir, 'listen');
    await writeFileAtomically(listenFile, `${url.origin}\n`);
    closers.push(() => rm(listenFile, { force: true }));
    const consoleUrl = options.publicUrl ?? url;
    const signInLink = () => `${consoleUrl.origin}/#code=${people.codes.create(Date.now()).code}`;
    return { url, core, signInLink, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function tellDatabase({ database, dataDir, log }: ServeOptions): void {
  if (database === undefined) return;
  log.info({ database: String(database) }, 'the inventory is in this database');
  const isHere = database.host === '' || isLoopbackName(database.host);
  if (!isHere && !database.asksForTls) {
    log.warn('the way to the database is not encrypted: add ?sslmode=verify-full to DATABASE_URL');
  }
  if (existsSync(join(dataDir, DATABASE_FILE))) {
    log.warn({ dataDir }, 'the inventory in the data folder is not used: muster migrate moves it');
  }
}

async function readTls({ listen, tls }: ServeOptions) {
  if (tls === undefined) {
    if (isLoopback(listen)) return undefined;
    throw new ConfigError(
      '--listen',
      `${formatListenAddress(listen)} is reachable from the network, and without TLS whoever listens there reads every credential: give --tls-cert FILE and --tls-key FILE, or listen on 127.0.0.1 behind a proxy that has TLS (--public-url)`,
    );
  }
  const read = (key: string, path: string) =>
    readFile(path, 'utf8').catch((cause: unknown) => {
      throw new ConfigError(key, `cannot read ${path}`, { cause });
    });
  const pems = {
    cert: await read('--tls-cert', tls.cert),
    key: await read('--tls-key', tls.key),
  };
  try {
    createSecureContext(pems);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError('--tls-cert, --tls-key', `no certificate with its key: ${why}`, {
      cause,
    });
  }
  return pems;
}

/** @returns where this machine reaches it */
async function listen(api: Api, options: ServeOptions): Promise<URL> {
  const { listen: address, tls, publicUrl } = options;
  try {
    await api.app.listen({ host: address.host, port: address.port });
  } catch (cause) {
    throw new StartError(whyNotListening(address, cause), { cause });
  }
  // A certificate names what people use, not the interface we listen on.
  if (tls !== undefined && publicUrl !== undefined) return publicUrl;
  const bound = api.app.server.address();
  const { port } = isAddressInfo(bound) ? bound : address;
  // "All addresses" is no address to go to.
  const host = ['0.0.0.0', '::'].includes(address.host) ? 'localhost' : address.host;
  const scheme = tls === undefined ? 'http' : 'https';
  return new URL(`${scheme}://${formatListenAddress({ host, port })}`);
}

function whyNotListening(address: ListenAddress, cause: unknown): string {
  const where = formatListenAddress(address);
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'EADDRINUSE') {
    return `${where} is in use by another program: choose another port with --listen ${address.host}:${address.port + 1} (or --listen 0 for any free one)`;
  }
  if (code === 'EACCES') return `${where} needs privileges: choose a port above 1023 with --listen`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return `${where} is no address of this machine: choose one with --listen`;
  }
  return `cannot listen on ${where}: ${cause instanceof Error ? cause.message : String(cause)}`;
}

function isAddressInfo(address: string | AddressInfo | null): address is AddressInfo {
  return typeof address === 'object' && address !== null;
}

/** @returns a function that stops them, after the judging under way */
function startTimers(api: Api, core: Reconciler, log: Logger): () => Promise<void> {
  let judging: Promise<void> | undefined;
  const judge = () => {
    judging ??= core
      .judge()
      .catch((err: unknown) => log.error({ err }, 'judging failed'))
      .finally(() => {
        judging = undefined;
      });
  };
  const timers = [setInterval(() => api.beat(), BEAT_MS), setInterval(judge, JUDGE_MS)];
  return async () => {
    for (const timer of timers) clearInterval(timer);
    await judging;
  };
}

interface Sealing {
  readonly sealer: LedgerSealer;
  /** Stops it, after a last head. */
  readonly stop: () => Promise<void>;
}

async function startSealing(
  core: Reconciler,
  dataDir: string,
  outside: readonly HeadOutlet[],
  log: Logger,
): Promise<Sealing> {
  const path = resolve(headsPath(dataDir));
  const sealer = openSealer(core, await openHeadKey(dataDir), [headOutletOf(path), ...outside], {
    now: () => new Date(),
    lastSigned: await lastSignedEntries(dataDir),
    firstHead: (entries) => findFirstHead(path, entries),
    log,
  });
  const seal = (): Promise<void> =>
    sealer.seal().catch((err: unknown) => log.error({ err }, 'the ledger could not be sealed'));
  const timer = setInterval(seal, SEAL_MS);
  return {
    sealer,
    stop: async () => {
      clearInterval(timer);
      await seal();
    },
  };
}

/** The built console, beside this package in the repository. */
export function defaultConsoleDir(): string {
  return fileURLToPath(new URL('../../../console/dist', import.meta.url));
}
