/**
 * Who is listened to: known addresses, each within its budget. What is refused costs no decoding
 * and no memory beyond a bounded count, and is told of in one note.
 */
import { TokenBucket } from '../../token-bucket.ts';
import { decodeEngineId } from '../sweep-packet.ts';

export type Admitted = 'yes' | 'unknown' | 'flood';

/**
 * Ordinary switches send a handful of notifications a minute; one whose links all come up at once
 * sends some hundreds.
 */
const SENDER_BUDGET = { perSecond: 20, burst: 200 } as const;
/** All senders together: what a core decodes without noticing. */
const TOTAL_BUDGET = { perSecond: 2000, burst: 4000 } as const;
/** Known senders are as many as targets; strangers are counted only so far. */
const SENDERS_MAX = 65_536;
const STRANGERS_MAX = 256;
const STRANGERS_TOLD = 5;
/** What nobody has sent for as long is no longer told of. */
const TOLD_MS = 3_600_000;
/** The members of a stack or a cluster; more are made up, and each costs a key derivation. */
const ENGINES_MAX = 8;
/** No agent sends larger ones over UDP to a port it was not asked from. */
const PACKET_BYTES_MAX = 16_384;

interface Sender {
  readonly bucket: TokenBucket;
  readonly engines: Set<string>;
  dropped: number;
  droppedMs: number;
}

export class Admission {
  readonly #isKnown: (address: string) => boolean;
  readonly #senders = new Map<string, Sender>();
  readonly #strangers = new Map<string, { count: number; lastMs: number }>();
  #total: TokenBucket | undefined;

  constructor(isKnown: (address: string) => boolean) {
    this.#isKnown = isKnown;
  }

  admit(address: string, bytes: Uint8Array, nowMs: number): Admitted {
    if (!this.#isKnown(address)) {
      this.#noteStranger(address, nowMs);
      return 'unknown';
    }
    const sender = this.#sender(address, nowMs);
    this.#total ??= new TokenBucket(TOTAL_BUDGET, nowMs);
    const isAdmitted =
      bytes.length <= PACKET_BYTES_MAX &&
      this.#hasPlausibleEngine(sender, bytes) &&
      sender.bucket.take(1, nowMs) &&
      this.#total.take(1, nowMs);
    if (isAdmitted) return 'yes';
    sender.dropped += 1;
    sender.droppedMs = nowMs;
    return 'flood';
  }

  /** One note for strangers and one for floods, for the health that is reported. */
  notes(nowMs: number): readonly { readonly what: string; readonly why: string }[] {
    const strangers = [...this.#strangers].filter(([, { lastMs }]) => nowMs - lastMs < TOLD_MS);
    const floods = [...this.#senders].filter(
      ([, { dropped, droppedMs }]) => dropped > 0 && nowMs - droppedMs < TOLD_MS,
    );
    return [
      ...note('from addresses that are no targets', strangers, ({ count }) => count),
      ...note('dropped since more came than is taken from one sender', floods, (s) => s.dropped),
    ];
  }

  #hasPlausibleEngine({ engines }: Sender, bytes: Uint8Array): boolean {
    const id = decodeEngineId(bytes);
    if (id === undefined || id === '' || engines.has(id)) return true;
    if (engines.size >= ENGINES_MAX) return false;
    engines.add(id);
    return true;
  }

  #sender(address: string, nowMs: number): Sender {
    const known = this.#senders.get(address);
    if (known !== undefined) return known;
    const sender: Sender = {
      bucket: new TokenBucket(SENDER_BUDGET, nowMs),
      engines: new Set(),
      dropped: 0,
      droppedMs: 0,
    };
    if (this.#senders.size >= SENDERS_MAX) this.#senders.clear();
    this.#senders.set(address, sender);
    return sender;
  }

  #noteStranger(address: string, nowMs: number): void {
    const count = (this.#strangers.get(address)?.count ?? 0) + 1;
    this.#strangers.delete(address);
    this.#strangers.set(address, { count, lastMs: nowMs });
    const [oldest] = this.#strangers.keys();
    if (this.#strangers.size > STRANGERS_MAX && oldest !== undefined) {
      this.#strangers.delete(oldest);
    }
  }
}

function note<T>(
  what: string,
  senders: readonly (readonly [string, T])[],
  countOf: (sender: T) => number,
): readonly { readonly what: string; readonly why: string }[] {
  if (senders.length === 0) return [];
  const named = senders
    .toSorted(([, a], [, b]) => countOf(b) - countOf(a))
    .slice(0, STRANGERS_TOLD)
    .map(([address, sender]) => `${address} (${countOf(sender)})`)
    .join(', ');
  const more = senders.length - STRANGERS_TOLD;
  return [{ what: 'snmp traps', why: `${what}: ${named}${more > 0 ? ` and ${more} more` : ''}` }];
}
