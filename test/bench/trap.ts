/**
 * From a trap to its finding, through the whole system: a simulated switch learns an address that
 * nobody owns and says so (cmnMacChangedNotification), a real collector process hears it and reads
 * the port, a real reconciler process judges it, and `rogue` stands on the event stream. Stations
 * come one after another; the yardstick is the second in which it must be done.
 */
import { createSocket } from 'node:dgram';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSession, ObjectType, type Session, Version2c } from 'net-snmp';
import { type SnmpDevice, startSnmpDevice } from '../../packages/lab/src/snmp/responder.ts';
import { parseSnmprec } from '../../packages/lab/src/snmp/rows.ts';
import { readDevice } from '../../packages/lab/src/snmp/segment.ts';
import { startCollector } from '../harness/start-collector.ts';
import { startMuster } from '../harness/start-muster.ts';
import { type Alarms, listenForRogues } from './alarms.ts';
import type { Benchmark } from './report.ts';

const STATIONS = 300;
const TARGET_MS = 1_000;
/** Access ports of the simulated switch; 25 leads to the stack. */
const PORTS = 24;
const VLAN = 20;
/** Until the collector has visited the switch, a trap is answered by that visit alone. */
const AGAIN_MS = 1_000;

export const bench: Benchmark = async (progress) => {
  const dir = await mkdtemp(join(tmpdir(), 'muster-trap-'));
  const closers: (() => Promise<unknown>)[] = [() => rm(dir, { recursive: true })];
  try {
    progress('starting switch, reconciler and collector');
    const recording = await readDevice('access-1');
    const device = await startSnmpDevice({ communities: { public: recording } });
    closers.push(() => device.close());
    const muster = await startMuster(['serve', '--data', join(dir, 'data'), '--listen', '0']);
    closers.push(() => muster.stop());
    const alarms = await listenForRogues(muster.url, join(dir, 'data', 'api-key'));
    closers.push(async () => alarms.close());
    const trapPort = await freePort();
    const folder = join(dir, 'collector');
    await mkdir(folder);
    const collector = await startCollector({
      folder,
      config: configOf(device, trapPort),
      env: { BENCH_COMMUNITY: 'public' },
      url: muster.url,
      reconcilerData: join(dir, 'data'),
    });
    closers.push(() => collector.stop());
    const session = createSession('127.0.0.1', 'public', { version: Version2c, trapPort });
    closers.push(async () => session.close());
    const lab: Lab = { device, recording, session, learned: [] };
    await learnUntilHeard(lab, alarms);
    const before = device.requests();
    const delays: number[] = [];
    for (let at = 1; at <= STATIONS; at += 1) {
      if (at % 20 === 0) progress(`${at} of ${STATIONS}`);
      const heard = alarms.next(macOf(at));
      learn(lab, at);
      const sentMs = performance.now();
      await tell(lab, at);
      delays.push((await heard) - sentMs);
    }
    return reportOf(delays, (device.requests() - before) / STATIONS);
  } finally {
    for (const close of closers.reverse()) await close();
  }
};

interface Lab {
  readonly device: SnmpDevice;
  readonly recording: string;
  readonly session: Session;
  readonly learned: string[];
}

function reportOf(delays: readonly number[], requests: number) {
  const p99 = quantile(delays, 0.99);
  const alarm = 'trap to rogue on the event stream';
  return {
    figures: [
      { name: `${alarm}, p50`, value: quantile(delays, 0.5), unit: 'ms' },
      { name: `${alarm}, p99`, value: p99, unit: 'ms' },
      { name: `${alarm}, slowest of ${delays.length}`, value: Math.max(...delays), unit: 'ms' },
      { name: 'requests to the switch for each trap', value: requests, unit: '' },
    ],
    ratios: [
      {
        name: 'p99 of the finding',
        value: p99 / TARGET_MS,
        yardstick: 'one second',
        target: '< 1',
      },
    ],
  };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
}

function configOf({ address, port }: SnmpDevice, trapPort: number): string {
  return `name: bench
snmp:
  credentials:
    public: { community: { env: BENCH_COMMUNITY } }
  targets:
    - { address: ${address}, port: ${port}, credentials: public }
  traps: { address: 127.0.0.1, port: ${trapPort} }
`;
}

/** Each its own, of a maker that has none of the lab's devices. */
function octetsOf(at: number): readonly number[] {
  return [0x00, 0x17, 0x88, 0x02, at >> 8, at & 0xff];
}

function macOf(at: number): string {
  return octetsOf(at)
    .map((octet) => octet.toString(16).padStart(2, '0'))
    .join(':');
}

/** The switch's FDB has the address from now on. */
function learn({ device, recording, learned }: Lab, at: number): void {
  learned.push(
    `1.3.6.1.2.1.17.7.1.2.2.1.2.${VLAN}.${octetsOf(at).join('.')}|2|${1 + (at % PORTS)}`,
  );
  device.restate({ public: parseSnmprec(`${recording}\n${learned.join('\n')}`) });
}

/** CISCO-MAC-NOTIFICATION-MIB: learned, VLAN, address, bridge port. */
function tell({ session }: Lab, at: number): Promise<void> {
  const value = Buffer.from([1, 0, VLAN, ...octetsOf(at), 0, 1 + (at % PORTS), 0]);
  const message = { oid: '1.3.6.1.4.1.9.9.215.1.1.8.1.2.1', type: ObjectType.OctetString, value };
  return new Promise((resolve, reject) =>
    session.trap('1.3.6.1.4.1.9.9.215.2.0.1', [message], (error) =>
      error ? reject(error) : resolve(),
    ),
  );
}

/** The first trap may come before the collector listens, or before it has visited the switch. */
async function learnUntilHeard(lab: Lab, alarms: Alarms): Promise<void> {
  const heard = alarms.next(macOf(0));
  learn(lab, 0);
  const again = setInterval(() => void tell(lab, 0), AGAIN_MS);
  try {
    await heard;
  } finally {
    clearInterval(again);
  }
}

async function freePort(): Promise<number> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return port;
}
