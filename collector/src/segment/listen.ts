/**
 * Listening on the segments of this host: DHCP, multicast DNS and SSDP as they are announced, the
 * host's own neighbor table, lease files of DHCP servers, and what servers and switches write to syslog. Asks nobody anything, but a UPnP
 * device for the description whose address it has announced.
 */

import type { Sighting, Source } from '@muster/facts/observation';
import { makerOf } from '@muster/facts/oui';
import type { ObserverHealth } from '@muster/facts/wire';
import type { Listener, ListenerOptions } from '../listener.ts';
import { Gatherer } from '../roster/gatherer.ts';
import { Roster } from '../roster/roster.ts';
import type { Statement } from '../roster/statement.ts';
import { Descriptions } from './descriptions.ts';
import { readDhcp } from './dhcp.ts';
import { decodeDhcp } from './dhcp-message.ts';
import { decodeDnsResponse } from './dns-message.ts';
import { watchLeases } from './lease-files.ts';
import type { LeaseFormat } from './leases.ts';
import { MdnsReader } from './mdns.ts';
import { NeighborTable } from './neighbor-table.ts';
import { readNeighbors } from './neighbors.ts';
import { SegmentSocket } from './sockets.ts';
import { parseSsdp, readSsdp } from './ssdp.ts';
import { readSyslog } from './syslog.ts';

export interface SegmentTarget {
  readonly dhcp?: boolean;
  readonly mdns?: boolean;
  readonly ssdp?: boolean;
  /** How often the neighbor table is read; absent: never. */
  readonly neighborsEveryMs?: number;
  readonly leases?: readonly { readonly file: string; readonly format: LeaseFormat }[];
  /** UDP port of the syslog receiver; absent: none. */
  readonly syslogPort?: number;
}

/** How often a lease file is looked at for changes. */
const LEASES_EVERY_MS = 10_000;

export async function listenSegment(
  target: SegmentTarget,
  onSighting: (sighting: Sighting) => void,
  options: ListenerOptions,
): Promise<Listener> {
  // The registry of makers is read now: the first device that appears must not wait for it.
  makerOf('00:00:00:00:00:00');
  const segment = new Segment(onSighting, options);
  const sockets: SegmentSocket[] = [];
  if (target.dhcp === true) {
    sockets.push(
      new SegmentSocket({ name: 'dhcp', port: 67, onMessage: (bytes) => segment.hearDhcp(bytes) }),
    );
  }
  if (target.mdns === true) {
    const onMessage = (bytes: Buffer, from: string) => segment.hearMdns(bytes, from);
    sockets.push(new SegmentSocket({ name: 'mdns', port: 5353, group: '224.0.0.251', onMessage }));
  }
  if (target.ssdp === true) {
    const onMessage = (bytes: Buffer, from: string) => segment.hearSsdp(bytes, from);
    sockets.push(
      new SegmentSocket({ name: 'ssdp', port: 1900, group: '239.255.255.250', onMessage }),
    );
  }
  if (target.syslogPort !== undefined) {
    const onMessage = (bytes: Buffer, from: string) => segment.hearSyslog(bytes, from);
    sockets.push(new SegmentSocket({ name: 'syslog', port: target.syslogPort, onMessage }));
  }
  const closers = [
    segment.readNeighborsEvery(target.neighborsEveryMs),
    ...(target.leases ?? []).map(({ file, format }) =>
      watchLeases({
        file,
        format,
        everyMs: LEASES_EVERY_MS,
        now: options.now,
        onStatement: (statement, isNews) => segment.state('dhcp', format, statement, isNews),
        onTrouble: (why) => segment.setTrouble(`leases ${file}`, why),
      }),
    ),
  ];
  return {
    failing: () => [...sockets.flatMap((socket) => socket.failing()), ...segment.failing()],
    tellAgain: () => segment.tellAgain(),
    async close() {
      for (const close of closers) close();
      await Promise.all(sockets.map((socket) => socket.close()));
      await segment.close();
    },
  };
}

class Segment {
  readonly #roster = new Roster();
  readonly #neighbors = new NeighborTable();
  readonly #mdns = new MdnsReader();
  readonly #descriptions: Descriptions;
  readonly #gatherer: Gatherer;
  readonly #now: () => Date;
  readonly #trouble = new Map<string, string>();

  constructor(onSighting: (sighting: Sighting) => void, options: ListenerOptions) {
    const { now, hasRoom, gatherMs, signal } = options;
    this.#now = now;
    this.#gatherer = new Gatherer({
      take: () => this.#roster.take(),
      onSighting,
      hasRoom,
      gatherMs,
    });
    this.#descriptions = new Descriptions(signal, (key, facts) =>
      this.state('ssdp', 'upnp', { kind: 'device', key, part: 'description', facts }, true),
    );
  }

  hearDhcp(bytes: Buffer): void {
    const message = decodeDhcp(bytes);
    if (message !== undefined) this.state('dhcp', 'dhcp', readDhcp(message), true);
  }

  hearSyslog(bytes: Buffer, sender: string): void {
    const read = readSyslog(bytes.toString('utf8'), sender);
    if (read !== undefined) this.state(read.source, 'syslog', read.statement, true);
  }

  async hearMdns(bytes: Buffer, sender: string): Promise<void> {
    const records = decodeDnsResponse(bytes) ?? [];
    if (records.length === 0) return;
    const senderMac = await this.#neighbors.macOf(sender);
    const message = { records, sender, ...(senderMac !== undefined && { senderMac }) };
    for (const statement of this.#mdns.read(message)) this.state('mdns', 'mdns', statement, true);
  }

  async hearSsdp(bytes: Buffer, sender: string): Promise<void> {
    const message = parseSsdp(bytes.toString('utf8'));
    if (message === undefined) return;
    const statement = readSsdp(message, sender, await this.#neighbors.macOf(sender));
    this.state('ssdp', 'upnp', statement, true);
    const { location } = message;
    if (statement.kind === 'device' && location !== undefined) {
      this.#descriptions.want(statement.key, location, sender);
    }
  }

  /** @param isNews false: a table that says it still, which is no sign of life */
  state(source: Source, profile: string, statement: Statement, isNews: boolean): void {
    this.#roster.apply(statement, {
      source,
      profile,
      topic: '',
      retain: !isNews,
      isState: false,
      epoch: 1,
      nowMs: this.#now().getTime(),
    });
    this.#gatherer.gather();
  }

  /** @returns what ends it */
  readNeighborsEvery(everyMs: number | undefined): () => void {
    if (everyMs === undefined) return () => {};
    const read = async () => {
      const entries = await this.#neighbors.read();
      this.setTrouble('neighbor table', entries === undefined ? 'cannot be read here' : undefined);
      for (const { statement, isNews } of readNeighbors(entries ?? [])) {
        this.state('arp', 'neighbors', statement, isNews);
      }
    };
    void read();
    const timer = setInterval(() => void read(), everyMs);
    return () => clearInterval(timer);
  }

  setTrouble(what: string, why: string | undefined): void {
    if (why === undefined) this.#trouble.delete(what);
    else this.#trouble.set(what, why);
  }

  failing(): ObserverHealth['failing'] {
    const floods = this.#roster.refusals.map(({ gateway, refused }) => ({
      what: `segment ${gateway}`,
      why: `more devices than there may be: ${refused} were not taken`,
      cause: 'flood' as const,
    }));
    return [...[...this.#trouble].map(([what, why]) => ({ what, why })), ...floods];
  }

  tellAgain(): void {
    this.#roster.tellAgain();
    this.#gatherer.gather();
  }

  async close(): Promise<void> {
    await this.#descriptions.close();
    this.#gatherer.flush();
  }
}
