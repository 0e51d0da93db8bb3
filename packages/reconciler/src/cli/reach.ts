/**
 * Where the reconciler is and how to be let in: as told by options or environment, else the local
 * one, by the `listen` file and the API key that it leaves in its data folder.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { apiKeyPath } from '../api/people/api-key.ts';
import { readText } from '../api/people/json-file.ts';
import { type Surroundings, UsageError, WorldError } from './surroundings.ts';

export interface ReachOptions {
  readonly url?: string;
  readonly token?: string;
  readonly tokenFile?: string;
  readonly data?: string;
  /** PEM of a certificate authority that Node does not know. */
  readonly ca?: string;
}

export interface Reach {
  readonly url: URL;
  readonly token: string;
  readonly ca?: string;
}

export const DATA_DIR = 'data';

export function dataDirOf({ data }: ReachOptions, env: Surroundings['env']): string {
  return data ?? env.MUSTER_DATA ?? DATA_DIR;
}

/** Holds the address of a running reconciler, one line; gone when it has ended in order. */
export function listenPath(dataDir: string): string {
  return join(dataDir, 'listen');
}

export async function findReconciler(
  options: ReachOptions,
  env: Surroundings['env'],
): Promise<Reach> {
  const dataDir = dataDirOf(options, env);
  const ca = await caOf(options, env);
  const told = options.url ?? env.MUSTER_URL;
  const url = told ?? (await readText(listenPath(dataDir)))?.trim();
  if (url === undefined) {
    const where = 'start one (muster up), or name one by --url, or its data folder by --data';
    if (!existsSync(dataDir)) throw new UsageError(`there is no folder ${dataDir}: ${where}`);
    throw new WorldError(`no reconciler runs on ${dataDir}: ${where}`);
  }
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new UsageError(
      `"${url}" is not the address of a reconciler: http://HOST:PORT or https://…`,
    );
  }
  const token = await tokenOf(options, env, dataDir);
  if (token === undefined) {
    throw new UsageError(
      `no API key for ${url}: give --token-file or MUSTER_TOKEN, or --data with the folder that has it`,
    );
  }
  return { url: new URL(url), token, ...(ca !== undefined && { ca }) };
}

async function tokenOf(
  { token, tokenFile }: ReachOptions,
  env: Surroundings['env'],
  dataDir: string,
): Promise<string | undefined> {
  if (token !== undefined) return token;
  if (tokenFile !== undefined) {
    const text = await readText(tokenFile);
    if (text === undefined) throw new UsageError(`there is no file ${tokenFile}`);
    return text.trim();
  }
  return env.MUSTER_TOKEN ?? (await readText(apiKeyPath(dataDir)))?.trim();
}

async function caOf(options: ReachOptions, env: Surroundings['env']): Promise<string | undefined> {
  const path = options.ca ?? env.MUSTER_CA;
  if (path === undefined) return undefined;
  const pem = await readText(path);
  if (pem === undefined) throw new UsageError(`there is no file ${path} (--ca)`);
  return pem;
}
