/**
 * How soon an alarm comes: a device nobody owns is announced on MQTT, a real collector process
 * hears it, a real reconciler process judges it, and `rogue` stands on the event stream. Devices
 * come one after another; a bare subscriber of the same broker is the yardstick.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openBroker } from '@muster/lab/mqtt/broker';
import mqtt, { type MqttClient } from 'mqtt';
import { WebSocket } from 'ws';
import { runMuster } from '../harness/run-muster.ts';
import { startMuster } from '../harness/start-muster.ts';
import type { Benchmark } from './report.ts';

const ANNOUNCEMENTS = 200;
const TARGET_MS = 1_000;
/** No single alarm may take longer: then something is broken, not slow. */
const PATIENCE_MS = 30_000;
const COLLECTOR = fileURLToPath(
  new URL('../../collector/bin/muster-collector.js', import.meta.url),
);

export const bench: Benchmark = async (progress) => {
  const dir = await mkdtemp(join(tmpdir(), 'muster-rogue-'));
  const closers: (() => Promise<unknown>)[] = [() => rm(dir, { recursive: true })];
  try {
    progress('starting broker, reconciler and collector');
    const broker = await openBroker();
    closers.push(() => broker.close());
    const muster = await startMuster(['serve', '--data', join(dir, 'data'), '--listen', '0']);
    closers.push(() => muster.stop());
    const alarms = await listenForRogues(muster.url, join(dir, 'data', 'api-key'));
    closers.push(async () => alarms.close());
    const collector = await startCollector(dir, muster.url, broker.url);
    closers.push(() => stop(collector));
    const client = await mqtt.connectAsync(broker.url);
    closers.push(() => client.endAsync());
    // The collector is there once it has heard of one.
    await announceUntilHeard(client, alarms);
    const bare = await measureBare(client, broker.url);
    const delays: number[] = [];
    for (let at = 1; at <= ANNOUNCEMENTS; at += 1) {
      if (at % 20 === 0) progress(`${at} of ${ANNOUNCEMENTS}`);
      const heard = alarms.next(serialOf(at));
      const sentMs = performance.now();
      await announce(client, at);
      delays.push((await heard) - sentMs);
    }
    return reportOf(delays, bare);
  } finally {
    for (const close of closers.reverse()) await close();
  }
};

function reportOf(delays: readonly number[], bare: readonly number[]) {
  const p99 = quantile(delays, 0.99);
  const alarm = 'MQTT announcement to rogue on the event stream';
  return {
    figures: [
      { name: `${alarm}, p50`, value: quantile(delays, 0.5), unit: 'ms' },
      { name: `${alarm}, p99`, value: p99, unit: 'ms' },
      { name: `${alarm}, slowest of ${delays.length}`, value: Math.max(...delays), unit: 'ms' },
      { name: 'the same to a bare subscriber, p50', value: quantile(bare, 0.5), unit: 'ms' },
      { name: 'the same to a bare subscriber, p99', value: quantile(bare, 0.99), unit: 'ms' },
    ],
    ratios: [
      { name: 'p99 of the alarm', value: p99 / TARGET_MS, yardstick: 'one second', target: '< 1' },
    ],
  };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
}

/** What its alarm is recognized by. */
function serialOf(at: number): string {
  return `STRANGER${String(at).padStart(4, '0')}`;
}

/** Home Assistant's discovery: one retained message makes a device known. */
async function announce(client: MqttClient, at: number): Promise<void> {
  const mac = `00:17:88:01:${hex(at >> 8)}:${hex(at & 0xff)}`;
  const payload = {
    name: 'Temperature',
    unique_id: `stranger-${at}-temperature`,
    state_topic: `strangers/${at}`,
    device: {
      identifiers: [`stranger-${at}`],
      connections: [['mac', mac]],
      name: `Stranger ${at}`,
      serial_number: serialOf(at),
      manufacturer: 'Nobody Knows',
      model: 'T-1000',
    },
  };
  const topic = `homeassistant/sensor/stranger-${at}/config`;
  await client.publishAsync(topic, JSON.stringify(payload), { qos: 1, retain: true });
}

function hex(octet: number): string {
  return octet.toString(16).padStart(2, '0');
}

interface Alarms {
  /** @returns when the rogue with this serial was told of, on the clock of `performance` */
  next(serial: string): Promise<number>;
  close(): void;
}

async function listenForRogues(url: string, keyFile: string): Promise<Alarms> {
  const key = (await readFile(keyFile, 'utf8')).trim();
  const socket = new WebSocket(
    `${url.replace(/^http/, 'ws')}/api/v1/events`,
    ['muster.events.v1'],
    { headers: { authorization: `Bearer ${key}` } },
  );
  const waiting = new Map<string, (atMs: number) => void>();
  socket.on('message', (data) => {
    const atMs = performance.now();
    const text = String(data);
    if (!text.includes('"kind":"rogue"')) return;
    for (const [serial, resolve] of waiting) {
      if (!text.includes(serial)) continue;
      waiting.delete(serial);
      resolve(atMs);
    }
  });
  await once(socket, 'open');
  return {
    next: (serial) =>
      new Promise((resolve, reject) => {
        const late = setTimeout(
          () => reject(new Error(`${serial} was not told of as a rogue within ${PATIENCE_MS} ms`)),
          PATIENCE_MS,
        );
        waiting.set(serial, (atMs) => {
          clearTimeout(late);
          resolve(atMs);
        });
      }),
    close: () => socket.close(),
  };
}

async function startCollector(dir: string, url: string, brokerUrl: string): Promise<ChildProcess> {
  const config = join(dir, 'collector.yaml');
  const token = join(dir, 'token');
  await writeFile(config, `name: bench\nmqtt:\n  brokers:\n    - url: ${brokerUrl}\n`);
  const created = await runMuster([
    'enrol-token',
    'create',
    '--out',
    token,
    '--data',
    join(dir, 'data'),
  ]);
  if (created.code !== 0) throw new Error(created.stderr);
  const data = join(dir, 'collector');
  const args = ['run', '--config', config, '--url', url, '--token-file', token, '--data', data];
  return spawn(process.execPath, [COLLECTOR, ...args], { stdio: 'ignore' });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

/** Its first device is retained, so that it hears of it however late it subscribes. */
async function announceUntilHeard(client: MqttClient, alarms: Alarms): Promise<void> {
  const heard = alarms.next(serialOf(0));
  await announce(client, 0);
  await heard;
}

/** The broker's own part: from publish to a subscriber that does nothing. */
async function measureBare(client: MqttClient, url: string): Promise<readonly number[]> {
  const subscriber = await mqtt.connectAsync(url);
  await subscriber.subscribeAsync('bare/#', { qos: 1 });
  const delays: number[] = [];
  for (let at = 0; at < ANNOUNCEMENTS; at += 1) {
    const heard = new Promise((resolve) => subscriber.once('message', resolve));
    const sentMs = performance.now();
    await client.publishAsync(`bare/${at}`, 'x', { qos: 1 });
    await heard;
    delays.push(performance.now() - sentMs);
  }
  await subscriber.endAsync();
  return delays;
}
