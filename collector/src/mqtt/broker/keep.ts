/**
 * What the collector's own broker keeps for its clients, bounded: retained messages, over restarts
 * where a file is named, and what waits for clients that are away.
 */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { parserOf } from '@muster/facts/parsed';
import { Type } from 'typebox';

export interface KeepLimits {
  /** 100,000 entities are a large site. */
  readonly retainedTopics: number;
  /** Lists of 300 devices are 2 MB; most messages are 500 bytes. */
  readonly retainedBytes: number;
  /** For one client that is away: commands to gateways, not measurements. */
  readonly queued: number;
}

export const DEFAULT_KEEP_LIMITS: KeepLimits = {
  retainedTopics: 100_000,
  retainedBytes: 256 * 1024 * 1024,
  queued: 1000,
};

export interface RetainedMessage {
  readonly topic: string;
  readonly payload: Buffer;
}

interface Packet {
  readonly cmd: 'publish';
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
  readonly dup: boolean;
  readonly topic: string;
  readonly payload: Buffer | string;
}

/** The part of aedes-persistence that is bounded here. */
interface Memory {
  storeRetained(packet: Packet): Promise<void>;
  outgoingEnqueueCombi(subs: readonly { clientId: string }[], packet: Packet): Promise<void>;
  outgoingClearMessageId(client: { id: string }, packet: Packet): Promise<Packet | undefined>;
}

/** Its types tell neither of the function that it exports nor of promises. */
const createMemory: () => Memory = createRequire(import.meta.url)('aedes-persistence');

const parseLine = parserOf(
  Type.Object({ topic: Type.String({ minLength: 1 }), payload: Type.String({ minLength: 1 }) }),
);

export class Keep {
  /** For aedes. */
  readonly persistence: Memory;
  readonly #limits: KeepLimits;
  readonly #retained = new Map<string, Buffer>();
  readonly #queued = new Map<string, number>();
  #bytes = 0;
  #refused = 0;
  #isChanged = false;

  constructor(limits: Partial<KeepLimits> = {}) {
    this.#limits = { ...DEFAULT_KEEP_LIMITS, ...limits };
    this.persistence = this.#bound(createMemory());
  }

  get retained(): readonly RetainedMessage[] {
    return [...this.#retained].map(([topic, payload]) => ({ topic, payload }));
  }

  /** Retained messages that found no room. */
  get refused(): number {
    return this.#refused;
  }

  /** What a file has kept; nothing where there is none yet. @throws when it is not such a file */
  async load(file: string): Promise<void> {
    let text: string;
    try {
      text = await readFile(file, 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return;
      throw error;
    }
    for (const [index, line] of text.split('\n').entries()) {
      if (line === '') continue;
      const parsed = parseLine(jsonOf(line));
      if (parsed.kind === 'refused') {
        throw new Error(`${file}:${index + 1}: is not a retained message: remove the file`);
      }
      const { topic, payload } = parsed.value;
      const bytes = Buffer.from(payload, 'base64');
      const packet = { cmd: 'publish', qos: 1, retain: true, dup: false } as const;
      await this.persistence.storeRetained({ ...packet, topic, payload: bytes });
    }
    this.#isChanged = false;
  }

  /** Writes the file anew where something has changed. */
  async save(file: string): Promise<void> {
    if (!this.#isChanged) return;
    this.#isChanged = false;
    const lines = this.retained.map(
      ({ topic, payload }) => `${JSON.stringify({ topic, payload: payload.toString('base64') })}\n`,
    );
    await writeFile(`${file}.new`, lines, { mode: 0o600 });
    await rename(`${file}.new`, file);
  }

  #bound(memory: Memory): Memory {
    const store = memory.storeRetained.bind(memory);
    const enqueue = memory.outgoingEnqueueCombi.bind(memory);
    const clear = memory.outgoingClearMessageId.bind(memory);
    memory.storeRetained = async (packet) => {
      if (this.#account(packet)) await store(packet);
    };
    memory.outgoingEnqueueCombi = async (subs, packet) => {
      const waiting = (id: string) => this.#queued.get(id) ?? 0;
      const open = subs.filter(({ clientId }) => waiting(clientId) < this.#limits.queued);
      for (const { clientId } of open) this.#queued.set(clientId, waiting(clientId) + 1);
      if (open.length > 0) await enqueue(open, packet);
    };
    memory.outgoingClearMessageId = async (client, packet) => {
      const cleared = await clear(client, packet);
      const waiting = this.#queued.get(client.id) ?? 0;
      if (cleared !== undefined && waiting <= 1) this.#queued.delete(client.id);
      else if (cleared !== undefined) this.#queued.set(client.id, waiting - 1);
      return cleared;
    };
    return memory;
  }

  /** False when there is no room: what the topic said before then stays. */
  #account({ topic, payload }: Packet): boolean {
    const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload;
    const before = this.#retained.get(topic);
    const grown = this.#bytes + bytes.length - (before?.length ?? 0);
    const isNew = before === undefined && bytes.length > 0;
    const isFull =
      (isNew && this.#retained.size >= this.#limits.retainedTopics) ||
      (bytes.length > 0 && grown > this.#limits.retainedBytes);
    if (isFull) {
      this.#refused += 1;
      return false;
    }
    this.#bytes = grown;
    this.#isChanged = true;
    if (bytes.length === 0) this.#retained.delete(topic);
    else this.#retained.set(topic, bytes);
    return true;
  }
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
