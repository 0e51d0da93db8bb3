/**
 * The collector's MQTT listener, from the socket to observations, beside a bare mqtt.js subscriber
 * of the same stream: messages a CPU second, and the memory that 100,000 retained messages take.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import mqtt from 'mqtt';
import { startMosquitto } from '../services/mosquitto.ts';
import { RETAINED, type SubscriberReport, sendLast, sendMix, sendRetained } from './mqtt-stream.ts';
import type { Benchmark } from './report.ts';

type Done = Extract<SubscriberReport, { kind: 'done' }>;
type Mode = 'bare' | 'parsing' | 'collector';

/** What a message costs depends on what else the machine does: each round compares its own. */
const ROUNDS = 3;
/** The collector itself asks for measurements at QoS 0, whatever they were sent with. */
const RUNS: readonly (readonly [Mode, 0 | 1])[] = [
  ['parsing', 0],
  ['bare', 0],
  ['collector', 0],
  ['bare', 1],
  ['collector', 1],
];
/** What 100,000 retained messages may add to the process, its queue and garbage included. */
const MEGABYTES_MAX = 400;

export const bench: Benchmark = async (progress) => {
  const broker = await startMosquitto({
    config: ['max_queued_messages 0', 'max_inflight_messages 0'],
  });
  const client = await mqtt.connectAsync(broker.url, { protocolVersion: 5 });
  try {
    const rates = new Map<string, number[]>();
    for (let round = 1; round <= ROUNDS; round += 1) {
      for (const [mode, qos] of RUNS) {
        progress(`round ${round}: ${mode}, QoS ${qos}`);
        const send = () => sendMix(client, qos);
        const { messages, cpuMs } = await measure(broker.url, mode, qos, send);
        const name = `${mode} ${qos}`;
        rates.set(name, [...(rates.get(name) ?? []), (1000 * messages) / cpuMs]);
      }
    }
    progress(`${RETAINED} retained messages`);
    await sendRetained(client);
    const retained = await measure(broker.url, 'collector', 0, () => sendLast(client));
    const ratesOf = (mode: Mode, qos: 0 | 1) => rates.get(`${mode} ${qos}`) ?? [];
    const rateOf = (mode: Mode, qos: 0 | 1 = 0) => median(ratesOf(mode, qos));
    const ratio = (mode: Mode, qos: 0 | 1 = 0) => {
      const yardsticks = ratesOf(mode, qos);
      return median(
        ratesOf('collector', qos).map((rate, round) => rate / (yardsticks[round] ?? Number.NaN)),
      );
    };
    const megabytes = (retained.residentBytes - retained.baseBytes) / 2 ** 20;
    return {
      figures: [
        {
          name: 'bare mqtt.js subscriber, QoS 0',
          value: rateOf('bare'),
          unit: 'messages a CPU second',
        },
        {
          name: 'the same with JSON.parse',
          value: rateOf('parsing'),
          unit: 'messages a CPU second',
        },
        {
          name: 'collector, to observations',
          value: rateOf('collector'),
          unit: 'messages a CPU second',
        },
        {
          name: 'bare mqtt.js subscriber, QoS 1',
          value: rateOf('bare', 1),
          unit: 'messages a CPU second',
        },
        {
          name: 'collector, of messages sent at QoS 1',
          value: rateOf('collector', 1),
          unit: 'messages a CPU second',
        },
        {
          name: `${RETAINED} retained: devices observed`,
          value: retained.observations - 1,
          unit: 'devices',
        },
        { name: `${RETAINED} retained: CPU time`, value: retained.cpuMs / 1000, unit: 's' },
        { name: `${RETAINED} retained: resident memory grew by`, value: megabytes, unit: 'MB' },
      ],
      ratios: [
        {
          name: 'collector over a bare subscriber',
          value: ratio('bare'),
          yardstick: 'bare mqtt.js, QoS 0',
          target: '>= 0.5',
        },
        {
          name: 'collector over a subscriber that parses',
          value: ratio('parsing'),
          yardstick: 'mqtt.js with JSON.parse, QoS 0',
          target: '>= 0.5',
        },
        {
          name: 'collector over a bare subscriber, sent at QoS 1',
          value: ratio('bare', 1),
          yardstick: 'bare mqtt.js, QoS 1',
          target: '>= 0.5',
        },
        {
          name: `memory at ${RETAINED} retained over its bound`,
          value: megabytes / MEGABYTES_MAX,
          yardstick: `${MEGABYTES_MAX} MB`,
          target: '< 1',
        },
      ],
    };
  } finally {
    await client.endAsync(true);
    await broker.stop();
  }
};

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Starts a subscriber, sends when it is ready, and resolves with what it took. */
async function measure(
  url: string,
  mode: Mode,
  qos: 0 | 1,
  send: () => Promise<void>,
): Promise<Done> {
  const script = fileURLToPath(new URL('./mqtt-subscriber.ts', import.meta.url));
  const child = fork(script, [url, mode, String(qos)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const done = new Promise<Done>((resolve, reject) => {
    child.on('message', (report: SubscriberReport) => {
      if (report.kind === 'ready') send().catch(reject);
      else resolve(report);
    });
    child.once('exit', (code) => reject(new Error(`the subscriber ended with ${code}`)));
  });
  try {
    return await done;
  } finally {
    child.kill();
  }
}
