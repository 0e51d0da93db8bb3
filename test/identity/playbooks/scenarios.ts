/**
 * The playbooks: what happens to hardware and its sources, case by case, and what is to be made of it.
 * A table. Makers are real, serials and addresses invented. `at` is in hours after noon of a first day.
 */
import type { Stated } from '@muster/reconciler/testing/observations';

export interface Scenario {
  readonly name: string;
  /** In the order of time; each is its own batch. */
  readonly told: readonly Stated[];
  /** Which records stand together at the end: their keys, CI by CI. */
  readonly cis: readonly (readonly string[])[];
  /** Kinds of findings about identity that are open at the end, one entry a finding. */
  readonly findings?: readonly string[];
}

const HOUR = 3_600_000;
const at = (hours: number): { readonly at: number } => ({ at: hours * HOUR });
type Device = NonNullable<Stated['device']>;

const macs = (...all: readonly string[]): Pick<Stated, 'interfaces'> => ({
  interfaces: all.map((mac, index) => ({ name: `eth${index}`, mac })),
});
const agent = (key: string, device: Device, more: Partial<Stated> = {}): Stated => ({
  key,
  class: 'laptop',
  device,
  ...more,
});
const lease = (key: string, mac: string, hostname: string, hours = 0): Stated => ({
  source: 'dhcp',
  profile: 'dhcp',
  key,
  device: { hostname },
  interfaces: [{ name: 'lease', mac }],
  ...at(hours),
});
const network = (
  source: 'snmp' | 'ssh' | 'redfish' | 'import',
  key: string,
  more: Stated,
): Stated => ({
  source,
  profile: source,
  key,
  ...more,
});

const M1 = '00:1b:21:4a:00:01';
const M2 = '00:1b:21:4a:00:02';
const M3 = '00:1b:21:4a:00:03';
const M4 = '00:1b:21:4a:00:04';
const GUEST1 = '00:50:56:9a:00:01';
const GUEST2 = '00:50:56:9a:00:02';
const DOCK = '00:e0:4c:68:00:99';
const UUID = '5f9c1a70-11c2-4f04-9d3b-0a1b2c3d4e01';
const OTHER_UUID = '5f9c1a70-11c2-4f04-9d3b-0a1b2c3d4e02';
/** Dell's system UUID of the service tag CDX5NY1. */
const DELL_UUID = '4c4c4544-0043-4410-8058-b5c04f4e5931';
const dell: Device = { vendor: 'Dell Inc.', model: 'Latitude 5450', serial: 'CDX5NY1' };
const vm: Partial<Stated> = { class: 'vm' };
const installed = (hostname: string, machineId: string): Device => ({ hostname, machineId });
const ID1 = '6b1f0a7c9d2e4b3f8a5c1d0e7f9b2a43';
const ID2 = '7c2f0a7c9d2e4b3f8a5c1d0e7f9b2a44';

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'a clone: one UUID and serial alive in two places is a collision, told once, and does not flap',
    told: [
      agent('a', { ...dell, uuid: UUID }, macs(M1)),
      agent('b', { ...dell, uuid: UUID }, { ...macs(M2), ...at(2) }),
      agent('a', { ...dell, uuid: UUID }, { ...macs(M1), ...at(4) }),
      agent('b', { ...dell, uuid: UUID }, { ...macs(M2), ...at(6) }),
      agent('a', { ...dell, uuid: UUID }, { ...macs(M1), ...at(8) }),
    ],
    cis: [['a'], ['b']],
    findings: ['collision'],
  },
  {
    name: 'a clone of a virtual machine, with its name and its machine id, and the lease of each',
    told: [
      agent('a', { uuid: UUID, ...installed('web', ID1) }, { ...vm, ...macs(GUEST1) }),
      agent('b', { uuid: UUID, ...installed('web', ID1) }, { ...vm, ...macs(GUEST2), ...at(2) }),
      agent('a', { uuid: UUID, ...installed('web', ID1) }, { ...vm, ...macs(GUEST1), ...at(4) }),
      lease('lease-a', GUEST1, 'web', 5),
      lease('lease-b', GUEST2, 'web', 5),
    ],
    cis: [
      ['a', 'lease-a'],
      ['b', 'lease-b'],
    ],
    findings: ['collision'],
  },
  {
    name: 'a re-image: a new installation, agent and name on the same hardware',
    told: [
      agent('old', { ...dell, uuid: UUID, ...installed('anna', ID1) }, macs(M1)),
      agent('new', { ...dell, uuid: UUID, ...installed('bert', ID2) }, { ...macs(M1), ...at(5) }),
    ],
    cis: [['new', 'old']],
  },
  {
    name: 'a board swap that keeps the serial: new UUID, board and addresses; the old lease stays',
    told: [
      agent('a', { ...dell, uuid: UUID, boardSerial: 'CNWS1000AAA' }, macs(M1)),
      lease('old', M1, 'anna'),
      agent(
        'a',
        { ...dell, uuid: OTHER_UUID, boardSerial: 'CNWS1000BBB' },
        { ...macs(M2), ...at(5) },
      ),
      lease('new', M2, 'anna', 6),
    ],
    cis: [['a', 'new', 'old']],
  },
  {
    name: 'a board swap with a new installation, kept by the chassis serial, the asset tag and the name',
    told: [
      agent(
        'a',
        {
          vendor: 'HP',
          chassisSerial: '5CG1234XYZ',
          assetTag: 'IT-4711',
          uuid: UUID,
          hostname: 'anna',
        },
        macs(M1),
      ),
      agent(
        'b',
        { vendor: 'HP', chassisSerial: '5CG1234XYZ', assetTag: 'IT-4711', hostname: 'anna' },
        { ...macs(M2), ...at(5) },
      ),
    ],
    cis: [['a', 'b']],
  },
  {
    name: 'a board swap: the new UUID encodes the service tag that the agent states',
    told: [
      network('redfish', 'bmc', {
        class: 'server',
        device: { vendor: 'Dell Inc.', uuid: DELL_UUID },
      }),
      agent(
        'a',
        { vendor: 'Dell Inc.', serial: 'CDX5NY1' },
        { class: 'server', ...macs(M1), ...at(5) },
      ),
    ],
    cis: [['a', 'bmc']],
  },
  {
    name: 'a disk moved to hardware of another maker: the agent is not followed in silence',
    told: [
      agent('a', { ...dell, uuid: UUID }, macs(M1)),
      network('import', 'purchase', {
        class: 'laptop',
        device: { vendor: 'Dell Inc.', serial: 'CDX5NY1' },
      }),
      agent(
        'a',
        { vendor: 'LENOVO', serial: 'PF3ABCDE', uuid: OTHER_UUID },
        { ...macs(M2), ...at(5) },
      ),
    ],
    cis: [['a'], ['purchase']],
    findings: ['collision'],
  },
  {
    name: 'a network card moved from one server to another',
    told: [
      agent('a', { vendor: 'HPE', serial: 'CZJ1000AAA' }, { class: 'server', ...macs(M1, M2) }),
      agent('b', { vendor: 'HPE', serial: 'CZJ1000BBB' }, { class: 'server', ...macs(M3) }),
      agent(
        'a',
        { vendor: 'HPE', serial: 'CZJ1000AAA' },
        { class: 'server', ...macs(M1), ...at(5) },
      ),
      agent(
        'b',
        { vendor: 'HPE', serial: 'CZJ1000BBB' },
        { class: 'server', ...macs(M3, M2), ...at(6) },
      ),
      lease('moved', M2, 'bravo', 7),
    ],
    cis: [['a'], ['b', 'moved']],
  },
  {
    name: 'a virtual machine that reports the serial of its host',
    told: [
      agent(
        'host',
        { vendor: 'HPE', serial: 'CZJ1000AAA', uuid: UUID },
        { class: 'server', ...macs(M1) },
      ),
      agent(
        'guest',
        { vendor: 'HPE', serial: 'CZJ1000AAA', uuid: OTHER_UUID },
        { ...vm, ...macs(GUEST1) },
      ),
      lease('lease', GUEST1, 'guest', 1),
    ],
    cis: [['guest', 'lease'], ['host']],
  },
  {
    name: "a container with its host's serial and UUID",
    told: [
      agent(
        'host',
        { vendor: 'HPE', serial: 'CZJ1000AAA', uuid: UUID },
        { class: 'server', ...macs(M1) },
      ),
      agent(
        'box',
        { vendor: 'HPE', serial: 'CZJ1000AAA', uuid: UUID },
        { class: 'container', ...macs('02:42:ac:11:00:05') },
      ),
    ],
    cis: [['box'], ['host']],
  },
  {
    name: 'a stack whose members share a name and an address, and whose master fails over',
    told: [
      ...['1', '2'].map((member) =>
        network('snmp', `snmp:800000090300aa#${member}`, {
          class: 'switch',
          device: {
            vendor: 'Cisco',
            serial: `FCW1000000${member}`,
            hostname: 'core',
            engineId: '800000090300aa',
          },
          ...macs(M1),
        }),
      ),
      network('ssh', 'ssh:core#1', {
        class: 'switch',
        device: { vendor: 'Cisco', serial: 'FCW10000002', hostname: 'core' },
        ...at(5),
      }),
    ],
    cis: [['snmp:800000090300aa#1'], ['snmp:800000090300aa#2', 'ssh:core#1']],
  },
  {
    name: 'blades that state the serial of their enclosure as chassis serial',
    told: ['a', 'b'].map((key, index) =>
      agent(
        key,
        { vendor: 'HPE', serial: `CZJ1000AA${index}`, chassisSerial: 'CZ20170CHS' },
        { class: 'server', ...macs(index === 0 ? M1 : M2) },
      ),
    ),
    cis: [['a'], ['b']],
  },
  {
    name: 'blades that state the serial of their enclosure as their own: it loses its vote',
    told: [M1, M2, M3, M4].map((mac, index) =>
      agent(
        `blade-${index}`,
        { vendor: 'HPE', serial: 'CZ20170CHS', uuid: UUID.replace(/1$/, String(index)) },
        { class: 'server', ...macs(mac) },
      ),
    ),
    cis: [['blade-0'], ['blade-1'], ['blade-2'], ['blade-3']],
    findings: ['shared'],
  },
  {
    name: 'a switch of which one source gives the serial of a module for the chassis',
    told: [
      network('snmp', 'snmp:aa#1', {
        class: 'switch',
        device: { vendor: 'Cisco', serial: 'FCW10000001', hostname: 'sw' },
        ...macs(M1, M2),
      }),
      network('ssh', 'ssh:sw#1', {
        class: 'switch',
        device: { vendor: 'Cisco', serial: 'FOC20000009', hostname: 'sw' },
        ...macs(M1, M2),
      }),
    ],
    cis: [['snmp:aa#1', 'ssh:sw#1']],
  },
  {
    name: 'a dock whose address goes from laptop to laptop',
    told: [
      agent('a', dell, {
        interfaces: [
          { name: 'eth0', mac: M1 },
          { name: 'enx0', mac: DOCK, driver: 'r8152' },
        ],
      }),
      lease('dock', DOCK, 'anna'),
      agent(
        'b',
        { ...dell, serial: 'CDX5NY2' },
        {
          interfaces: [
            { name: 'eth0', mac: M2 },
            { name: 'enx0', mac: DOCK, driver: 'r8152' },
          ],
          ...at(5),
        },
      ),
    ],
    cis: [['a'], ['b'], ['dock']],
  },
  {
    name: 'an adapter that looks burned in, behind one laptop after the other',
    told: ['1', '2', '3', '4'].map((number) =>
      agent(
        `a${number}`,
        { ...dell, serial: `CDX5NY${number}` },
        { ...macs(DOCK), ...at(Number(number)) },
      ),
    ),
    cis: [['a1'], ['a2'], ['a3'], ['a4']],
    findings: ['shared'],
  },
  {
    name: 'randomised addresses of one laptop, and their leases',
    told: [
      agent('a', dell, macs(M1, 'da:a1:19:00:00:01')),
      lease('l1', 'da:a1:19:00:00:01', 'anna'),
      agent('a', dell, { ...macs(M1, 'da:a1:19:00:00:02'), ...at(5) }),
      lease('l2', 'da:a1:19:00:00:02', 'anna', 6),
    ],
    cis: [['a'], ['l1'], ['l2']],
  },
  {
    name: 'an address that a thousand Bluetooth adapters share',
    told: ['1', '2'].map((number) =>
      agent(
        `a${number}`,
        { ...dell, serial: `CDX5NY${number}` },
        { interfaces: [{ name: 'hci0 bluetooth', mac: '00:1a:7d:da:71:13' }] },
      ),
    ),
    cis: [['a1'], ['a2']],
  },
  {
    name: 'two routers that share an address by VRRP and one by HSRP',
    told: ['1', '2'].map((number) =>
      network('snmp', `snmp:r${number}#1`, {
        class: 'router',
        device: { vendor: 'Cisco', serial: `FDO1000000${number}` },
        ...macs(number === '1' ? M1 : M2, '00:00:5e:00:01:0a', '00:00:0c:07:ac:0a'),
      }),
    ),
    cis: [['snmp:r1#1'], ['snmp:r2#1']],
  },
  {
    name: 'a server of which DMI and Redfish state different serials',
    told: [
      agent(
        'a',
        { vendor: 'HPE', serial: 'CZJ1000AAA', uuid: UUID },
        { class: 'server', ...macs(M1) },
      ),
      network('redfish', 'bmc', {
        class: 'server',
        device: { vendor: 'HPE', serial: 'MXQ2000BBB', uuid: UUID },
        ...macs(M1),
      }),
    ],
    cis: [['a', 'bmc']],
  },
  {
    name: 'a purchase typed with O for 0: never joined',
    told: [
      agent('a', { ...dell, serial: 'C0X5NY1' }, macs(M1)),
      network('import', 'purchase', {
        class: 'laptop',
        device: { vendor: 'Dell Inc.', serial: 'COX5NY1' },
      }),
    ],
    cis: [['a'], ['purchase']],
  },
  {
    name: 'a laptop that is renamed, and its lease with it',
    told: [
      agent('a', { ...dell, hostname: 'anna' }, macs(M1)),
      lease('l', M1, 'anna'),
      agent('a', { ...dell, hostname: 'bert' }, { ...macs(M1), ...at(5) }),
      lease('l', M1, 'bert', 6),
    ],
    cis: [['a', 'l']],
  },
  {
    name: 'a switch that moves to another site and gets another name and address',
    told: [
      network('snmp', 'snmp:10.0.0.1#1', {
        class: 'switch',
        device: { vendor: 'Cisco', serial: 'FCW10000001', hostname: 'hh-1' },
        ...macs(M1, M2),
        place: { site: 'Hamburg' },
      }),
      network('snmp', 'snmp:10.9.0.1#1', {
        class: 'switch',
        device: { vendor: 'Cisco', serial: 'FCW10000001', hostname: 'ber-1' },
        ...macs(M1, M2),
        place: { site: 'Berlin' },
        ...at(5),
      }),
    ],
    cis: [['snmp:10.0.0.1#1', 'snmp:10.9.0.1#1']],
  },
  {
    name: 'a laptop that is wiped and enrolled again, to another name and another network card',
    told: [
      agent('old', { ...dell, ...installed('anna', ID1) }, macs(M1)),
      agent('new', { ...dell, ...installed('bert', ID2) }, { ...macs(M2), ...at(5) }),
      agent('new', { ...dell, ...installed('bert', ID2) }, { ...macs(M2), ...at(9) }),
    ],
    cis: [['new', 'old']],
  },
  {
    name: 'a device that left, was deleted in its source, and is back again',
    told: [
      agent('a', dell, macs(M1)),
      agent('a', dell, { ...macs(M1), presence: 'left', ...at(5) }),
      agent('a', dell, { ...macs(M1), ...at(9) }),
      network('import', 'purchase', {
        class: 'laptop',
        device: { vendor: 'Dell Inc.', serial: 'CDX5NY1' },
        ...at(9),
      }),
    ],
    cis: [['a', 'purchase']],
  },
  {
    name: "a guest's address given to another guest after the first was deleted",
    told: [
      agent('first', { uuid: UUID }, { ...vm, ...macs(GUEST1) }),
      agent('second', { uuid: OTHER_UUID }, { ...vm, ...macs(GUEST1), ...at(50) }),
    ],
    cis: [['first'], ['second']],
  },
  {
    name: 'boards whose firmware was never filled in: placeholders join nothing',
    told: [M1, M2].map((mac, index) =>
      agent(
        `a${index}`,
        {
          vendor: 'To Be Filled By O.E.M.',
          serial: 'Default string',
          uuid: '03000200-0400-0500-0006-000700080009',
        },
        { class: 'desktop', ...macs(mac) },
      ),
    ),
    cis: [['a0'], ['a1']],
  },
];
