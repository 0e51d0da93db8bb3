/** What hangs on the ports: joined from several commands, each thing once. */
import { expect, it } from 'vitest';
import { sourced } from './captures.ts';
import { attachmentsOf, interfacesOf, neighborsOf } from './links.ts';
import type { Row } from './rows.ts';

function of(...rows: readonly Row[]) {
  return sourced([{ intent: 'mac', command: 'show all', rows }]);
}

it('gives a learned address the IP address that ARP knows for it, and keeps ARP entries without a port', () => {
  const rows = of(
    { is: 'fdb', mac: '02:4d:75:00:00:01', port: 'Gi1/0/1', vlan: '10' },
    { is: 'fdb', mac: '02:4d:75:00:00:02', port: 'Gi1/0/2', vlan: 'voice' },
    { is: 'arp', mac: '02:4d:75:00:00:01', address: '192.0.2.1' },
    { is: 'arp', mac: '02:4d:75:00:00:01', address: '192.0.2.99' },
    { is: 'arp', mac: '02:4d:75:00:00:03', address: '192.0.2.3' },
  );
  expect(attachmentsOf(rows)).toEqual([
    { mac: '02:4d:75:00:00:01', port: 'Gi1/0/1', vlan: 10, address: '192.0.2.1' },
    { mac: '02:4d:75:00:00:02', port: 'Gi1/0/2' },
    { mac: '02:4d:75:00:00:03', address: '192.0.2.3' },
  ]);
});

it.each(['CPU', 'Router', 'Drop', 'Vlan10', 'sup-eth1', '-'])('hangs nothing on %s', (port) => {
  expect(attachmentsOf(of({ is: 'fdb', mac: '02:4d:75:00:00:01', port }))).toEqual([]);
});

it('takes no groups for devices', () => {
  const rows = of(
    { is: 'fdb', mac: '01:00:0c:cc:cc:cc', port: 'Gi1/0/1' },
    { is: 'arp', mac: 'ff:ff:ff:ff:ff:ff', address: '192.0.2.255' },
  );
  expect(attachmentsOf(rows)).toEqual([]);
});

it('joins a detail that has no port of ours with the line of the table that has it', () => {
  const rows = of(
    { is: 'neighbor', protocol: 'lldp', systemName: 'core-1.lab.example', portId: 'Gi1/0/24' },
    { is: 'neighbor', protocol: 'lldp', systemName: 'core-1', port: 'Gi0/1', portId: 'Gi1/0/24' },
    { is: 'neighbor', protocol: 'lldp', systemName: 'core-1', port: 'Gi0/2', portId: 'Gi1/0/23' },
  );
  expect(neighborsOf(rows)).toEqual([
    {
      protocol: 'lldp',
      localPort: 'Gi0/1',
      systemName: 'core-1.lab.example',
      portId: 'Gi1/0/24',
    },
    { protocol: 'lldp', localPort: 'Gi0/2', systemName: 'core-1', portId: 'Gi1/0/23' },
  ]);
});

it('keeps two neighbors on one port apart, with or without names', () => {
  const rows = of(
    { is: 'neighbor', protocol: 'lldp', port: '1', systemName: 'phone-1', portId: '1' },
    { is: 'neighbor', protocol: 'lldp', port: '1', chassisId: '024d75000009', portId: 'eth0' },
    { is: 'neighbor', protocol: 'lldp', port: '1', portId: 'eth7' },
    { is: 'neighbor', protocol: 'lldp', port: '1', portId: 'eth7' },
  );
  expect(neighborsOf(rows).map(({ portId }) => portId)).toEqual(['1', 'eth0', 'eth7']);
  expect(neighborsOf(rows)[1]?.chassisId).toBe('02:4d:75:00:00:09');
});

it('lists a port once, with its address without the length of its network', () => {
  const rows = of(
    { is: 'interface', name: 'Vlan1', address: '192.0.2.7/24', state: 'up' },
    { is: 'interface', name: 'Vlan1', description: 'again' },
    { is: 'interface', description: 'nameless' },
  );
  expect(interfacesOf(rows)).toEqual([{ name: 'Vlan1', addresses: ['192.0.2.7'], up: true }]);
});

it('joins a neighbor that neither the detail nor the table has a name for', () => {
  const rows = of(
    { is: 'neighbor', protocol: 'lldp', chassisId: 'plc-7', portId: 'port-001' },
    { is: 'neighbor', protocol: 'lldp', port: 'Gi0/1', portId: 'port-001' },
  );
  expect(neighborsOf(rows)).toMatchObject([{ localPort: 'Gi0/1', chassisId: 'plc-7' }]);
});
