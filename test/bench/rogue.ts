/**
 * How soon an alarm comes: a device nobody owns is announced on MQTT, a real collector process
 * hears it, a real reconciler process judges it, and `rogue` stands on the event stream. Devices
 * come one after another; a bare subscriber of the same broker is the yardstick.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBroker } from '@muster/lab/mqtt/broker';
import mqtt, { type MqttClient } from 'mqtt';
import { startCollector } from '../harness/start-collector.ts';
import { startMuster } from '../harness/start-muster.ts';
import { type Alarms, listenForRogues } from './alarms.ts';
import type { Benchmark } from './report.ts';

const ANNOUNCEMENTS = 200;
const TARGET_MS = 1_000;

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
    const folder = join(dir, 'collector');
    await mkdir(folder);
    const collector = await startCollector({
      folder,
      config: `name: bench\nmqtt:\n  brokers:\n    - url: ${broker.url}\n`,
      url: muster.url,
      reconcilerData: join(dir, 'data'),
    });
    closers.push(() => collector.stop());
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
