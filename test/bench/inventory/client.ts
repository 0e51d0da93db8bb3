/** Speaks to a running reconciler as a program with its API key does. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Agent, request } from 'undici';

/** An import of 100,000 rows is one answer. */
const TIMEOUT_MS = 600_000;

export interface Client {
  get(path: string, query?: Readonly<Record<string, string | number>>): Promise<unknown>;
  post(path: string, body: object): Promise<unknown>;
  close(): Promise<void>;
}

export async function openClient(url: string, dataDir: string): Promise<Client> {
  const key = (await readFile(join(dataDir, 'api-key'), 'utf8')).trim();
  const dispatcher = new Agent({ headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS });
  const ask = async (path: string, method: 'GET' | 'POST', body?: object): Promise<unknown> => {
    const response = await request(new URL(path, url), {
      method,
      dispatcher,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.body.text();
    if (response.statusCode >= 300) throw new Error(`${method} ${path}: ${text.slice(0, 500)}`);
    return JSON.parse(text);
  };
  return {
    get: (path, query = {}) => {
      const search = new URLSearchParams(
        Object.entries(query).map(([name, value]) => [name, String(value)]),
      );
      return ask(`${path}?${search}`, 'GET');
    },
    post: (path, body) => ask(path, 'POST', body),
    close: () => dispatcher.close(),
  };
}
