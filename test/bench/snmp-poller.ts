/**
 * The collector's side of the SNMP benchmark, in a process of its own with the collector's own heap
 * settings: so many devices scheduled with a poller, over the ports given as JSON. Each line on its
 * standard input has all of them polled once; the answer is `{ "cpuMs", "wallMs", "residentBytes" }`,
 * the last the peak since the start.
 */
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Secret } from '@muster/uplink/secret';
import { pino } from 'pino';
import { CredentialGuard } from '../../collector/src/credential-guard.ts';
import { boundHeap } from '../../collector/src/heap.ts';
import { Politeness } from '../../collector/src/politeness.ts';
import { Poller } from '../../collector/src/poller.ts';
import { probeSnmp } from '../../collector/src/snmp/probe.ts';

boundHeap(process.execArgv);

const ports: readonly number[] = JSON.parse(process.argv[2] ?? '[]');
const devices = Number(process.argv[3] ?? 2000);
const concurrency = Number(process.argv[4] ?? 128);

const credentials = { kind: 'community', version: '2c', community: new Secret('public') } as const;
/** What the clock is set forward, so that everything is due at once. */
let aheadMs = 0;
let polled = 0;
let allPolled = Promise.withResolvers<void>();
const ending = new AbortController();
const notPolled = () => Promise.reject(new Error('only SNMP is polled here'));

const now = (): Date => new Date(Date.now() + aheadMs);

const poller = new Poller({
  polls: Array.from({ length: devices }, (_, i) => ({
    kind: 'snmp' as const,
    id: `snmp://bench/${i}`,
    everyMs: 24 * 3_600_000,
    timeoutMs: 60_000,
    isExpected: true,
    quiet: [],
    targets: [{ host: '127.0.0.1', port: ports[i % ports.length] ?? 0, credentials }],
  })),
  concurrency,
  probes: { snmp: probeSnmp, ssh: notPolled, redfish: notPolled },
  // Everything is on loopback: what protects devices and accounts has nothing to hold back.
  politeness: new Politeness({ device: {}, subnet: {}, now }),
  guard: new CredentialGuard({ tries: 1000, windowMs: 60_000 }, () => now().getTime()),
  now,
  random: Math.random,
  onSightings: async ([device]) => {
    if (device?.attachments?.length !== 900 || device.interfaces?.length !== 50) {
      throw new Error('a visit did not read the whole switch');
    }
    polled += 1;
    if (polled === devices) allPolled.resolve();
  },
  logger: pino({ level: 'warn' }, pino.destination(2)),
  signal: ending.signal,
});
const running = poller.run();

for await (const _ of createInterface(process.stdin)) {
  polled = 0;
  allPolled = Promise.withResolvers();
  const startedMs = performance.now();
  const cpu = process.cpuUsage();
  poller.askAgain();
  aheadMs += 3_600_000;
  await allPolled.promise;
  const { user, system } = process.cpuUsage(cpu);
  const line = {
    cpuMs: (user + system) / 1000,
    wallMs: performance.now() - startedMs,
    residentBytes: process.resourceUsage().maxRSS * 1024,
  };
  if (!process.stdout.write(`${JSON.stringify(line)}\n`)) await once(process.stdout, 'drain');
}
ending.abort();
await running;
