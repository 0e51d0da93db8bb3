/** Asks the reconciler's API. What it answers is printed as it came, so only envelopes are parsed. */
import { type Parsed, parserOf } from '@muster/facts/parsed';
import { formatProblems } from '@muster/facts/problems';
import { Type } from 'typebox';
import { Agent, errors, request } from 'undici';
import type { Reach } from './reach.ts';
import { UsageError, WorldError } from './surroundings.ts';

/** An import of thousands of rows is one transaction; everything else answers in milliseconds. */
const ANSWER_TIMEOUT_MS = 120_000;
const CONNECT_TIMEOUT_MS = 10_000;
const PAGE_ITEMS = 1000;

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;
/** One of the API's objects, untouched. */
export type Item = Readonly<Record<string, unknown>>;

const item = Type.Record(Type.String(), Type.Unknown());
const parsePage = parserOf(
  Type.Object({
    items: Type.Array(item),
    total: Type.Optional(Type.Integer()),
    next: Type.Optional(Type.String()),
  }),
);
const parseItem = parserOf(item);
const parseImport = parserOf(
  Type.Object({
    kind: Type.String(),
    reason: Type.Optional(Type.String()),
    import: Type.Optional(item),
    counts: item,
    outcomes: Type.Array(item),
  }),
);
/** A line of an import: how far it is, what it came to, or why it went wrong. */
const parseTold = parserOf(
  Type.Object({
    done: Type.Optional(Type.Number()),
    total: Type.Optional(Type.Number()),
    answer: Type.Optional(item),
    status: Type.Optional(Type.Integer()),
  }),
);
const parseError = parserOf(
  Type.Object({
    error: Type.Object({
      code: Type.String(),
      message: Type.String(),
      problems: Type.Optional(
        Type.Array(Type.Object({ path: Type.String(), message: Type.String() })),
      ),
    }),
  }),
);

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

export interface ImportAnswer extends Item {
  readonly import?: Item;
  readonly counts: Item;
  readonly outcomes: readonly Item[];
}

interface ImportOptions {
  readonly apply: boolean;
  readonly onProgress: (done: number, total: number) => void;
}

export interface ItemPage {
  readonly items: readonly Item[];
  readonly total?: number;
  readonly next?: string;
}

export class ApiClient {
  readonly #reach: Reach;
  readonly #signal: AbortSignal;
  readonly #agent: Agent;

  constructor(reach: Reach, signal: AbortSignal) {
    this.#reach = reach;
    this.#signal = signal;
    this.#agent = new Agent({
      allowH2: false,
      connect: { timeout: CONNECT_TIMEOUT_MS, ...(reach.ca !== undefined && { ca: reach.ca }) },
      headersTimeout: ANSWER_TIMEOUT_MS,
      bodyTimeout: ANSWER_TIMEOUT_MS,
    });
  }

  async close(): Promise<void> {
    await this.#agent.close();
  }

  async get(path: string, query: Query = {}): Promise<Item> {
    return this.#envelope(parseItem, await this.#ask('GET', path, query));
  }

  async page(path: string, query: Query = {}): Promise<ItemPage> {
    return this.#envelope(parsePage, await this.#ask('GET', path, query));
  }

  /** Everything there is, page by page, or the first `limit`. */
  async *all(
    path: string,
    query: Query,
    limit: number = Number.POSITIVE_INFINITY,
  ): AsyncGenerator<ItemPage, void> {
    let cursor: string | undefined;
    let left = limit;
    do {
      const page = await this.page(path, { ...query, cursor, limit: Math.min(left, PAGE_ITEMS) });
      yield page;
      left -= page.items.length;
      cursor = page.next;
    } while (cursor !== undefined && left > 0);
  }

  async post(path: string, body: object): Promise<Item> {
    const answer = await this.#ask('POST', path, {}, body);
    return answer === undefined ? {} : this.#envelope(parseItem, answer);
  }

  /** An act upon many, which answers of each. */
  async envelopeOf(path: string, body: object): Promise<ItemPage> {
    return this.#envelope(parsePage, await this.#ask('POST', path, {}, body));
  }

  async patch(path: string, body: object): Promise<Item> {
    return this.#envelope(parseItem, await this.#ask('PATCH', path, {}, body));
  }

  /** A file as it is. */
  async upload(
    path: string,
    query: Query,
    file: { readonly type: string; readonly octets: Buffer },
  ): Promise<Item> {
    return this.#envelope(parseItem, await this.#ask('POST', path, query, file));
  }

  /** @returns what is kept there, and the digest that comes with it (RFC 9530, Repr-Digest) */
  async download(path: string): Promise<{ readonly octets: Buffer; readonly digest?: string }> {
    const { statusCode, octets, digest } = await this.#exchange(this.#urlOf(path, {}), 'GET');
    if (statusCode >= 300) throw this.#refusal(statusCode, jsonOf(octets.toString()));
    return { octets, ...(digest !== undefined && { digest }) };
  }

  /** A whole file in one request: the reconciler writes it in one transaction. */
  async importRows(
    body: { readonly rows: readonly object[]; readonly mode: string; readonly file: object },
    { apply, onProgress }: ImportOptions,
  ): Promise<ImportAnswer> {
    const { length } = body.rows;
    onProgress(0, length);
    for await (const line of this.#lines('/api/v1/imports', { apply }, body)) {
      const told = parseTold(jsonOf(line));
      if (told.kind === 'refused') break;
      const { answer, status, done, total } = told.value;
      if (status !== undefined) throw this.#refusal(status, jsonOf(line));
      if (done !== undefined && total !== undefined) onProgress(done, total);
      if (answer === undefined) continue;
      onProgress(length, length);
      return this.#envelope(parseImport, answer);
    }
    throw new WorldError(`${this.#reach.url.origin} ended its answer before it was done`);
  }

  /** What comes while it is being done, line by line. */
  async *#lines(path: string, query: Query, body: object): AsyncGenerator<string, void> {
    try {
      const response = await request(this.#urlOf(path, query), {
        method: 'POST',
        dispatcher: this.#agent,
        signal: this.#signal,
        headers: {
          authorization: `Bearer ${this.#reach.token}`,
          'content-type': 'application/json',
          accept: 'application/x-ndjson',
        },
        body: JSON.stringify(body),
      });
      if (response.statusCode >= 300) {
        throw this.#refusal(response.statusCode, jsonOf(await response.body.text()));
      }
      yield* linesOf(response.body.setEncoding('utf8'));
    } catch (cause) {
      if (cause instanceof WorldError || cause instanceof UsageError) throw cause;
      throw new WorldError(`${this.#reach.url.origin}: ${reasonOf(cause)}`, { cause });
    }
  }

  async delete(path: string): Promise<void> {
    await this.#ask('DELETE', path, {});
  }

  #urlOf(path: string, query: Query): URL {
    const url = new URL(path, this.#reach.url);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    return url;
  }

  async #ask(method: Method, path: string, query: Query, body?: object) {
    const { statusCode, octets } = await this.#exchange(this.#urlOf(path, query), method, body);
    const answer = jsonOf(octets.toString());
    if (statusCode < 300) return answer;
    throw this.#refusal(statusCode, answer);
  }

  async #exchange(url: URL, method: Method, body?: object) {
    const sent = sentOf(body);
    try {
      const response = await request(url, {
        method,
        dispatcher: this.#agent,
        signal: this.#signal,
        headers: {
          authorization: `Bearer ${this.#reach.token}`,
          ...(sent !== undefined && { 'content-type': sent.type }),
        },
        ...(sent !== undefined && { body: sent.octets }),
      });
      const digest = response.headers['repr-digest'];
      return {
        statusCode: response.statusCode,
        octets: Buffer.from(await response.body.arrayBuffer()),
        ...(typeof digest === 'string' && { digest }),
      };
    } catch (cause) {
      throw new WorldError(`${this.#reach.url.origin}: ${reasonOf(cause)}`, { cause });
    }
  }

  #refusal(status: number, answer: unknown): Error {
    const parsed = parseError(answer);
    if (parsed.kind === 'refused') {
      return new WorldError(`${this.#reach.url.origin} answers ${status}: is that a reconciler?`);
    }
    const { message, problems = [] } = parsed.value.error;
    const details = problems.length > 0 ? ` (${formatProblems(problems)})` : '';
    // What we asked was wrong, and only whoever typed it can mend that.
    if (status === 400) return new UsageError(`${message}${details}`);
    const hint = status === 401 ? ': the API key is not the one of this reconciler' : '';
    return new WorldError(`${message}${details}${hint}`);
  }

  #envelope<T>(parse: (input: unknown) => Parsed<T>, answer: unknown): T {
    const parsed = parse(answer);
    if (parsed.kind === 'parsed') return parsed.value;
    throw new WorldError(
      `${this.#reach.url.origin} answers with something else: is it a reconciler?`,
    );
  }
}

/** A file as it is, anything else as JSON. */
function sentOf(body: object | undefined) {
  if (body === undefined) return undefined;
  if ('octets' in body && Buffer.isBuffer(body.octets) && 'type' in body) {
    return { type: String(body.type), octets: body.octets };
  }
  return { type: 'application/json', octets: JSON.stringify(body) };
}

/** Lines that may be long: what came before is not looked through again with each piece. */
async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<string, void> {
  let begun: string[] = [];
  for await (const piece of pieces) {
    const [first = '', ...others] = piece.split('\n');
    begun.push(first);
    for (const next of others) {
      yield begun.join('');
      begun = [next];
    }
  }
}

function jsonOf(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  if (cause.name === 'AbortError') return 'interrupted';
  if (cause instanceof errors.HeadersTimeoutError) return 'no answer came in time';
  if ('code' in cause && cause.code === 'ECONNREFUSED') return 'nothing listens there';
  return cause.message;
}
