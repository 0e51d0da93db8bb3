/**
 * The segment's listeners in network namespaces of their own: on one side the collector, on the
 * other a DHCP client, a real Avahi and a UPnP announcer with its description.
 */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Observation } from '@muster/facts/observation';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRoot, makeSegment, type Segment } from './namespaces.ts';
import { findProgram, isMissing } from './required.ts';

const collector = fileURLToPath(
  new URL('../../collector/bin/muster-collector.js', import.meta.url),
);

/** Sends what it is told line by line: a JSON object with port, address and bytes in hex. */
const SPEAKER = `
const socket = require('node:dgram').createSocket('udp4');
socket.bind(0, '192.0.2.2', () => {
  socket.setBroadcast(true);
  socket.setMulticastInterface('192.0.2.2');
  process.stdout.write('ready\\n');
});
require('node:http').createServer((_, answer) => answer.end(
  '<root><device><friendlyName>Hall</friendlyName><manufacturer>Bela</manufacturer>' +
  '<modelName>BV-4</modelName><serialNumber>BV4-0001</serialNumber></device></root>',
)).listen(8080, '192.0.2.2');
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const { port, address, hex } = JSON.parse(line);
  socket.send(Buffer.from(hex, 'hex'), port, address);
});
`;

function discover(mac: string, hostname: string): Buffer {
  const fixed = Buffer.alloc(240);
  fixed.set([1, 1, 6], 0);
  Buffer.from(mac.replaceAll(':', ''), 'hex').copy(fixed, 28);
  fixed.writeUInt32BE(0x63825363, 236);
  const name = Buffer.from(hostname);
  return Buffer.concat([fixed, Buffer.from([53, 1, 1, 12, name.length]), name, Buffer.from([255])]);
}

describe.skipIf(!isRoot || isMissing('ip', 'avahi-daemon'))('a collector on a segment', () => {
  const observations: Observation[] = [];
  const waiting = new Set<() => void>();
  const folder = mkdtempSync(join(tmpdir(), 'muster-segment-'));
  let segment: Segment;
  let [listening, speaking] = ['', ''];
  let speaker: ChildProcess;

  const start = (namespace: string, program: string, ...args: readonly string[]) => {
    const child = segment.start(namespace, program, args);
    child.stderr?.resume();
    return child;
  };
  const say = (port: number, address: string, bytes: Buffer) =>
    speaker.stdin?.write(`${JSON.stringify({ port, address, hex: bytes.toString('hex') })}\n`);
  const until = (fits: (each: Observation) => boolean) =>
    new Promise<Observation>((resolve) => {
      const check = () => {
        const found = observations.find(fits);
        if (found === undefined) return;
        waiting.delete(check);
        resolve(found);
      };
      waiting.add(check);
      check();
    });

  beforeAll(async () => {
    segment = makeSegment();
    ({ listening, speaking } = segment);
    speaker = start(speaking, process.execPath, '-e', SPEAKER);
    if (speaker.stdout !== null) await once(speaker.stdout, 'data');
    const listener = start(
      listening,
      process.execPath,
      collector,
      'probe',
      'segment',
      '--for',
      '60s',
      '--json',
    );
    if (listener.stdout !== null) {
      createInterface({ input: listener.stdout }).on('line', (line) => {
        observations.push(JSON.parse(line));
        for (const each of waiting) each();
      });
    }
    // It says nothing when it listens: asked until it answers.
    const asking = setInterval(
      () => say(67, '192.0.2.255', discover('a0:b1:c2:00:00:00', 'first')),
      100,
    );
    await until(({ key }) => key === 'dhcp:a0:b1:c2:00:00:00');
    clearInterval(asking);
  });

  afterAll(async () => {
    await segment.remove();
    rmSync(folder, { recursive: true });
  });

  it('sees a DHCP client with its name within a second, a hundred times', async () => {
    const waitsMs: number[] = [];
    for (let index = 1; index <= 100; index += 1) {
      const mac = `a0:b1:c2:00:01:${index.toString(16).padStart(2, '0')}`;
      const startedMs = performance.now();
      say(67, '192.0.2.255', discover(mac, `pc-${index}`));
      const { device } = await until(({ key }) => key === `dhcp:${mac}`);
      waitsMs.push(performance.now() - startedMs);
      expect(device).toMatchObject({ hostname: `pc-${index}`, baseMac: mac });
    }
    waitsMs.sort((one, other) => one - other);
    process.stdout.write(`from a DISCOVER to its observation: p99 ${waitsMs[98]?.toFixed(0)} ms\n`);
    expect(waitsMs[98]).toBeLessThan(1000);
  });

  it('sees a host that Avahi announces, with the MAC that it answers from', async () => {
    const config = join(folder, 'avahi.conf');
    const lines = [
      ...['[server]', 'host-name=reception-3', 'use-ipv6=no', 'enable-dbus=no'],
      ...[`allow-interfaces=${speaking}0`, '[publish]', 'publish-workstation=yes'],
    ];
    writeFileSync(config, `${lines.join('\n')}\n`);
    const flags = ['--no-drop-root', '--no-chroot', '--no-rlimits', '--no-proc-title'];
    start(speaking, findProgram('avahi-daemon') ?? '', '-f', config, ...flags);
    const { device, interfaces } = await until(
      ({ key, device: known }) => key === 'mdns:reception-3.local' && known.baseMac !== undefined,
    );
    expect(device.hostname).toBe('reception-3');
    expect(interfaces?.[0]?.addresses).toContain('192.0.2.2');
  });

  it('sees a UPnP device, and reads the description that it announces', async () => {
    const notify = [
      ...['NOTIFY * HTTP/1.1', 'NTS: ssdp:alive', 'USN: uuid:bela-4::upnp:rootdevice'],
      ...['LOCATION: http://192.0.2.2:8080/desc.xml', '', ''],
    ];
    say(1900, '239.255.255.250', Buffer.from(notify.join('\r\n')));
    const { device } = await until(
      ({ key, device: known }) => key === 'ssdp:uuid:bela-4' && known.serial !== undefined,
    );
    expect(device).toMatchObject({ vendor: 'Bela', model: 'BV-4', serial: 'BV4-0001' });
  });
});
