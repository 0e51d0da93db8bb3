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

const ROUNDS = 2;

export const bench: Benchmark = async (progress) => {
  const broker = await startMosquitto({
    config: ['max_queued_messages 0', 'max_inflight_messages 0'],
  });
  const client = await mqtt.connectAsync(broker.url, { protocolVersion: 5 });
  try {
    const best = new Map<Mode, number>();
    for (let round = 1; round <= ROUNDS; round += 1) {
      for (const mode of ['bare', 'parsing', 'collector'] as const) {
        progress(`round ${round}: ${mode}`);
        const { messages, cpuMs } = await measure(broker.url, mode, () => sendMix(client));
        best.set(mode, Math.max(best.get(mode) ?? 0, (1000 * messages) / cpuMs));
      }
    }
    progress(`${RETAINED} retained messages`);
    await sendRetained(client);
    const retained = await measure(broker.url, 'collector', () => sendLast(client));
    const rateOf = (mode: Mode) => best.get(mode) ?? 0;
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
          value: rateOf('collector') / rateOf('bare'),
          yardstick: 'bare mqtt.js, QoS 0',
          target: '>= 0.5',
        },
        {
          name: 'collector over a subscriber that parses',
          value: rateOf('collector') / rateOf('parsing'),
          yardstick: 'mqtt.js with JSON.parse, QoS 0',
          target: '>= 0.5',
        },
      ],
    };
  } finally {
    await client.endAsync(true);
    await broker.stop();
  }
};

/** Starts a subscriber, sends when it is ready, and resolves with what it took. */
async function measure(url: string, mode: Mode, send: () => Promise<void>): Promise<Done> {
  const script = fileURLToPath(new URL('./mqtt-subscriber.ts', import.meta.url));
  const child = fork(script, [url, mode, '0'], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
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
