/**
 * Multicast DNS announcements as statements: hosts by their name, with what their services say of
 * them. A service belongs to the host that its SRV record names; that may have come earlier.
 */
import { parseMac } from '@muster/facts/mac';
import { realValue } from '@muster/facts/placeholders';
import { present } from '../roster/fields.ts';
import { networkInterface } from '../roster/network.ts';
import type { Facts, Statement } from '../roster/statement.ts';
import type { DnsRecord } from './dns-message.ts';
import { SERVICES, type ServiceRule } from './mdns-services.ts';

/** Instances whose host is remembered: a campus' printers, several times. */
const INSTANCES_MAX = 10_000;

export interface MdnsMessage {
  readonly records: readonly DnsRecord[];
  /** Who sent it, and his MAC where the neighbor table has it. */
  readonly sender: string;
  readonly senderMac?: string;
}

export class MdnsReader {
  readonly #hosts = new Map<string, string>();

  read({ records, sender, senderMac }: MdnsMessage): readonly Statement[] {
    this.#remember(records);
    const byHost = new Map<string, Facts[]>();
    const add = (host: string, facts: Facts) => {
      const known = byHost.get(host);
      if (known === undefined) byHost.set(host, [facts]);
      else known.push(facts);
    };
    for (const [host, addresses] of addressesOf(records)) {
      // A reflector passes on what others say: then the sender's MAC is not the host's.
      const isSender = addresses.includes(sender);
      add(host, {
        interfaces: networkInterface('network', { addresses, ...(isSender && { mac: senderMac }) }),
      });
    }
    for (const record of records) {
      if (record.type !== 'TXT' || record.ttlSeconds === 0) continue;
      const host = this.#hosts.get(record.name.toLowerCase());
      const facts = serviceFacts(record.name, record.texts);
      if (host !== undefined && facts !== undefined) add(host, facts);
    }
    return [...byHost].flatMap(([host, all]) => all.map((facts) => statementOf(host, facts)));
  }

  #remember(records: readonly DnsRecord[]): void {
    for (const record of records) {
      if (record.type !== 'SRV') continue;
      if (this.#hosts.size >= INSTANCES_MAX) this.#hosts.clear();
      this.#hosts.set(record.name.toLowerCase(), record.target.toLowerCase());
    }
  }
}

/** Names and addresses come and go with their time to live; a host that says goodbye may sleep. */
function addressesOf(records: readonly DnsRecord[]): ReadonlyMap<string, readonly string[]> {
  const addresses = new Map<string, string[]>();
  for (const record of records) {
    if ((record.type !== 'A' && record.type !== 'AAAA') || record.ttlSeconds === 0) continue;
    const host = record.name.toLowerCase();
    addresses.set(host, [...(addresses.get(host) ?? []), record.address]);
  }
  return addresses;
}

function statementOf(host: string, facts: Facts): Statement {
  const hostname = host.replace(/\.local\.?$/, '');
  const device = { ...facts.device, hostname };
  return { kind: 'device', key: `mdns:${host}`, adds: true, facts: { ...facts, device } };
}

/** "Hall printer._ipp._tcp.local": the service's type is what follows the instance. */
function serviceFacts(
  instance: string,
  texts: Readonly<Record<string, string>>,
): Facts | undefined {
  const [, label = '', type = ''] =
    /^(.*?)\.?(_[\w-]+\._(?:tcp|udp))\.local$/i.exec(instance) ?? [];
  if (type.toLowerCase() === '_workstation._tcp') return workstationFacts(label);
  const rule = SERVICES[type.toLowerCase()];
  return rule === undefined ? undefined : factsOf(rule, texts, label);
}

function factsOf(rule: ServiceRule, texts: Readonly<Record<string, string>>, label: string): Facts {
  const text = (fact: keyof NonNullable<ServiceRule['facts']>) => {
    const value = texts[rule.facts?.[fact] ?? '']?.trim();
    return value === undefined || value === '' || value.length > 256 ? undefined : value;
  };
  const mac = parseMac(text('mac') ?? '');
  const version = realValue('version', text('firmware'));
  const location = text('location');
  const interfaces = networkInterface('network', { mac });
  return {
    ...(rule.class !== undefined && { class: rule.class }),
    device: present({
      vendor: rule.vendor ?? realValue('vendor', text('vendor')),
      model: realValue('model', text('model')),
      partNumber: realValue('model', text('partNumber')),
      serial: realValue('serial', text('serial')),
      baseMac: mac,
    }),
    ...(version !== undefined && { firmware: { version } }),
    ...(location !== undefined && { location }),
    ...(interfaces.length > 0 && { interfaces }),
    extension: present({ name: text('name') ?? (label === '' ? undefined : label) }),
  };
}

/** "reception-3 [a0:b1:c2:d3:e4:f5]", as Avahi names workstations. */
function workstationFacts(label: string): Facts | undefined {
  const mac = parseMac(/\[([0-9a-f:]{17})\]$/i.exec(label)?.[1] ?? '');
  if (mac === undefined) return undefined;
  return { device: { baseMac: mac }, interfaces: networkInterface('network', { mac }) };
}
