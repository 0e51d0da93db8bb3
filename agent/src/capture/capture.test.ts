/** Captures: what was recorded of a host is read by the same code to the same sighting. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTreeHost, type Tree } from '@muster/hosts/host/tree';
import { encodeEntryPoint, encodeTable } from '@muster/hosts/testing/encode-smbios';
import { notebook } from '@muster/hosts/testing/machines';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { observeHost } from '../observe.ts';
import { openCapture, writeCapture } from './folder.ts';
import { recordHost } from './record.ts';
import { scrubCapture } from './scrub.ts';
import { observeSource } from './source.ts';

const now = new Date('2026-02-03T04:05:06.007Z');
const tree: Tree = {
  platform: 'linux',
  files: new Map<string, Uint8Array | string>([
    ['/sys/firmware/dmi/tables/DMI', encodeTable(notebook)],
    ['/sys/firmware/dmi/tables/smbios_entry_point', encodeEntryPoint({ major: 3, minor: 4 }, 9, 0)],
    ['/proc/sys/kernel/hostname', 'adas-laptop\n'],
    ['/etc/os-release', 'NAME="Fjord OS"\n'],
    ['/etc/machine-id', '0123456789abcdef0123456789abcdef\n'],
    ['/sys/class/net/eno1/type', '1\n'],
    ['/sys/class/net/eno1/address', '3c:52:82:00:00:01\n'],
  ]),
  links: new Map([['/sys/class/net/eno1/device/subsystem', '../../bus/pci']]),
  changes: new Map([['/etc/machine-id', new Date('2024-03-09T10:00:00.123Z')]]),
  addresses: [{ name: 'eno1', address: '203.0.113.77' }],
  refused: new Map([['/proc/1/environ', 'permission']]),
};
const header = {
  platform: 'linux',
  capturedAt: now.toISOString(),
  agentVersion: '1',
  scrubbed: false,
} as const;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-capture-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function record() {
  const recorder = recordHost(openTreeHost(tree));
  const sighting = await observeHost(recorder.host, { now: () => now });
  return { sighting, recorded: recorder.recorded() };
}

describe('a capture', () => {
  it('gives the very sighting it was recorded with', async () => {
    const { sighting, recorded } = await record();
    await writeCapture(folder, header, recorded);
    const observed = await observeSource(folder, { now: () => new Date(), without: [] });
    expect(observed).toEqual({ kind: 'observed', sighting, unknown: [] });
    expect(sighting.os?.installedOn).toBe('2024-03-09');
  });

  it('has no name, user or address of anybody when it is scrubbed, and all serials', async () => {
    const { sighting, recorded } = await record();
    const scrubbed = scrubCapture(recorded, sighting);
    const whole = JSON.stringify(
      scrubbed.map(({ entry, content }) => [
        entry,
        content && Buffer.from(content).toString('latin1'),
      ]),
    );
    expect(whole).not.toMatch(/adas-laptop|203\.0\.113\.77|0123456789abcdef0123456789abcdef/);
    await writeCapture(folder, { ...header, scrubbed: true }, scrubbed);
    const observed = await observeSource(folder, { now: () => now, without: [] });
    expect(observed).toMatchObject({
      sighting: {
        device: { serial: 'NW7Q0042', hostname: 'host-1' },
        interfaces: [{ addresses: ['192.0.2.1'] }],
      },
    });
  });

  it.each([
    ['is no JSON', '{'],
    [
      'has an unknown key',
      JSON.stringify({ ...header, schema: 'muster.capture/1', entries: [], more: 1 }),
    ],
    [
      'leads out of its folder',
      JSON.stringify({
        ...header,
        schema: 'muster.capture/1',
        entries: [{ ask: 'bytes', path: '/x', file: '../../etc/passwd' }],
      }),
    ],
  ])('is refused when its manifest %s', async (_, manifest) => {
    await writeFile(join(folder, 'capture.json'), manifest);
    expect(await openCapture(folder)).toMatchObject({ kind: 'refused' });
  });
});

describe('observeSource', () => {
  it('reads a folder of what other tools wrote, and says what it does not know', async () => {
    await writeFile(
      join(folder, 'dmi.txt'),
      '# dmidecode 3.4\nHandle 0x0001, DMI type 1, 27 bytes\nSystem Information\n\tSerial Number: NW7Q0042\n',
    );
    await writeFile(join(folder, 'notes.txt'), 'hello');
    expect(await observeSource(folder, { now: () => now, without: [] })).toMatchObject({
      kind: 'observed',
      sighting: { device: { serial: 'NW7Q0042' } },
      unknown: ['notes.txt'],
    });
  });

  it('refuses what is not there, is empty or says nothing', async () => {
    const at = { now: () => now, without: [] };
    expect(await observeSource(join(folder, 'none'), at)).toMatchObject({ kind: 'refused' });
    expect(await observeSource(folder, at)).toMatchObject({ kind: 'refused' });
    await writeFile(join(folder, 'notes.txt'), 'hello');
    expect(await observeSource(folder, at)).toMatchObject({ kind: 'refused' });
  });
});
