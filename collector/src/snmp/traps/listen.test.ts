/** Hearing over real UDP: the library's own sender on one side, a simulated switch on the other. */

import { createSocket } from 'node:dgram';
import type { Sighting } from '@muster/facts/observation';
import { Secret } from '@muster/uplink/secret';
import {
  AuthProtocols,
  createSession,
  createV3Session,
  ObjectType,
  PrivProtocols,
  SecurityLevel,
  type Session,
  type Varbind,
  Version1,
  Version2c,
} from 'net-snmp';
import { pino } from 'pino';
import { afterEach, expect, it } from 'vitest';
import { type SnmpDevice, startSnmpDevice } from '../../../../packages/lab/src/snmp/responder.ts';
import type { SnmpCredentials } from '../../target.ts';
import { listenTraps, type TrapListener } from './listen.ts';

const community: SnmpCredentials = {
  kind: 'community',
  version: '2c',
  community: new Secret('public'),
};
const AUTH = 'an authentication key';
const PRIV = 'a privacy key';
const user: SnmpCredentials = {
  kind: 'user',
  user: 'ear',
  auth: { protocol: 'sha256', key: new Secret(AUTH) },
  priv: { protocol: 'aes', key: new Secret(PRIV) },
};
const old: SnmpCredentials = {
  ...user,
  user: 'old',
  priv: { protocol: 'aes192', key: new Secret(PRIV) },
};
const KEY = 'snmp:80001f8804616363657373#0';
const MAC = '00:1b:21:aa:bb:cc';

/** Port 5 with ifIndex 10105, port 24 that leads to another switch. */
const rows = [
  '1.3.6.1.2.1.1.3.0|67|4711',
  '1.3.6.1.2.1.2.2.1.2.10105|4|GigabitEthernet1/0/5',
  '1.3.6.1.2.1.31.1.1.1.1.10105|4|Gi1/0/5',
  '1.3.6.1.2.1.31.1.1.1.1.10124|4|Gi1/0/24',
  '1.3.6.1.2.1.17.1.4.1.2.5|2|10105',
  '1.3.6.1.2.1.17.1.4.1.2.24|2|10124',
];
const learned = '1.3.6.1.2.1.17.7.1.2.2.1.2.20.0.27.33.170.187.204|2|5';

const visited: Sighting = {
  source: 'snmp',
  profile: 'test',
  observedAt: '2026-01-01T00:00:00.000Z',
  presence: 'seen',
  key: KEY,
  class: 'switch',
  device: { hostname: 'access', baseMac: '00:1b:21:00:00:01' },
  interfaces: [
    { name: 'Gi1/0/5', index: 10_105, addresses: ['192.0.2.5'] },
    { name: 'Gi1/0/24', index: 10_124 },
  ],
  neighbors: [{ protocol: 'lldp', localPort: 'Gi1/0/24', capabilities: ['bridge'] }],
  attachments: [{ mac: '00:1b:21:00:00:99', port: 'Gi1/0/5' }],
};

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

interface Heard {
  readonly device: SnmpDevice;
  readonly port: number;
  readonly ear: TrapListener;
  readonly told: Sighting[];
  readonly asked: string[];
  /** Resolves once so many sightings were told, or visits asked for. */
  until(what: 'told' | 'asked', count: number): Promise<void>;
}

async function hear(
  options: {
    readonly communities?: Readonly<Record<string, string>>;
    readonly host?: string;
    readonly isVisited?: boolean;
    readonly credentials?: readonly SnmpCredentials[];
  } = {},
): Promise<Heard> {
  const device = await startSnmpDevice({
    communities: options.communities ?? { public: [...rows, learned].join('\n') },
  });
  closing.push(device.close);
  const told: Sighting[] = [];
  const asked: string[] = [];
  const waiting = new Set<() => void>();
  const notify = () => {
    for (const each of waiting) each();
  };
  const ear = listenTraps(
    {
      address: '127.0.0.1',
      port: 0,
      credentials: options.credentials ?? [community, user],
      engineId: '8000b983050102',
    },
    (sightings) => {
      told.push(...sightings);
      notify();
    },
    {
      now: () => new Date(),
      signal: new AbortController().signal,
      logger: pino({ level: 'silent' }),
      hosts: new Map([['switch', options.host ?? '127.0.0.1']]),
      targetOf: () => ({ host: '127.0.0.1', port: device.port, credentials: community }),
      askNow: (id) => {
        asked.push(id);
        notify();
      },
      mayAsk: () => true,
      uplinksOf: () => new Set(),
      turnOf: () => undefined,
    },
  );
  closing.push(() => ear.close());
  if (options.isVisited !== false) ear.visited('switch', [visited]);
  const port = await ear.listening();
  if (port === undefined) throw new Error(JSON.stringify(ear.failing()));
  const until = (what: 'told' | 'asked', count: number) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if ((what === 'told' ? told : asked).length < count) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  return { device, port, ear, told, asked, until };
}

const CISCO = '1.3.6.1.4.1.9.9.215.2.0.1';
const message: Varbind = {
  oid: '1.3.6.1.4.1.9.9.215.1.1.8.1.2.1',
  type: ObjectType.OctetString,
  value: Buffer.from('010014001b21aabbcc000500', 'hex'),
};
const linkUp: Varbind = {
  oid: '1.3.6.1.2.1.2.2.1.1.10105',
  type: ObjectType.Integer,
  value: 10105,
};

function sender(port: number, version: '1' | '2c', name = 'public'): Session {
  const session = createSession('127.0.0.1', name, {
    version: version === '1' ? Version1 : Version2c,
    trapPort: port,
    timeout: 300,
  });
  closing.push(() => session.close());
  return session;
}

function userSender(port: number, authKey = AUTH): Session {
  const session = createV3Session(
    '127.0.0.1',
    {
      name: 'ear',
      level: SecurityLevel.authPriv,
      authProtocol: AuthProtocols.sha256,
      authKey,
      privProtocol: PrivProtocols.aes,
      privKey: PRIV,
    },
    { trapPort: port, port, timeout: 300, retries: 0 },
  );
  closing.push(() => session.close());
  return session;
}

const station = {
  source: 'snmp',
  profile: 'edge-port',
  key: `mac:${MAC}`,
  interfaces: [{ mac: MAC, macKind: 'burned-in' }],
  place: { via: { key: KEY, port: 'Gi1/0/5' } },
};

function trap(session: Session, oid: string, varbinds: Varbind[]): Promise<void> {
  return new Promise((resolve, reject) =>
    session.trap(oid, varbinds, (error) => (error ? reject(error) : resolve())),
  );
}

function inform(session: Session, oid: string, varbinds: Varbind[]): Promise<void> {
  return new Promise((resolve, reject) =>
    session.inform(oid, varbinds, (error) => (error ? reject(error) : resolve())),
  );
}

it('tells of a learned address on its port, on the switch’s word and not on the trap’s', async () => {
  const { port, told, until } = await hear();
  await trap(sender(port, '2c'), CISCO, [message]);
  await until('told', 2);
  expect(told).toMatchObject([
    { key: KEY, attachments: [{ mac: MAC, port: 'Gi1/0/5', vlan: 20 }] },
    station,
  ]);
  // The device is told of as before, so that it travels as a touch.
  const { attachments: _, observedAt: __, ...unchanged } = told[0] ?? visited;
  const { attachments: ___, observedAt: ____, ...before } = visited;
  expect(unchanged).toEqual(before);
});

it('finds the address in the context of its VLAN where the switch shows its FDB by VLAN', async () => {
  const { port, told, until } = await hear({
    communities: {
      public: rows.join('\n'),
      'public@20': [
        '1.3.6.1.2.1.17.4.3.1.2.0.27.33.170.187.204|2|5',
        '1.3.6.1.2.1.17.1.4.1.2.5|2|10105',
      ].join('\n'),
    },
  });
  await trap(sender(port, '2c'), CISCO, [message]);
  await until('told', 2);
  expect(told[0]?.attachments).toEqual([{ mac: MAC, port: 'Gi1/0/5', vlan: 20 }]);
});

it('reads a port whose link comes up, in the form of SNMPv1, until somebody is there', async () => {
  const { port, told, until, device } = await hear({ communities: { public: rows.join('\n') } });
  const session = sender(port, '1');
  await new Promise<void>((resolve, reject) =>
    session.trap(3, [linkUp], (error) => (error ? reject(error) : resolve())),
  );
  // The station speaks a moment after its link is up.
  setTimeout(() => device.restate({ public: [...rows, learned].join('\n') }), 300);
  await until('told', 2);
  expect(told[1]).toMatchObject(station);
});

it.each([
  ['SNMPv2c', (port: number) => sender(port, '2c')],
  ['SNMPv3 with SHA-256 and AES', (port: number) => userSender(port)],
])('acknowledges an inform of %s', async (_, open) => {
  const { port, told, until } = await hear();
  await inform(open(port), CISCO, [message]);
  await until('told', 2);
  expect(told[1]).toMatchObject(station);
});

it('hears a trap of SNMPv3', async () => {
  const { port, told, until } = await hear();
  await trap(userSender(port), CISCO, [message]);
  await until('told', 2);
  expect(told[1]).toMatchObject(station);
});

it('says whose traps it cannot decrypt, and hears the others', async () => {
  const { port, ear, until } = await hear({ credentials: [old, user] });
  await trap(userSender(port), CISCO, [message]);
  await until('told', 2);
  expect(ear.failing()).toEqual([
    { what: 'snmp traps', why: expect.stringMatching(/^user old: not supported: AES-192/) },
  ]);
});

it('says that somebody came with a wrong key or community, and reads nothing', async () => {
  const { port, told, ear, device } = await hear();
  await expect(inform(userSender(port, 'another key'), CISCO, [message])).rejects.toThrow();
  await expect(inform(sender(port, '2c', 'guess'), CISCO, [message])).rejects.toThrow();
  expect(ear.failing()).toEqual([
    { what: 'snmp traps', why: expect.stringMatching(/^\d+ came with a community or user/) },
  ]);
  expect(JSON.stringify(ear.failing())).not.toMatch(/guess|another key|authentication key/);
  expect(told).toEqual([]);
  expect(device.requests()).toBe(0);
});

it('lists a sender that is no target, and answers it nothing', async () => {
  const { port, ear, device } = await hear({ host: '192.0.2.1' });
  await expect(inform(sender(port, '2c'), CISCO, [message])).rejects.toThrow();
  expect(ear.failing()).toEqual([
    { what: 'snmp traps', why: 'from addresses that are no targets: 127.0.0.1 (2)' },
  ]);
  expect(device.requests()).toBe(0);
});

it('knows a device by the addresses of its interfaces', async () => {
  const { port, ear, told, until } = await hear({ host: '192.0.2.1' });
  const interfaces = [{ name: 'Gi1/0/5', index: 10_105, addresses: ['127.0.0.1', '192.0.2.5'] }];
  ear.visited('switch', [{ ...visited, interfaces }]);
  await expect(inform(sender(port, '2c'), CISCO, [message])).rejects.toThrow();
  // Loopback is on every device; nothing else is.
  expect(told).toEqual([]);
  expect(ear.failing()[0]?.why).toContain('no targets');
  await until('told', 0);
});

it('takes nothing that was learned on the way to another switch for a device here', async () => {
  const uplink = '1.3.6.1.2.1.17.7.1.2.2.1.2.20.0.27.33.170.187.204|2|24';
  const { port, told, until } = await hear({
    communities: { public: [...rows, uplink, learned.replace('187.204', '187.205')].join('\n') },
  });
  const other = Buffer.from('010014001b21aabbcd000500', 'hex');
  await trap(sender(port, '2c'), CISCO, [message]);
  await trap(sender(port, '2c'), CISCO, [{ ...message, value: other }]);
  await until('told', 2);
  expect(told.map(({ key }) => key)).toEqual([KEY, 'mac:00:1b:21:aa:bb:cd']);
});

it('visits a device that changed its parts, and one that was not visited yet', async () => {
  const { port, asked, until } = await hear({ isVisited: false });
  await trap(sender(port, '2c'), '1.3.6.1.2.1.47.2.0.1', []);
  await until('asked', 1);
  expect(asked).toEqual(['switch']);
  await trap(sender(port, '2c'), CISCO, [message]);
  await trap(sender(port, '2c'), '1.3.6.1.2.1.47.2.0.1', []);
  // Asked for once only: the visit that is under way tells it all.
  expect(asked).toEqual(['switch']);
});

it('bounds a flood: few reads, one note, and one visit for what was dropped', async () => {
  const { port, ear, asked, until, device } = await hear();
  const session = sender(port, '2c');
  const flood = Array.from({ length: 600 }, () => trap(session, CISCO, [message]));
  await Promise.all(flood);
  await until('asked', 1);
  expect(asked).toEqual(['switch']);
  const [note, ...more] = ear.failing();
  expect(more).toEqual([]);
  expect(note?.why).toMatch(/^dropped since more came than is taken from one sender: 127\.0\.0\.1/);
  // Six hundred times the same address is a handful of reads of four requests.
  expect(device.requests()).toBeLessThan(60);
});

it('survives packets that are none, cut off, or hostile', async () => {
  const { port, told, until } = await hear();
  const socket = createSocket('udp4');
  closing.push(() => socket.close());
  const good = Buffer.from(
    '302602010104067075626c6963a71902040102030402010002010030' + '0b300906052b060102010500',
    'hex',
  );
  const packets = [
    Buffer.alloc(0),
    Buffer.from('30'),
    Buffer.alloc(4000, 0xff),
    Buffer.from('30820fff020103', 'hex'),
    // SNMPv3, encrypted and reportable, of nobody that is known.
    Buffer.from(
      '303e020103300f02024a69020300ffe30401070201030410300e0400020100020100040361626304000400' +
        '0416' +
        '00'.repeat(22),
      'hex',
    ),
    ...Array.from({ length: good.length }, (_, length) => good.subarray(0, length)),
    ...Array.from({ length: good.length }, (_, at) => {
      const bent = Buffer.from(good);
      bent[at] = 0xff;
      return bent;
    }),
  ];
  for (const packet of packets) {
    await new Promise((resolve) => socket.send(packet, port, '127.0.0.1', resolve));
  }
  await trap(sender(port, '2c'), CISCO, [message]);
  await until('told', 2);
  expect(told[1]).toMatchObject(station);
});

it('says what to do where the port may not be opened', async () => {
  const taken = createSocket('udp4');
  closing.push(() => taken.close());
  await new Promise<void>((resolve) => taken.bind(0, '127.0.0.1', resolve));
  const ear = listenTraps(
    { address: '127.0.0.1', port: taken.address().port, credentials: [], engineId: '8000b98305' },
    () => {},
    {
      now: () => new Date(),
      signal: new AbortController().signal,
      logger: pino({ level: 'silent' }),
      hosts: new Map(),
      targetOf: () => undefined,
      askNow: () => {},
      mayAsk: () => true,
      uplinksOf: () => new Set(),
      turnOf: () => undefined,
    },
  );
  closing.push(() => ear.close());
  expect(await ear.listening()).toBeUndefined();
  expect(ear.failing()).toEqual([
    { what: 'snmp traps', why: expect.stringMatching(/is taken by another program/) },
  ]);
});
