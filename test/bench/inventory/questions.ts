/** What people ask of a large inventory: lists, filters, orders, far pages; each timed over HTTP. */
import type { Client } from './client.ts';

export interface Asked {
  readonly name: string;
  readonly latencies: readonly number[];
}

type Query = Readonly<Record<string, string | number>>;

/** Each is asked so often; the first time, of a cold cache, counts too. */
const TIMES = 30;
/** Pages that are followed from the first, of so many rows each. */
const PAGES = 100;
const PAGE_ROWS = 500;

const CI_QUESTIONS: readonly (readonly [string, Query])[] = [
  ['list', {}],
  ['class:server', { q: 'class:server' }],
  ['vendor:contoso', { q: 'vendor:contoso' }],
  ['model filter', { q: 'model:"Workhorse 312"' }],
  ['serial prefix', { q: 'serial:7a' }],
  ['free words', { q: 'workhorse 31' }],
  ['rare word', { q: 'bench-0123456' }],
  ['rogue:true', { q: 'rogue:true' }],
  ['-rogue:true class:server', { q: '-rogue:true class:server' }],
  ['orphans', { q: 'orphan:true' }],
  ['paired', { q: 'linked:true' }],
  ['seen:<7d', { q: 'seen:<7d' }],
  ['seen:>7d', { q: 'seen:>7d' }],
  ['class and vendor and seen', { q: 'class:laptop vendor:contoso seen:<7d' }],
  ['sort by hostname', { sort: 'hostname' }],
  ['sort by vendor', { sort: 'vendor' }],
  ['sort by model, descending', { sort: 'model', descending: 'true' }],
  ['sort by serial', { sort: 'serial' }],
  ['sort by first seen', { sort: 'firstSeen', descending: 'true' }],
  ['class:server by model', { q: 'class:server', sort: 'model' }],
  ['model filter by hostname', { q: 'model:"Workhorse 312"', sort: 'hostname' }],
];

export async function askAll(
  client: Client,
  progress: (message: string) => void,
): Promise<readonly Asked[]> {
  const asked: Asked[] = [];
  const time = async (name: string, path: string, query: Query): Promise<void> => {
    const latencies: number[] = [];
    for (let turn = 0; turn < TIMES; turn += 1) {
      latencies.push(await timed(() => client.get(path, { limit: 50, ...query })));
    }
    progress(`${name}: p95 ${Math.round(quantile(latencies, 0.95))} ms`);
    asked.push({ name, latencies });
  };
  for (const [name, query] of CI_QUESTIONS) await time(`CIs, ${name}`, '/api/v1/cis', query);
  await time('assets, list', '/api/v1/assets', {});
  await time('assets, free words', '/api/v1/assets', { q: 'contoso 7a' });
  await time('findings, open', '/api/v1/findings', { state: 'open' });
  for (const sort of ['lastSeen', 'hostname', 'model']) {
    const latencies = await follow(client, { sort });
    progress(`far pages by ${sort}: p95 ${Math.round(quantile(latencies, 0.95))} ms`);
    asked.push({ name: `CIs, ${PAGES} pages of ${PAGE_ROWS} by ${sort}`, latencies });
  }
  return asked;
}

async function follow(client: Client, query: Query): Promise<readonly number[]> {
  const latencies: number[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < PAGES; page += 1) {
    let next: string | undefined;
    latencies.push(
      await timed(async () => {
        const more = cursor === undefined ? {} : { cursor };
        next = nextOf(await client.get('/api/v1/cis', { limit: PAGE_ROWS, ...query, ...more }));
      }),
    );
    if (next === undefined) break;
    cursor = next;
  }
  return latencies;
}

function nextOf(page: unknown): string | undefined {
  const hasNext = typeof page === 'object' && page !== null && 'next' in page;
  return hasNext && typeof page.next === 'string' ? page.next : undefined;
}

export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

export function quantile(latencies: readonly number[], share: number): number {
  const sorted = latencies.toSorted((a, b) => a - b);
  return sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)] ?? 0;
}
