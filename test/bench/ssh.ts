/**
 * 200 simulated devices at concurrency 50: what a whole visit (connect, judge the host key, log in,
 * ask everything the platform lists, parse, log out) costs the collector in CPU time, against a
 * bare ssh2 client that connects to the same devices and executes the same commands. Hosts are
 * asked one command on an exec channel, switches a dozen in a shell. And whether one hung device
 * delays the others.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { hostKeysInMemory } from '@muster/collector/ssh/driver/host-key-file';
import { platformNamed } from '@muster/collector/ssh/platforms';
import { probeSsh } from '@muster/collector/ssh/probe';
import { Secret } from '@muster/uplink/secret';
import ssh2 from 'ssh2';
import type { Benchmark, Figure } from './report.ts';

const DEVICES = 200;
const CONCURRENCY = 50;
/** Each side is measured this often, in turn; the median counts. */
const ROUNDS = 3;

interface Devices {
  readonly hosts: readonly number[];
  readonly switches: readonly number[];
  readonly hung: number;
  close(): Promise<void>;
}

interface Measured {
  readonly cpuMsPerDevice: number;
  readonly wallMs: number;
  readonly latenciesMs: readonly number[];
}

export const bench: Benchmark = async (progress) => {
  const devices = await startDevices();
  try {
    progress(`${DEVICES} hosts, one command each`);
    const hosts = await compare(devices.hosts, 'linux');
    progress(`${DEVICES} switches, a dozen commands each`);
    const switches = await compare(devices.switches, 'cisco-ios');
    progress('switches beside one hung device');
    const beside = await besideHung(devices);
    return {
      figures: [
        ...figuresOf('host', hosts),
        ...figuresOf('switch', switches),
        { name: '200 switches beside a hung one', value: beside.wallMs, unit: 'ms' },
        { name: 'the hung one was still waited for', value: beside.isStillHung ? 1 : 0, unit: '' },
      ],
      ratios: [
        {
          name: 'CPU of a host visit',
          value: hosts.visit.cpuMsPerDevice / hosts.bare.cpuMsPerDevice,
          yardstick: 'a bare ssh2 connect and exec',
          target: '<= 1.5',
        },
        {
          name: 'CPU of a switch visit',
          value: switches.visit.cpuMsPerDevice / switches.bare.cpuMsPerDevice,
          yardstick: 'a bare ssh2 connect and exec of the same commands',
          target: '<= 1.5',
        },
        {
          name: 'time beside a hung device',
          value: beside.wallMs / beside.aloneMs,
          yardstick: 'the same visits without it, right before and after',
          target: '<= 1.2',
        },
      ],
    };
  } finally {
    await devices.close();
  }
};

interface Compared {
  readonly visit: Measured;
  readonly bare: Measured;
}

function figuresOf(what: string, { visit, bare }: Compared): readonly Figure[] {
  return [
    { name: `CPU per ${what}, whole visit`, value: visit.cpuMsPerDevice, unit: 'ms' },
    { name: `CPU per ${what}, bare connect and exec`, value: bare.cpuMsPerDevice, unit: 'ms' },
    { name: `200 visits of a ${what}`, value: visit.wallMs, unit: 'ms' },
    { name: `visit of a ${what}, p95`, value: percentile(visit.latenciesMs, 0.95), unit: 'ms' },
  ];
}

/** Both sides in turn, several times; of each the round with the median CPU time. */
async function compare(ports: readonly number[], platform: string): Promise<Compared> {
  const commands = commandsOf(platform);
  const sides = { visit: visitAs(platform), bare: (port: number) => bareExec(port, commands) };
  const rounds: { readonly visit: Measured[]; readonly bare: Measured[] } = { visit: [], bare: [] };
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const side of ['bare', 'visit'] as const) {
      const measured = await measure(ports, sides[side]);
      // The first round warms the code up on both sides.
      if (round > 0) rounds[side].push(measured);
    }
  }
  return { visit: middle(rounds.visit), bare: middle(rounds.bare) };
}

function middle(rounds: readonly Measured[]): Measured {
  const sorted = [...rounds].sort((a, b) => a.cpuMsPerDevice - b.cpuMsPerDevice);
  const median = sorted[Math.floor(sorted.length / 2)];
  if (median === undefined) throw new Error('no round');
  return median;
}

/** Every command of a visit, as the platform lists them; of several spellings the first. */
function commandsOf(id: string): readonly string[] {
  const platform = platformNamed(id);
  if (platform === undefined) throw new Error(`no platform ${id}`);
  return Object.values(platform.commands).flatMap((asks) =>
    asks.map((ask) => (typeof ask === 'string' ? ask : (ask[0] ?? ''))),
  );
}

async function besideHung(
  devices: Devices,
): Promise<{ readonly wallMs: number; readonly aloneMs: number; readonly isStillHung: boolean }> {
  const visit = visitAs('cisco-ios');
  const before = await measure(devices.switches, visit);
  const abandon = new AbortController();
  const hung = visit(devices.hung, abandon.signal);
  const beside = await measure(devices.switches, visit);
  const isStillHung = await Promise.race([hung.then(() => false), Promise.resolve(true)]);
  abandon.abort();
  await hung;
  const after = await measure(devices.switches, visit);
  return { wallMs: beside.wallMs, aloneMs: (before.wallMs + after.wallMs) / 2, isStillHung };
}

async function startDevices(): Promise<Devices> {
  const program = join(import.meta.dirname, 'ssh-devices.ts');
  const child: ChildProcess = spawn(process.execPath, [program, String(DEVICES)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  if (child.stdout === null) throw new Error('no standard output');
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  const printed = JSON.parse(String(line)) as Omit<Devices, 'close'>;
  return {
    ...printed,
    close: async () => {
      const exited = once(child, 'exit');
      child.stdin?.end();
      await exited;
    },
  };
}

type Work = (port: number, signal: AbortSignal) => Promise<void>;

async function measure(ports: readonly number[], work: Work): Promise<Measured> {
  const queue = [...ports];
  const latenciesMs: number[] = [];
  const { signal } = new AbortController();
  const started = performance.now();
  const cpu = process.cpuUsage();
  const lane = async () => {
    for (let port = queue.shift(); port !== undefined; port = queue.shift()) {
      const at = performance.now();
      await work(port, signal);
      latenciesMs.push(performance.now() - at);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, lane));
  const { user, system } = process.cpuUsage(cpu);
  return {
    cpuMsPerDevice: (user + system) / 1000 / ports.length,
    wallMs: performance.now() - started,
    latenciesMs,
  };
}

function visitAs(platform: string): Work {
  const hostKeys = hostKeysInMemory();
  return async (port, signal) => {
    const target = { host: '127.0.0.1', port, user: 'muster', password: new Secret('lab') };
    const options = { now: () => new Date(), signal, hostKeys };
    const outcome = await probeSsh({ ...target, platform }, options);
    if (outcome.kind !== 'observed' && !signal.aborted) throw new Error(outcome.reason);
  };
}

/** The yardstick: connect, each command on an exec channel of its own, hang up. */
function bareExec(port: number, commands: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const client = new ssh2.Client();
    const left = [...commands];
    const next = () => {
      const command = left.shift();
      if (command === undefined) {
        client.end();
        return;
      }
      client.exec(command, (error, channel) => {
        if (error) {
          reject(error);
          return;
        }
        channel.on('data', () => {});
        channel.on('close', next);
      });
    };
    client.on('error', reject);
    client.on('close', () => resolve());
    client.on('ready', () => {
      client.setNoDelay(true);
      next();
    });
    client.connect({ host: '127.0.0.1', port, username: 'muster', password: 'lab' });
  });
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
