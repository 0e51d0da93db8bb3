/**
 * One subscriber in a process of its own, so that its CPU time is its own: bare mqtt.js, or the
 * collector's listener up to observations. `node mqtt-subscriber.ts URL bare|parsing|collector QOS`.
 */
import { randomBytes } from 'node:crypto';
import { listenMqtt } from '@muster/collector/mqtt/listen';
import { stampObservation } from '@muster/facts/stamp';
import mqtt from 'mqtt';
import { LAST_KEY, LAST_TOPIC, type SubscriberReport } from './mqtt-stream.ts';

const [url = '', mode = '', qos = '0'] = process.argv.slice(2);
const tell = (report: SubscriberReport) => process.send?.(report);
const baseBytes = process.memoryUsage().rss;
let started = process.cpuUsage();
let messages = 0;
let observations = 0;
let residentBytes = baseBytes;
const watching = setInterval(() => {
  residentBytes = Math.max(residentBytes, process.memoryUsage().rss);
}, 100);

function finish(): void {
  const { user, system } = process.cpuUsage(started);
  clearInterval(watching);
  tell({
    kind: 'done',
    messages,
    observations,
    cpuMs: (user + system) / 1000,
    residentBytes: Math.max(residentBytes, process.memoryUsage().rss),
    baseBytes,
  });
  process.disconnect();
}

if (mode === 'collector') await runCollector();
else await runBare(mode === 'parsing');

async function runBare(isParsing: boolean): Promise<void> {
  const client = await mqtt.connectAsync(url, { protocolVersion: 5 });
  client.on('message', (topic, payload) => {
    messages += 1;
    if (isParsing) JSON.parse(payload.toString());
    if (topic !== LAST_TOPIC) return;
    client.end(true);
    finish();
  });
  started = process.cpuUsage();
  await client.subscribeAsync('#', { qos: qos === '1' ? 1 : 0 });
  tell({ kind: 'ready' });
}

async function runCollector(): Promise<void> {
  const observer = { id: 'bench', kind: 'collector', version: '0' } as const;
  started = process.cpuUsage();
  const listener = await listenMqtt(
    { url },
    (sighting) => {
      stampObservation(sighting, { observer, nowMs: Date.now, random: randomBytes });
      observations += 1;
      if (sighting.key !== LAST_KEY) return;
      const { understood, voices, foreign } = listener.counts();
      messages = understood + voices + foreign;
      finish();
      void listener.close();
    },
    {
      now: () => new Date(),
      signal: new AbortController().signal,
      onState: ({ kind }) => {
        if (kind === 'listening') tell({ kind: 'ready' });
      },
    },
  );
}
