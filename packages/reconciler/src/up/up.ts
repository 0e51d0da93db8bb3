/**
 * `muster up`: reconciler, agent and collector on this machine, as processes that live and end
 * together. What it expects of the others' command lines:
 *
 * - `muster-agent run --url URL --token-file FILE --data DIR`
 * - `muster-collector run --config FILE --url URL --token-file FILE --data DIR`
 * - `muster-lab --data DIR --json`: prints `{"collectorConfig": FILE, "assetsCsv": FILE}` as one line
 *   once its devices listen
 *
 * All end on SIGTERM, log to standard error, and exit 2 for what only a person can mend.
 */
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readAssetCsv } from '@muster/connectors/csv/read';
import type { Logger } from 'pino';
import { writeFileAtomically } from '../api/people/json-file.ts';
import { hashSecret, makeSecret } from '../api/people/secret.ts';
import type { Serving } from '../serve/serve.ts';
import { SupervisedChild } from './child.ts';
import { executablePath } from './executables.ts';
import { type LabReady, parseLabReady } from './lab.ts';

export interface UpOptions {
  readonly serving: Serving;
  readonly dataDir: string;
  readonly withLab: boolean;
  /** File with the authority of our certificate, or with it where it signed itself. */
  readonly trusted?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Logger;
  /** A line that a child said. */
  readonly onLine: (who: string, line: string) => void;
}

export interface Up {
  /** Ends the children in order; the reconciler is left running. */
  stop(): Promise<void>;
}

/** Long enough for a child that crashes early and comes back, too short to be of use to a thief. */
const TOKEN_HOURS = 1;
/** Agent and collector, each with a few tries that died between enrolment and its saving. */
const TOKEN_USES = 10;
const ACTOR = 'muster up';

/** What says where the reconciler is: the children are told by arguments, and only by those. */
const OWN_VARIABLES = [
  'DATABASE_URL',
  'PGPASSWORD',
  'MUSTER_URL',
  'MUSTER_TOKEN',
  'MUSTER_DATA',
  'MUSTER_LISTEN',
];

export async function startChildren(options: UpOptions): Promise<Up> {
  const { serving, dataDir, log } = options;
  const tokenFile = resolve(dataDir, 'enrol-token');
  const tokenId = await createToken(serving, tokenFile);
  const children: SupervisedChild[] = [];
  let isStopping = false;
  const start = (name: 'agent' | 'collector', extra: readonly string[]) => {
    const data = resolve(dataDir, name);
    const reach = ['--url', serving.url.origin, '--token-file', tokenFile, '--data', data];
    const child = superviseChild(options, name, ['run', ...reach, ...extra]);
    children.push(child);
    // The lab may become ready while everything ends.
    if (!isStopping) child.start();
    return child;
  };
  start('agent', []);
  if (options.withLab) {
    children.push(startLab(options, (config) => start('collector', ['--config', config])));
  } else {
    start('collector', ['--config', await collectorConfig(dataDir)]);
  }
  return {
    async stop() {
      isStopping = true;
      for (const child of children) child.release();
      // The lab was started before its collector and outlives it.
      for (const child of children.reverse()) await child.stop();
      await serving.core.revokeEnrolmentToken(tokenId, ACTOR);
      await rm(tokenFile, { force: true });
      log.info('agent and collector have ended');
    },
  };
}

async function createToken({ core }: Serving, tokenFile: string): Promise<string> {
  const token = makeSecret();
  const { id } = await core.createEnrolmentToken({
    tokenHash: hashSecret(token),
    expiresAt: new Date(Date.now() + TOKEN_HOURS * 3_600_000).toISOString(),
    maxUses: TOKEN_USES,
    actor: ACTOR,
  });
  await writeFileAtomically(tokenFile, `${token}\n`);
  return id;
}

function superviseChild(
  { env, log, onLine, trusted }: UpOptions,
  name: 'agent' | 'collector' | 'lab',
  args: readonly string[],
  onStdout: (line: string) => void = (line) => onLine(name, line),
): SupervisedChild {
  const inherited = Object.entries(env).filter(([key]) => !OWN_VARIABLES.includes(key));
  const trust = trusted === undefined ? {} : { NODE_EXTRA_CA_CERTS: resolve(trusted) };
  return new SupervisedChild({
    name,
    script: executablePath(name),
    args,
    env: { ...Object.fromEntries(inherited), ...trust },
    onStdout,
    onStderr: (line) => onLine(name, line),
    log,
  });
}

/** Each time the lab is there, its assets are imported and a collector looks at its devices. */
function startLab(
  options: UpOptions,
  startCollector: (config: string) => SupervisedChild,
): SupervisedChild {
  const { dataDir, log, onLine } = options;
  let collector: SupervisedChild | undefined;
  const welcome = async (ready: LabReady) => {
    // A lab that came back listens on other ports.
    await collector?.stop();
    await importAssets(options, ready.assetsCsv);
    collector = startCollector(ready.collectorConfig);
  };
  const lab = superviseChild(options, 'lab', ['--data', join(dataDir, 'lab'), '--json'], (line) => {
    const ready = parseLabReady(line);
    if (ready === undefined) onLine('lab', line);
    else welcome(ready).catch((err: unknown) => log.error({ err }, 'the lab cannot be used'));
  });
  lab.start();
  return lab;
}

async function importAssets({ serving, log }: UpOptions, path: string): Promise<void> {
  const file = readAssetCsv(await readFile(path, 'utf8'));
  if (file.kind === 'refused') throw new Error(`${path}: ${file.reason}`);
  await serving.core.importAssets(file.rows, { apply: true, actor: 'lab' });
  log.info({ rows: file.rows.length }, 'the lab’s assets are imported');
}

/** The operator's file in the data folder, or one that polls nothing. */
async function collectorConfig(dataDir: string): Promise<string> {
  const own = resolve(dataDir, 'collector.yaml');
  if (existsSync(own)) return own;
  const empty = resolve(dataDir, 'collector-empty.yaml');
  await writeFile(empty, EMPTY_CONFIG);
  return empty;
}

const EMPTY_CONFIG = `# Nothing is polled yet: put a collector.yaml beside this file and start again.
# configs/collector.yaml in the Muster folder shows every option.
{}
`;
