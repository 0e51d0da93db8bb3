/**
 * Edge truth through the whole system: two switches know one address, and what the console and the
 * API say of it is the port that it is plugged into.
 */
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { type SnmpDevice, startSnmpDevice } from '../../packages/lab/src/snmp/responder.ts';
import { startCollector } from '../harness/start-collector.ts';
import { startMuster } from '../harness/start-muster.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const HOST = '00:17:88:0a:0b:0c';
const HOST_ARCS = '0.23.136.10.11.12';
const EDGE = '001b21000001';
const CORE = '001b21000002';

const system = (name: string, engine: string) => [
  `1.3.6.1.2.1.1.1.0|4|A ${name} made for this test`,
  '1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.99999.1',
  `1.3.6.1.2.1.1.5.0|4|${name}`,
  `1.3.6.1.6.3.10.2.1.1.0|4x|80001f8804${engine}`,
];
const port = (number: number, name: string, mac: string) => [
  `1.3.6.1.2.1.2.2.1.2.${number}|4|${name}`,
  `1.3.6.1.2.1.2.2.1.3.${number}|2|6`,
  `1.3.6.1.2.1.2.2.1.6.${number}|4x|${mac}`,
  `1.3.6.1.2.1.31.1.1.1.1.${number}|4|${name}`,
  `1.3.6.1.2.1.17.1.4.1.2.${number}|2|${number}`,
];
const learned = (arcs: string, number: number) =>
  `1.3.6.1.2.1.17.7.1.2.2.1.2.20.${arcs}|2|${number}`;
const lldp = (number: number, mac: string, name: string) => [
  `1.0.8802.1.1.2.1.3.7.1.2.${number}|2|7`,
  `1.0.8802.1.1.2.1.3.7.1.3.${number}|4|${number}`,
  `1.0.8802.1.1.2.1.4.1.1.4.0.${number}.1|2|4`,
  `1.0.8802.1.1.2.1.4.1.1.5.0.${number}.1|4x|${mac}`,
  `1.0.8802.1.1.2.1.4.1.1.6.0.${number}.1|2|5`,
  `1.0.8802.1.1.2.1.4.1.1.7.0.${number}.1|4|x`,
  `1.0.8802.1.1.2.1.4.1.1.9.0.${number}.1|4|${name}`,
  `1.0.8802.1.1.2.1.4.1.1.12.0.${number}.1|4x|2000`,
];

/** The host is on port 5 of the edge switch, whose port 24 is on port 1 of the core. */
const edge = (hasLldp: boolean) =>
  [
    ...system('edge', '65646765'),
    `1.3.6.1.2.1.17.1.1.0|4x|${EDGE}`,
    ...port(5, 'Gi0/5', '001b21000105'),
    ...port(24, 'Gi0/24', '001b21000124'),
    learned(HOST_ARCS, 5),
    learned('0.27.33.0.0.2', 24),
    ...(hasLldp ? lldp(24, CORE, 'core') : []),
  ].join('\n');
const core = (hasLldp: boolean) =>
  [
    ...system('core', '636f7265'),
    `1.3.6.1.2.1.17.1.1.0|4x|${CORE}`,
    ...port(1, 'Te1', '001b21000201'),
    ...port(2, 'Te2', '001b21000202'),
    learned(HOST_ARCS, 1),
    learned('0.27.33.0.0.1', 1),
    // The core routes: it alone knows the host's address.
    '1.3.6.1.2.1.4.22.1.2.1.192.0.2.9|4x|0017880a0b0c',
    ...(hasLldp ? lldp(1, EDGE, 'edge') : []),
  ].join('\n');
/** A printer that is itself asked, so that the address is somebody's. */
const host = [
  ...system('printer', '7072696e74'),
  '1.3.6.1.2.1.2.2.1.2.1|4|eth0',
  '1.3.6.1.2.1.2.2.1.3.1|2|6',
  '1.3.6.1.2.1.2.2.1.6.1|4x|0017880a0b0c',
].join('\n');

interface CiDetail {
  readonly id: string;
  readonly hostname?: string;
  readonly sightings: readonly {
    readonly mac: string;
    readonly byHostname?: string;
    readonly port?: string;
    readonly address?: string;
  }[];
}

it.each([
  ['by LLDP', true],
  ['by what the bridges learn of each other', false],
])(
  'places an address that two switches know on the port it is plugged into, %s',
  async (_, hasLldp) => {
    const dir = await mkdtemp(join(tmpdir(), 'muster-edge-'));
    closing.push(() => rm(dir, { recursive: true, maxRetries: 5 }));
    const devices: SnmpDevice[] = [];
    for (const rows of [edge(hasLldp), core(hasLldp), host]) {
      const device = await startSnmpDevice({ communities: { public: rows } });
      closing.push(device.close);
      devices.push(device);
    }
    const data = join(dir, 'data');
    const muster = await startMuster(['serve', '--data', data, '--listen', '0']);
    closing.push(() => muster.stop());
    const folder = join(dir, 'collector');
    await mkdir(folder);
    const targets = devices.map(
      (each) => `    - { address: 127.0.0.1, port: ${each.port}, credentials: a }`,
    );
    const collector = await startCollector({
      folder,
      config: [
        'snmp:',
        // One after the other: what the edge switch said is known when the core is asked.
        '  concurrency: 1',
        '  credentials: { a: { community: { env: LAB_COMMUNITY } } }',
        '  targets:',
        ...targets,
        '',
      ].join('\n'),
      env: { LAB_COMMUNITY: 'public' },
      url: muster.url,
      reconcilerData: data,
    });
    closing.push(() => collector.stop());
    const key = (await readFile(join(data, 'api-key'), 'utf8')).trim();
    const get = async (path: string): Promise<unknown> => {
      const answer = await fetch(`${muster.url}${path}`, {
        headers: { authorization: `Bearer ${key}` },
      });
      return answer.json();
    };
    let found: CiDetail | undefined;
    while (found === undefined || found.sightings.length < 2) {
      await sleep(200);
      const { items } = (await get('/api/v1/cis?q=printer')) as { items: readonly CiDetail[] };
      const [ci] = items;
      if (ci !== undefined) found = (await get(`/api/v1/cis/${ci.id}`)) as CiDetail;
    }
    const [first, ...others] = found.sightings;
    expect(first).toMatchObject({ mac: HOST, byHostname: 'edge', port: 'Gi0/5' });
    // The core says that somebody has the address, and not that it is on one of its ports.
    expect(others).toMatchObject([{ mac: HOST, byHostname: 'core', address: '192.0.2.9' }]);
    expect(others[0]?.port).toBeUndefined();
  },
  60_000,
);
