/**
 * Finding SNMP agents in ranges of addresses: one socket for all of them, a bounded rate, exclusions
 * kept. A probe is one GET of sysObjectID per credential set; whoever answers, answers. No ICMP.
 */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { Secret } from '@muster/uplink/secret';
import { decodeAnswerId, encodeDiscovery, encodeProbe } from './sweep-packet.ts';

/**
 * What to try, in order: communities, and SNMPv3 as such, whose agents tell their engine ID to
 * anybody: which user is let in is another question.
 */
export type SweepSet =
  | { readonly name: string; readonly version: '1' | '2c'; readonly community: Secret }
  | { readonly name: string; readonly version: '3' };

export interface SweepOptions {
  /** "192.0.2.0/24", "192.0.2.10-192.0.2.40" or single addresses; IPv4. */
  readonly ranges: readonly string[];
  readonly exclude?: readonly string[];
  readonly port?: number;
  readonly sets: readonly SweepSet[];
  /** All probes together. */
  readonly packetsPerSecond?: number;
  /** How long answers are waited for after the last probe. */
  readonly settleMs?: number;
  readonly signal: AbortSignal;
  readonly onFound: (found: SweepFound) => void;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface SweepFound {
  readonly address: string;
  /** Of the credential set that was answered first. */
  readonly credentials: string;
}

export interface SweepResult {
  readonly addresses: number;
  readonly probes: number;
  readonly found: number;
}

/** What one switch's worth of links carries without anybody noticing. */
const PACKETS_PER_SECOND_DEFAULT = 500;
/** A plain Node loop sends some 20,000 a second and still hears every answer. */
const PACKETS_PER_SECOND_MAX = 20_000;
const SETTLE_MS_DEFAULT = 2000;
/** Timers fire every millisecond at best: probes go out in bursts this far apart. */
const TICK_MS = 10;
/** A /12: more is a mistake in the configuration. */
const ADDRESSES_MAX = 1_048_576;

export type Ranges =
  | { readonly kind: 'ranges'; readonly addresses: readonly number[] }
  | { readonly kind: 'refused'; readonly why: string };

/** The addresses of the ranges without the excluded ones, each once, in order. */
export function parseRanges(ranges: readonly string[], exclude: readonly string[] = []): Ranges {
  const spans: Span[] = [];
  const holes: Span[] = [];
  for (const [texts, target] of [
    [ranges, spans],
    [exclude, holes],
  ] as const) {
    for (const text of texts) {
      const span = parseSpan(text.trim(), target === holes);
      if (span === undefined) return { kind: 'refused', why: `"${text}" is no range of addresses` };
      target.push(span);
    }
  }
  const addresses = new Set<number>();
  for (const { first, last } of spans) {
    if (last - first >= ADDRESSES_MAX) return tooMany();
    for (let address = first; address <= last; address++) {
      if (!holes.some((hole) => address >= hole.first && address <= hole.last)) {
        addresses.add(address);
      }
    }
    if (addresses.size > ADDRESSES_MAX) return tooMany();
  }
  return { kind: 'ranges', addresses: [...addresses].sort((a, b) => a - b) };
}

/** Resolves when all probes are out and the time for late answers is over, or on abort. */
export async function sweep(options: SweepOptions): Promise<SweepResult> {
  const parsed = parseRanges(options.ranges, options.exclude);
  if (parsed.kind === 'refused') throw new RangeError(parsed.why);
  const { addresses } = parsed;
  const { sets, onFound, onProgress, signal } = options;
  const found = new Set<string>();
  const total = addresses.length * sets.length;
  const socket = createSocket('udp4');
  // ICMP errors of other hosts' ports are no news here.
  socket.on('error', () => {});
  socket.on('message', (bytes, { address }) => {
    const id = decodeAnswerId(bytes);
    const set = id === undefined ? undefined : sets[id % SETS_MAX];
    if (set === undefined || found.has(address)) return;
    found.add(address);
    onFound({ address, credentials: set.name });
  });
  try {
    socket.bind(0);
    await once(socket, 'listening');
    roomFor(socket);
    const sent = await sendAll(
      socket,
      addresses,
      options,
      (done) => onProgress?.(done, total),
      found,
    );
    await settle(options.settleMs ?? SETTLE_MS_DEFAULT, signal);
    return { addresses: addresses.length, probes: sent, found: found.size };
  } finally {
    socket.close();
  }
}

/** The set's number travels in the request id. */
const SETS_MAX = 64;

async function sendAll(
  socket: Socket,
  addresses: readonly number[],
  { sets, packetsPerSecond, port = 161, signal }: SweepOptions,
  progress: (done: number) => void,
  found: ReadonlySet<string>,
): Promise<number> {
  const rate = Math.min(packetsPerSecond ?? PACKETS_PER_SECOND_DEFAULT, PACKETS_PER_SECOND_MAX);
  const perTick = Math.max(1, Math.round((rate * TICK_MS) / 1000));
  const tickMs = Math.max(TICK_MS, (perTick * 1000) / rate);
  const packets = sets
    .slice(0, SETS_MAX)
    .map((each, set) =>
      each.version === '3'
        ? encodeDiscovery(set)
        : encodeProbe(each.version, each.community.reveal(), set),
    );
  let sent = 0;
  let done = 0;
  for (const packet of packets) {
    for (let i = 0; i < addresses.length && !signal.aborted; i += perTick) {
      for (const number of addresses.slice(i, i + perTick)) {
        done += 1;
        const address = formatAddress(number);
        // A device that answered one set is not asked for another: lists of denials are alarms.
        if (found.has(address)) continue;
        socket.send(packet, port, address, () => {});
        sent += 1;
      }
      progress(done);
      await settle(tickMs, signal);
    }
  }
  return sent;
}

/** Answers come in bursts, while this process may be doing something else. */
function roomFor(socket: Socket): void {
  try {
    socket.setRecvBufferSize(RECEIVE_BUFFER_BYTES);
  } catch {
    // The system allows no more than it gave.
  }
}

const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;

function settle(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end, { once: true });
  });
}

interface Span {
  readonly first: number;
  readonly last: number;
}

/** @param isWhole with the network and broadcast address of a prefix, which are nobody's. */
function parseSpan(text: string, isWhole: boolean): Span | undefined {
  const [start = '', prefixText, ...more] = text.split('/');
  if (prefixText !== undefined) {
    const base = parseAddress(start);
    const prefix = Number(prefixText);
    if (base === undefined || more.length > 0 || !/^\d{1,2}$/.test(prefixText) || prefix > 32) {
      return undefined;
    }
    const size = 2 ** (32 - prefix);
    const first = Math.floor(base / size) * size;
    return size > 2 && !isWhole
      ? { first: first + 1, last: first + size - 2 }
      : { first, last: first + size - 1 };
  }
  const [low = '', high = low, ...rest] = text.split('-').map((part) => part.trim());
  const first = parseAddress(low);
  const last = parseAddress(high);
  if (first === undefined || last === undefined || rest.length > 0 || last < first)
    return undefined;
  return { first, last };
}

function parseAddress(text: string): number | undefined {
  const octets = text.split('.');
  if (octets.length !== 4 || !octets.every((octet) => /^\d{1,3}$/.test(octet))) return undefined;
  const numbers = octets.map(Number);
  if (numbers.some((octet) => octet > 255)) return undefined;
  return numbers.reduce((sum, octet) => sum * 256 + octet, 0);
}

function formatAddress(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');
}

function tooMany(): Ranges {
  return { kind: 'refused', why: `more than ${ADDRESSES_MAX} addresses` };
}
