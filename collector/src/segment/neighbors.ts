/** This host's own neighbor table: addresses on its segments and the MACs behind them. */
import { macKindOf, parseMac } from '@muster/facts/mac';
import { makerOf } from '@muster/facts/oui';
import { present } from '../roster/fields.ts';
import { networkInterface } from '../roster/network.ts';
import type { Statement } from '../roster/statement.ts';
import { makerFacts } from './maker.ts';

export interface NeighborEntry {
  readonly address: string;
  readonly mac: string;
  readonly interfaceName: string;
  /** It has answered lately; a stale entry only says that it once did. */
  readonly isReachable: boolean;
}

/** `ip neigh show`: "192.0.2.7 dev eth0 lladdr a0:b1:c2:d3:e4:f5 router REACHABLE". */
export function parseNeighborTable(text: string): readonly NeighborEntry[] {
  return text.split('\n').flatMap((line): readonly NeighborEntry[] => {
    const [, address, interfaceName, printed, flags = ''] =
      /^([0-9a-f.:]+) dev (\S+) lladdr ([0-9a-f:]{17})((?: \w+)*)/i.exec(line) ?? [];
    const mac = parseMac(printed ?? '');
    if (address === undefined || interfaceName === undefined || mac === undefined) return [];
    if (/\b(?:FAILED|INCOMPLETE|NOARP)\b/.test(flags)) return [];
    return [{ address, mac, interfaceName, isReachable: /\bREACHABLE\b/.test(flags) }];
  });
}

export interface NeighborStatement {
  readonly statement: Statement;
  readonly isNews: boolean;
}

/** One device per MAC, with all its addresses; redundancy and multicast addresses are nobody's. */
export function readNeighbors(entries: readonly NeighborEntry[]): readonly NeighborStatement[] {
  const byMac = Map.groupBy(entries, ({ mac }) => mac);
  return [...byMac].flatMap(([mac, own]): readonly NeighborStatement[] => {
    const kind = macKindOf(mac);
    if (kind === 'multicast' || kind === 'redundancy') return [];
    const addresses = own.map(({ address }) => address);
    const statement: Statement = {
      kind: 'device',
      key: `arp:${mac}`,
      facts: {
        ...makerFacts(mac),
        interfaces: networkInterface('network', { mac, addresses }),
        extension: present({ maker: makerOf(mac) }),
      },
    };
    return [{ statement, isNews: own.some(({ isReachable }) => isReachable) }];
  });
}
