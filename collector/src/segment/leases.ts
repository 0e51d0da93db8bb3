/** Lease files of DHCP servers: ISC dhcpd, Kea (CSV), dnsmasq. The newest lease of a MAC counts. */
import { parseMac } from '@muster/facts/mac';
import { present } from '../roster/fields.ts';
import { networkInterface } from '../roster/network.ts';
import type { Statement } from '../roster/statement.ts';
import { makerFacts } from './maker.ts';

export const LEASE_FORMATS = ['isc-dhcpd', 'kea', 'dnsmasq'] as const;
export type LeaseFormat = (typeof LEASE_FORMATS)[number];

export interface Lease {
  readonly mac: string;
  readonly address: string;
  readonly hostname?: string;
  readonly vendorClass?: string;
  /** Absent: it does not end. Milliseconds since 1970. */
  readonly endsMs?: number;
  readonly isActive: boolean;
}

/** 200 bytes a lease: a /16, twice over. */
export const LEASE_FILE_BYTES_MAX: number = 32 * 1024 * 1024;

export function parseLeases(format: LeaseFormat, text: string): readonly Lease[] {
  switch (format) {
    case 'isc-dhcpd':
      return parseIscDhcpd(text);
    case 'kea':
      return parseKea(text);
    case 'dnsmasq':
      return parseDnsmasq(text);
  }
}

/** Devices with an active lease, one per MAC. @param format names the statements' profile */
export function readLeases(leases: readonly Lease[], nowMs: number): readonly Statement[] {
  const byMac = new Map<string, Lease>();
  // A journal: what stands later in the file is newer.
  for (const lease of leases) byMac.set(lease.mac, lease);
  return [...byMac.values()]
    .filter(({ isActive, endsMs }) => isActive && (endsMs === undefined || endsMs > nowMs))
    .map(({ mac, address, hostname, vendorClass }) => ({
      kind: 'device',
      key: `lease:${mac}`,
      facts: {
        ...makerFacts(mac),
        device: present({ hostname, ...makerFacts(mac).device }),
        interfaces: networkInterface('network', { mac, addresses: [address] }),
        extension: present({ vendorClass }),
      },
    }));
}

/** dhcpd.leases(5): blocks, appended; an address's later block replaces the earlier. */
function parseIscDhcpd(text: string): readonly Lease[] {
  const byAddress = new Map<string, Lease>();
  for (const [, address = '', body = ''] of text.matchAll(/^[ \t]*lease ([\d.]+) \{([^}]*)\}/gm)) {
    const mac = parseMac(/hardware ethernet ([0-9a-f:]+);/i.exec(body)?.[1] ?? '');
    if (mac === undefined) continue;
    const hostname = /client-hostname "([^"]*)";/.exec(body)?.[1];
    const vendorClass = /set vendor-class-identifier = "([^"]*)";/.exec(body)?.[1];
    const state = /^\s*binding state (\w+);/m.exec(body)?.[1];
    const endsMs = iscTime(/^\s*ends (.+);/m.exec(body)?.[1]);
    byAddress.delete(address);
    byAddress.set(address, {
      mac,
      address,
      isActive: state === undefined || state === 'active',
      ...fact('hostname', hostname),
      ...fact('vendorClass', vendorClass),
      ...(endsMs !== undefined && { endsMs }),
    });
  }
  return [...byAddress.values()];
}

/** "4 2026/01/01 12:00:00" in UTC, "epoch 1767268800; # …", or "never". */
function iscTime(text: string | undefined): number | undefined {
  const epoch = /^epoch (\d+)/.exec(text ?? '')?.[1];
  if (epoch !== undefined) return 1000 * Number(epoch);
  const [, year, month, day, time] =
    /^\d (\d{4})\/(\d\d)\/(\d\d) (\d\d:\d\d:\d\d)/.exec(text ?? '') ?? [];
  const parsed = Date.parse(`${year}-${month}-${day}T${time}Z`);
  return Number.isNaN(parsed) ? undefined : parsed;
}

/** Kea's memfile: address,hwaddr,client_id,valid_lifetime,expire,…,hostname,state; 0 is in use. */
function parseKea(text: string): readonly Lease[] {
  const [header = '', ...rows] = text.split(/\r?\n/);
  const columns = header.split(',');
  const cell = (row: readonly string[], name: string) => row[columns.indexOf(name)] ?? '';
  const byAddress = new Map<string, Lease>();
  for (const line of rows) {
    const row = line.split(',');
    const mac = parseMac(cell(row, 'hwaddr'));
    const address = cell(row, 'address');
    if (mac === undefined || address === '') continue;
    const expire = Number(cell(row, 'expire'));
    byAddress.delete(address);
    byAddress.set(address, {
      mac,
      address,
      isActive: cell(row, 'state') === '0' || cell(row, 'state') === '',
      // Commas in names are written so (Kea ARM, "memfile").
      ...fact('hostname', cell(row, 'hostname').replaceAll('&#x2c', ',').replace(/\.$/, '')),
      ...(expire > 0 && { endsMs: 1000 * expire }),
    });
  }
  return [...byAddress.values()];
}

/** "<expiry> <mac> <address> <hostname or *> <client id or *>"; an expiry of 0 does not come. */
function parseDnsmasq(text: string): readonly Lease[] {
  return text.split(/\r?\n/).flatMap((line): readonly Lease[] => {
    const [expiry = '', printed = '', address = '', hostname = '*'] = line.trim().split(/\s+/);
    const mac = parseMac(printed);
    if (mac === undefined || !/^\d+$/.test(expiry) || address === '') return [];
    const endsMs = 1000 * Number(expiry);
    return [
      {
        mac,
        address,
        isActive: true,
        ...fact('hostname', hostname === '*' ? undefined : hostname),
        ...(endsMs > 0 && { endsMs }),
      },
    ];
  });
}

function fact<K extends 'hostname' | 'vendorClass'>(
  name: K,
  text: string | undefined,
): { readonly [N in K]?: string } {
  const value = text?.trim() ?? '';
  const kept: { [N in K]?: string } = {};
  if (value !== '' && value.length <= 255) kept[name] = value;
  return kept;
}
