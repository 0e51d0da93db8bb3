/**
 * What DHCP servers, switches and access points write to a syslog receiver about devices that come:
 * leases given and released, and ports opened by 802.1X or MAC authentication. Lines are data here:
 * one pattern for each program's form, with an example.
 */
import { macKindOf, parseMac } from '@muster/facts/mac';
import { present } from '../roster/fields.ts';
import { networkInterface } from '../roster/network.ts';
import type { Facts, Statement } from '../roster/statement.ts';
import { makerFacts } from './maker.ts';

export interface SyslogForm {
  readonly program: string;
  /** Named groups: mac, and where the line has them address, hostname, port. */
  readonly pattern: RegExp;
  /** `left`: the device gives its address back. */
  readonly presence: 'seen' | 'left';
  /** 802.1X and its like: the port of the switch that sent the line is known. */
  readonly isPort?: boolean;
  readonly example: string;
}

const MAC = '(?<mac>(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}|(?:[0-9a-f]{4}\\.){2}[0-9a-f]{4})';
const ADDRESS = '(?<address>[0-9a-f.:]{3,45})';

/** The first that fits counts. */
export const SYSLOG_FORMS: readonly SyslogForm[] = [
  {
    program: 'ISC dhcpd, a lease given',
    pattern: new RegExp(
      `\\bDHCPACK on ${ADDRESS} to ${MAC}(?: \\((?<hostname>[^)]{1,255})\\))? via`,
      'i',
    ),
    presence: 'seen',
    example: 'DHCPACK on 192.0.2.7 to a0:b1:c2:d3:e4:f5 (reception-3) via eth0',
  },
  {
    program: 'ISC dhcpd, a client that asks',
    pattern: new RegExp(
      `\\bDHCP(?:DISCOVER|INFORM|REQUEST) (?:for [0-9.]+ (?:\\([0-9.]+\\) )?)?from ${MAC}(?: \\((?<hostname>[^)]{1,255})\\))? via`,
      'i',
    ),
    presence: 'seen',
    example: 'DHCPDISCOVER from a0:b1:c2:d3:e4:f5 (reception-3) via eth0',
  },
  {
    program: 'ISC dhcpd, a lease given back',
    pattern: new RegExp(`\\bDHCPRELEASE of [0-9.]+ from ${MAC}`, 'i'),
    presence: 'left',
    example: 'DHCPRELEASE of 192.0.2.7 from a0:b1:c2:d3:e4:f5 (reception-3) via eth0 (found)',
  },
  {
    program: 'dnsmasq, a lease given',
    pattern: new RegExp(
      `\\bDHCPACK\\([^)]{1,64}\\) ${ADDRESS} ${MAC}(?: (?<hostname>\\S{1,255}))?$`,
      'i',
    ),
    presence: 'seen',
    example: 'DHCPACK(eth0) 192.0.2.7 a0:b1:c2:d3:e4:f5 reception-3',
  },
  {
    program: 'dnsmasq, a client that asks',
    pattern: new RegExp(
      `\\bDHCP(?:DISCOVER|REQUEST|INFORM)\\([^)]{1,64}\\) (?:[0-9.]+ )?${MAC}\\s*$`,
      'i',
    ),
    presence: 'seen',
    example: 'DHCPDISCOVER(eth0) a0:b1:c2:d3:e4:f5',
  },
  {
    program: 'dnsmasq, a lease given back',
    pattern: new RegExp(`\\bDHCPRELEASE\\([^)]{1,64}\\) [0-9.]+ ${MAC}`, 'i'),
    presence: 'left',
    example: 'DHCPRELEASE(eth0) 192.0.2.7 a0:b1:c2:d3:e4:f5',
  },
  {
    program: 'Kea, a lease given',
    pattern: new RegExp(
      `\\bDHCP4_LEASE_ALLOC \\[hwtype=\\d+ ${MAC}\\][^\\n]{0,400}: lease ${ADDRESS} has been allocated`,
      'i',
    ),
    presence: 'seen',
    example:
      'DHCP4_LEASE_ALLOC [hwtype=1 a0:b1:c2:d3:e4:f5], cid=[01:a0:b1:c2:d3:e4:f5], tid=0x1: lease 192.0.2.7 has been allocated for 3600 seconds',
  },
  {
    program: 'Kea, a lease given back',
    pattern: new RegExp(`\\bDHCP4_RELEASE \\[hwtype=\\d+ ${MAC}\\]`, 'i'),
    presence: 'left',
    example:
      'DHCP4_RELEASE [hwtype=1 a0:b1:c2:d3:e4:f5], cid=[no info], tid=0x1: address 192.0.2.7 was released properly.',
  },
  {
    program: 'Cisco IOS, a port opened by 802.1X, MAC authentication or its session manager',
    pattern: new RegExp(
      `%(?:DOT1X|MAB|AUTHMGR|SESSION_MGR)-\\d-(?:SUCCESS|START)\\b[^\\n]{0,200}?client \\(${MAC}\\) on Interface (?<port>[\\w/.-]{1,64})`,
      'i',
    ),
    presence: 'seen',
    isPort: true,
    example:
      '%DOT1X-5-SUCCESS: Authentication successful for client (a0b1.c2d3.e4f5) on Interface Gi1/0/3 AuditSessionID 0A010101',
  },
  {
    program: 'hostapd, a station that was let in',
    pattern: new RegExp(
      `\\b(?<port>[\\w.-]{1,32}): STA ${MAC} (?:IEEE 802\\.1X: authorizing port|IEEE 802\\.11: associated)`,
      'i',
    ),
    presence: 'seen',
    isPort: true,
    example: 'wlan0: STA a0:b1:c2:d3:e4:f5 IEEE 802.1X: authorizing port',
  },
];

/** A line of RFC 5424 is 2 kB; longer ones are cut, not refused. */
const LINE_MAX = 2048;

export interface SyslogStatement {
  /** 802.1X and its like say nothing of DHCP: that the device's address was heard on a link. */
  readonly source: 'dhcp' | 'arp';
  readonly statement: Statement;
}

/** @param sender address the datagram came from: the server, switch or access point itself, or a relay */
export function readSyslog(text: string, sender: string): SyslogStatement | undefined {
  const line = text.slice(0, LINE_MAX).replace(/[\0\r\n]+$/, '');
  for (const { pattern, presence, isPort = false } of SYSLOG_FORMS) {
    const groups = pattern.exec(line)?.groups;
    if (groups === undefined) continue;
    const mac = parseMac(groups.mac ?? '');
    if (mac === undefined) return undefined;
    const key = `syslog:${mac}`;
    const source = isPort ? 'arp' : 'dhcp';
    if (presence === 'left') return { source, statement: { kind: 'removed', key } };
    const facts = factsOf(mac, groups, isPort ? sender : undefined);
    return { source, statement: { kind: 'device', key, adds: true, facts } };
  }
  return undefined;
}

function factsOf(
  mac: string,
  { address, hostname, port }: Readonly<Record<string, string | undefined>>,
  authenticator: string | undefined,
): Facts {
  const made = makerFacts(mac);
  return {
    ...made,
    device: present({
      ...made.device,
      hostname: hostname === undefined || hostname === '*' ? undefined : hostname,
      baseMac: macKindOf(mac) === 'burned-in' ? mac : undefined,
    }),
    interfaces: networkInterface('network', { mac, addresses: [address] }),
    extension: present({ authenticator, port: authenticator === undefined ? undefined : port }),
  };
}
