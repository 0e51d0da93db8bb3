/** From rows to sightings: one device, a stack with its members, and which serial counts. */
import { describe, expect, it } from 'vitest';
import type { Capture } from './captures.ts';
import { platformNamed } from './platforms.ts';
import type { Row } from './rows.ts';
import { sightingsOf, type Visit } from './sightings.ts';

function see(captures: Readonly<Record<string, readonly Row[]>>, more: Partial<Visit> = {}) {
  const platform = platformNamed('cisco-ios');
  if (platform === undefined) throw new Error('no such platform');
  return sightingsOf({
    platform,
    observedAt: new Date('2026-11-21T12:00:00.000Z'),
    address: '192.0.2.7:22',
    fingerprint: 'SHA256:invented',
    identification: 'SSH-2.0-Cisco-1.25',
    oldAlgorithms: [],
    unread: [],
    captures: Object.entries(captures).map(
      ([command, rows]): Capture => ({ intent: 'version', command, rows }),
    ),
    ...more,
  });
}

const unit = (slot: string, serial: string, more: Partial<Row> = {}): Row => ({
  is: 'unit',
  slot,
  serial,
  model: 'WS-C3850-24T',
  ...more,
});

describe('a device by itself', () => {
  it('takes the label that the inventory reads, and keeps the other serial as the board', () => {
    const [only, ...others] = see({
      'show version': [{ is: 'device', serial: 'BOARD0001', hostname: 'sw-1', version: '1.2' }],
      'show inventory': [{ is: 'device', serial: 'LABEL0001', model: 'WS-C3850-24T' }],
    });
    expect(others).toEqual([]);
    expect(only).toMatchObject({
      key: 'ssh:SHA256:invented#LABEL0001',
      class: 'switch',
      device: {
        serial: 'LABEL0001',
        boardSerial: 'BOARD0001',
        hostname: 'sw-1',
        model: 'WS-C3850-24T',
      },
      os: { name: 'IOS', version: '1.2' },
    });
    expect(only?.candidates).toMatchObject([
      { value: 'LABEL0001', from: 'show inventory', chosen: true },
      { value: 'BOARD0001', from: 'show version' },
    ]);
  });

  it('is a stack of one where its only member is listed', () => {
    const seen = see({ 'show switch': [unit('1', 'MEMBER0001', { mac: '02:4d:75:00:00:01' })] });
    expect(seen).toHaveLength(1);
    expect(seen[0]?.class).toBe('switch');
    expect(seen[0]?.device).toMatchObject({ serial: 'MEMBER0001', baseMac: '02:4d:75:00:00:01' });
  });

  it('has the address for a key where it states no serial that can be one', () => {
    const [only] = see({
      'show version': [{ is: 'device', serial: '00000000', hostname: 'sw-1' }],
    });
    expect(only?.key).toBe('ssh:192.0.2.7:22#0');
    expect(only?.device.serial).toBeUndefined();
    expect(only?.candidates).toMatchObject([{ value: '00000000', state: 'placeholder' }]);
  });

  it('lists a part once, and itself not among its parts', () => {
    const [only] = see({
      'show version': [{ is: 'device', serial: 'LABEL0001' }],
      'show inventory': [
        { is: 'part', part: 'chassis', name: 'Chassis', serial: 'LABEL0001' },
        { is: 'part', part: 'power-supply', name: 'PSU 1', serial: 'PSU0001' },
        { is: 'part', part: 'power-supply', name: 'Power 1', serial: 'psu0001' },
        { is: 'part', part: 'fan', name: 'Fan', model: 'F' },
        { is: 'part', part: 'fan', name: 'Fan', model: 'F' },
      ],
    });
    expect(only?.components?.map(({ key }) => key)).toEqual([
      'power-supply:PSU 1',
      'fan:Fan',
      'fan:Fan#2',
    ]);
  });
});

describe('a stack', () => {
  const captures = {
    'show version': [{ is: 'device', hostname: 'stack-1', version: '1.2', serial: 'MEMBER0001' }],
    'show switch': [
      unit('10', 'MEMBER0010', { role: 'standby', mac: '02:4d:75:00:00:10' }),
      unit('2', 'MEMBER0002', { role: 'member', mac: '02:4d:75:00:00:02', version: '1.1' }),
      { is: 'unit', slot: '3', role: 'member', mac: '00:00:00:00:00:00', model: 'WS-C3850-48T' },
    ],
    'show inventory': [unit('2', 'MEMBER0002', { model: 'WS-C3850-24T-E' })],
  } satisfies Record<string, readonly Row[]>;

  it('is one sighting and one per member that is there, by number', () => {
    const [whole, ...members] = see(captures);
    expect(whole).toMatchObject({ class: 'stack', key: 'ssh:192.0.2.7:22#stack' });
    expect(whole?.device).toEqual({ vendor: 'Cisco', hostname: 'stack-1' });
    expect(whole?.components?.map(({ key, serial }) => [key, serial])).toEqual([
      ['stack-member:2', 'MEMBER0002'],
      ['stack-member:10', 'MEMBER0010'],
    ]);
    expect(members.map(({ key, os }) => [key, os?.version])).toEqual([
      ['ssh:SHA256:invented#MEMBER0002', '1.1'],
      ['ssh:SHA256:invented#MEMBER0010', '1.2'],
    ]);
    expect(members[0]?.place).toEqual({ via: { key: 'ssh:192.0.2.7:22#stack', port: '2' } });
  });

  it('says which command stated what', () => {
    expect(see(captures)[1]?.candidates).toMatchObject([
      { value: 'MEMBER0002', from: 'show switch', chosen: true },
      { value: 'MEMBER0002', from: 'show inventory' },
    ]);
  });
});

it('tells of access points as devices seen through their controller', () => {
  const [controller, point] = see({
    'show inventory': [{ is: 'device', serial: 'WLC0001' }],
    'show ap summary': [
      { is: 'ap', name: 'ap-1', model: 'AP-9', serial: 'AP0001', version: '8.10' },
      { is: 'ap', model: 'AP-9' },
    ],
  });
  expect(point).toMatchObject({
    key: 'ssh:SHA256:invented#ap AP0001',
    class: 'access-point',
    device: { model: 'AP-9', serial: 'AP0001', hostname: 'ap-1' },
    firmware: { version: '8.10' },
    place: { via: { key: controller?.key } },
  });
});

it('says what was not read, the old algorithms and the site', () => {
  const [only] = see(
    { 'show version': [{ is: 'device', serial: 'LABEL0001' }] },
    {
      unread: [{ what: 'show inventory', why: 'timeout' }],
      oldAlgorithms: ['ssh-rsa'],
      site: 'north',
    },
  );
  expect(only).toMatchObject({
    unread: [{ what: 'show inventory', why: 'timeout' }],
    place: { site: 'north' },
    extensions: { ssh: { oldAlgorithms: ['ssh-rsa'], hostKey: 'SHA256:invented' } },
  });
});

it('tells of guests as devices seen through their host, and as parts of it', () => {
  const [host, guest] = see(
    {},
    {
      host: {
        device: { serial: 'HOST0001' },
        os: { name: 'Lab OS' },
        components: [],
        interfaces: [],
        guests: [
          {
            kind: 'vm',
            id: '100',
            name: 'web one',
            uuid: '4d757374-6572-4c61-8000-024d75000001',
            interfaces: [{ name: 'net0', mac: 'bc:24:11:4d:75:01' }],
          },
        ],
      },
    },
  );
  expect(host?.components).toEqual([
    {
      kind: 'vm',
      key: 'vm:100',
      name: 'web one',
      details: { uuid: '4d757374-6572-4c61-8000-024d75000001' },
    },
  ]);
  expect(guest).toMatchObject({
    key: 'ssh:SHA256:invented#HOST0001 vm 100',
    class: 'vm',
    device: { uuid: '4d757374-6572-4c61-8000-024d75000001' },
    interfaces: [{ name: 'net0', mac: 'bc:24:11:4d:75:01', macKind: 'virtual' }],
    place: { via: { key: host?.key } },
    extensions: { 'cisco-ios': { name: 'web one' } },
  });
  // What people call it is not its host name.
  expect(guest?.device.hostname).toBeUndefined();
});
