/** A Linux host from the output of the one script: identity, what it is, and what was refused. */

import { openTreeHost } from '@muster/hosts/host/tree';
import { smbios } from '@muster/hosts/linux/smbios';
import { encodeEntryPoint, encodeTable } from '@muster/hosts/testing/encode-smbios';
import { notebook, server } from '@muster/hosts/testing/machines';
import { linuxLikeExec } from '@muster/lab/ssh/linux-like';
import { describe, expect, it } from 'vitest';
import type { HostFacts } from './host-facts.ts';
import { disksOf, LINUX_SCRIPT, osOf, readLinuxHost } from './linux.ts';

const OUTPUT = linuxLikeExec()(LINUX_SCRIPT)?.output ?? '';

function read(output: string): HostFacts {
  const host = readLinuxHost(output);
  if (host === undefined) throw new Error('nothing was read');
  return host;
}

/** The same host, with one section saying something else. */
function withSection(name: string, text: string): string {
  const pattern = new RegExp(`(##muster ${name}\n)[^]*?(?=##muster )`);
  if (!pattern.test(OUTPUT)) throw new Error(`no section ${name}`);
  return OUTPUT.replace(pattern, `$1${text}\n`);
}

describe('a host', () => {
  it('is known by its serial, UUID and machine id', () => {
    const { device, os, firmware, ...host } = read(OUTPUT);
    expect(host.class).toBe('server');
    expect(device).toEqual({
      hostname: 'lab-server-1',
      machineId: '0123456789abcdef0123456789abcdef',
      vendor: 'Muster Works',
      model: 'Bench 100',
      serial: 'LABSRV0001',
      boardSerial: 'LABSRV0001-B',
      chassisSerial: 'LABSRV0001-C',
      formFactor: 'Rack Mount Chassis',
      uuid: '4d757374-6572-4c61-8000-024d75000001',
    });
    expect(os).toEqual({ name: 'Lab Linux', version: '7 (bench)', kernel: '6.1.0-lab' });
    expect(firmware).toEqual({ vendor: 'Muster BIOS', version: '1.7', releasedOn: '2026-03-09' });
    expect(host.components.map(({ key }) => key)).toEqual(['board', 'memory:A1', 'disk:sda']);
    expect(host.interfaces).toEqual([
      {
        name: 'eno1',
        index: 2,
        mac: '00:16:3e:4d:75:01',
        macKind: 'virtual',
        addresses: ['192.0.2.50'],
        up: true,
      },
    ]);
    expect(host.unread).toBeUndefined();
  });

  it('without root names what was refused', () => {
    const output = linuxLikeExec({ isRoot: false })(LINUX_SCRIPT)?.output ?? '';
    const { device, unread = [] } = read(output);
    expect(device.serial).toBeUndefined();
    expect(device.machineId).toBe('0123456789abcdef0123456789abcdef');
    expect(new Set(unread.map(({ why }) => why))).toEqual(new Set(['permission']));
    expect(unread.map(({ what }) => what).sort()).toEqual([
      '/sys/class/dmi/id/board_serial',
      '/sys/class/dmi/id/chassis_serial',
      '/sys/class/dmi/id/product_serial',
      '/sys/class/dmi/id/product_uuid',
    ]);
  });

  it('in a container has no hardware of its own', () => {
    const host = read(withSection('pid-namespace', 'pid:[4026532000]\nbash'));
    expect(host.class).toBe('container');
    expect(host.device).toEqual({
      hostname: 'lab-server-1',
      machineId: '0123456789abcdef0123456789abcdef',
    });
  });

  it('is a guest where its maker makes only guests', () => {
    expect(read(withSection('dmi/sys_vendor', 'QEMU')).class).toBe('vm');
  });

  it('keeps placeholders to itself', () => {
    const host = read(withSection('dmi/product_serial', 'To be filled by O.E.M.'));
    expect(host.device.serial).toBeUndefined();
    expect(read(withSection('uname', 'localhost\n6.1\nx86_64')).device.hostname).toBeUndefined();
  });

  it('cut off in the middle loses its last section only', () => {
    const cut = OUTPUT.slice(0, OUTPUT.indexOf('##muster dmi/bios_date') + 25);
    expect(read(cut).firmware).toEqual({ vendor: 'Muster BIOS', version: '1.7' });
  });

  it('is none where the script was not understood', () => {
    expect(readLinuxHost('sh: not found')).toBeUndefined();
    expect(readLinuxHost('')).toBeUndefined();
  });
});

describe('the firmware table of a host', () => {
  const hex = (bytes: Uint8Array) =>
    [...bytes].map((byte) => ` ${byte.toString(16).padStart(2, '0')}`).join('');
  const tables = (table: Uint8Array) => ({
    entry: encodeEntryPoint({ major: 3, minor: 4 }, table.length, 32),
    table,
  });

  it.each([
    ['a notebook', notebook],
    ['a server', server],
  ])('of %s says over SSH what it says to the agent', async (_, machine) => {
    const { entry, table } = tables(encodeTable(machine));
    const files = new Map([
      ['/sys/firmware/dmi/tables/smbios_entry_point', entry],
      ['/sys/firmware/dmi/tables/DMI', table],
    ]);
    const agent = await smbios.read(openTreeHost({ platform: 'linux', files }));
    const sections = OUTPUT.replace(/##muster (?:smbios|lsblk)[\s\S]*?(?=##muster )/g, '');
    const host = read(
      `##muster smbios/entry\n${hex(entry)}\n##muster smbios/table\n${hex(table)}\n${sections}`,
    );
    expect(agent.device?.serial).toBeDefined();
    expect(host.device).toMatchObject({ ...agent.device });
    expect(host.firmware).toEqual(agent.firmware);
    expect(host.components).toEqual(agent.components);
    expect(host.candidates).toEqual(agent.candidates);
  });

  it.each(['', 'od: Permission denied', ' 5f 53 4d', ' zz'])('in %j is none', (entry) => {
    const host = read(`##muster smbios/entry\n${entry}\n##muster smbios/table\n 00\n${OUTPUT}`);
    expect(host.device.serial).toBe('LABSRV0001');
  });
});

describe('files of a host', () => {
  it('os-release: quoted or not', () => {
    expect(osOf("NAME='Lab OS'\nVERSION_ID=7\nBUILD_ID=rolling\n", '6.1')).toEqual({
      name: 'Lab OS',
      version: '7',
      build: 'rolling',
      kernel: '6.1',
    });
    expect(osOf('', undefined)).toEqual({ name: 'Linux' });
  });

  it('lsblk: disks only, and nothing from what is no JSON', () => {
    const blockdevices = [
      { name: 'nvme0n1', type: 'disk', model: 'SSD', serial: 'S1', size: '1000', rev: '1.0' },
      { name: 'loop0', type: 'disk' },
      { name: 'sda1', type: 'part' },
      'sdb',
    ];
    expect(disksOf(JSON.stringify({ blockdevices }))).toEqual([
      {
        kind: 'disk',
        key: 'disk:nvme0n1',
        name: 'nvme0n1',
        model: 'SSD',
        serial: 'S1',
        firmware: '1.0',
        sizeBytes: 1000,
      },
    ]);
    expect(disksOf('lsblk: unknown option -- J')).toEqual([]);
    expect(disksOf('{"blockdevices": 7}')).toEqual([]);
  });
});
