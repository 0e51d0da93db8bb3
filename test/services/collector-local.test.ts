/**
 * `configs/collector-local.yaml` against what it is for: a real snmpd, a real sshd and a real
 * Mosquitto on this machine, here on ports of their own.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { hostname, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '@muster/collector/load-config';
import { listenMqtt } from '@muster/collector/mqtt/listen';
import { runCollectorDaemon } from '@muster/collector/run';
import { listenSegment } from '@muster/collector/segment/listen';
import { probeSnmp } from '@muster/collector/snmp/probe';
import { probeSsh } from '@muster/collector/ssh/probe';
import type { Sighting } from '@muster/facts/observation';
import type { Uplink } from '@muster/uplink/uplink';
import mqtt from 'mqtt';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { listenTraps } from '../../collector/src/snmp/traps/listen.ts';
import { startMosquitto } from './mosquitto.ts';
import { findProgram, isMissing } from './required.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function start(program: string, ...args: readonly string[]): ChildProcess {
  const child = spawn(findProgram(program) ?? program, args, { stdio: 'ignore' });
  closers.push(async () => {
    if (child.exitCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    await exited;
  });
  return child;
}

async function startSnmpd(folder: string): Promise<number> {
  const port = await freePort();
  const config = join(folder, 'snmpd.conf');
  writeFileSync(config, 'rocommunity public 127.0.0.1\nsysLocation Test bench\n');
  const own = [`--persistentDir=${folder}`, `udp:127.0.0.1:${port}`];
  start('snmpd', '-f', '-Lf', join(folder, 'snmpd.log'), '-C', '-c', config, '-I', '-smux', ...own);
  return port;
}

async function startSshd(folder: string): Promise<{ readonly port: number; readonly key: string }> {
  const port = await freePort();
  for (const name of ['host', 'user']) {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, name)]);
  }
  // Started as root it wants its system's folder, which the package makes at boot only.
  if (userInfo().uid === 0) mkdirSync('/run/sshd', { recursive: true });
  const config = join(folder, 'sshd_config');
  const lines = {
    Port: port,
    ListenAddress: '127.0.0.1',
    HostKey: join(folder, 'host'),
    AuthorizedKeysFile: join(folder, 'user.pub'),
    PidFile: join(folder, 'sshd.pid'),
    PermitRootLogin: 'yes',
    StrictModes: 'no',
    UsePAM: 'no',
  };
  const text = Object.entries(lines).map((line) => line.join(' '));
  writeFileSync(config, `${text.join('\n')}\n`);
  start('sshd', '-D', '-f', config);
  await answering(port);
  return { port, key: join(folder, 'user') };
}

/** Resolves when something listens there: sshd says so to nobody. */
async function answering(port: number): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (Date.now() < deadline) {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isOpen) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`nothing listens on port ${port}`);
}

/** Keeps what the daemon observes, and tells when all three sources have spoken. */
function memoryUplink() {
  const sightings: Sighting[] = [];
  const complete = Promise.withResolvers<void>();
  const uplink: Uplink = {
    installId: 'test',
    send: async (sent) => {
      sightings.push(...sent);
      const sources = new Set(sightings.map(({ source }) => source));
      if (['snmp', 'ssh', 'mqtt'].every((each) => sources.has(each as Sighting['source']))) {
        complete.resolve();
      }
      return { kind: 'spooled', wholes: sent.length, touches: 0 };
    },
    enrol: async () => ({ kind: 'no-token', reason: 'test' }),
    flush: async () => ({ kind: 'acknowledged' }),
    status: () => ({
      link: { kind: 'idle' },
      health: { lost: 0, spooledBatches: 0, spooledBytes: 0, failing: [] },
      setAside: 0,
    }),
    close: async () => {},
  };
  return { sightings, complete: complete.promise, open: async () => uplink };
}

describe.skipIf(isMissing('snmpd', 'sshd', 'mosquitto', 'ssh-keygen'))(
  'configs/collector-local.yaml',
  () => {
    it('brings a true observation from each', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'muster-local-'));
      closers.push(() => rmSync(folder, { recursive: true }));
      const snmpPort = await startSnmpd(folder);
      const ssh = await startSshd(folder);
      const broker = await startMosquitto();
      closers.push(() => broker.stop());
      const publisher = await mqtt.connectAsync(broker.url);
      closers.push(() => publisher.endAsync(true));
      const announcement = { device: { vendor: 'Bela', model: 'P4', serial: 'P4-001' } };
      await publisher.publishAsync(
        'muster/1/bench/press/observation',
        JSON.stringify(announcement),
        {
          retain: true,
          qos: 1,
        },
      );

      // The sample itself, with the ports and the user of this test.
      const sample = readFileSync(
        new URL('../../configs/collector-local.yaml', import.meta.url),
        'utf8',
      );
      const config = sample
        .replace(/(snmp:[\s\S]*?address: 127\.0\.0\.1)/, `$1\n      port: ${snmpPort}`)
        .replace(/(ssh:[\s\S]*?address: 127\.0\.0\.1)/, `$1\n      port: ${ssh.port}`)
        .replace('user: muster', `user: ${userInfo().username}`)
        .replace('password: { env: MUSTER_SSH_PASSWORD }', `key: { file: ${ssh.key} }`)
        .replace('mqtt://127.0.0.1:1883', broker.url);
      const file = join(folder, 'collector.yaml');
      writeFileSync(file, config);

      const uplink = memoryUplink();
      const ending = new AbortController();
      const ended = runCollectorDaemon({
        config: await loadConfig(file, { env: { MUSTER_SNMP_COMMUNITY: 'public' } }),
        version: '0',
        uplink: { reconciler: 'http://127.0.0.1:1', dataFolder: folder },
        openUplink: uplink.open,
        readers: {
          snmp: async () => probeSnmp,
          ssh: async () => probeSsh,
          redfish: () => Promise.reject(new Error('not configured')),
          mqtt: async () => listenMqtt,
          ownBroker: async () => (await import('@muster/collector/mqtt/broker/serve')).listenBroker,
          segment: async () => listenSegment,
          traps: async () => listenTraps,
        },
        now: () => new Date(),
        random: Math.random,
        logger: pino({ level: 'silent' }),
        signal: ending.signal,
      });
      await uplink.complete;
      ending.abort();
      await ended;

      const of = (source: string) => uplink.sightings.find((each) => each.source === source);
      expect(of('snmp')?.device.hostname).toBe(hostname());
      expect(of('ssh')?.device.hostname).toBe(hostname());
      expect(of('ssh')?.os?.name).toMatch(/linux|debian/i);
      expect(of('mqtt')).toMatchObject({ key: 'muster:bench/press', device: { serial: 'P4-001' } });
    });
  },
);
