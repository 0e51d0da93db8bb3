/**
 * Fetches the descriptions that UPnP devices announce the address of: from the announcing device
 * itself and nobody else, a few at a time, and each only once a day.
 */
import { request } from 'undici';
import { deadline } from '../deadline.ts';
import type { Facts } from '../roster/statement.ts';
import { DESCRIPTION_BYTES_MAX, parseDescription } from './ssdp.ts';

const CONCURRENT_MAX = 4;
const WAITING_MAX = 200;
const TIMEOUT_MS = 5000;
const AGAIN_MS = 24 * 3_600_000;
const REMEMBERED_MAX = 10_000;

interface Wanted {
  readonly key: string;
  readonly location: string;
}

export class Descriptions {
  readonly #ending = new AbortController();
  readonly #onFacts: (key: string, facts: Facts) => void;
  readonly #fetchedMs = new Map<string, number>();
  readonly #waiting: Wanted[] = [];
  readonly #running = new Set<Promise<void>>();

  constructor(signal: AbortSignal, onFacts: (key: string, facts: Facts) => void) {
    const end = () => this.#ending.abort();
    if (signal.aborted) end();
    signal.addEventListener('abort', end, { once: true, signal: this.#ending.signal });
    this.#onFacts = onFacts;
  }

  /** An announcement may name any address: only the sender's own, without a login, is fetched. */
  want(key: string, location: string, sender: string): void {
    const url = URL.parse(location);
    if (url?.protocol !== 'http:' || url.hostname !== sender || url.username !== '') return;
    const nowMs = performance.now();
    const id = `${key} ${location}`;
    const fetchedMs = this.#fetchedMs.get(id);
    if (fetchedMs !== undefined && nowMs - fetchedMs < AGAIN_MS) return;
    if (this.#waiting.length >= WAITING_MAX) return;
    if (this.#fetchedMs.size >= REMEMBERED_MAX) this.#fetchedMs.clear();
    this.#fetchedMs.set(id, nowMs);
    this.#waiting.push({ key, location });
    this.#start();
  }

  async close(): Promise<void> {
    this.#waiting.length = 0;
    this.#ending.abort();
    await Promise.all(this.#running);
  }

  #start(): void {
    while (this.#running.size < CONCURRENT_MAX) {
      const wanted = this.#waiting.shift();
      if (wanted === undefined) return;
      const fetching = this.#fetch(wanted).finally(() => {
        this.#running.delete(fetching);
        this.#start();
      });
      this.#running.add(fetching);
    }
  }

  async #fetch({ key, location }: Wanted): Promise<void> {
    try {
      using limit = deadline(TIMEOUT_MS, this.#ending.signal);
      const { statusCode, body } = await request(location, { signal: limit.signal });
      const text = statusCode === 200 ? await boundedText(body) : undefined;
      if (text === undefined) body.destroy();
      const facts = text === undefined ? undefined : parseDescription(text);
      if (facts !== undefined) this.#onFacts(key, facts);
    } catch {
      // It announces a page that it does not serve: its announcement is what is known of it.
    }
  }
}

async function boundedText(body: AsyncIterable<Buffer>): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > DESCRIPTION_BYTES_MAX) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
