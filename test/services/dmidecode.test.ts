/**
 * The SMBIOS decoder against dmidecode, field by field: over tables that the tests make up, and
 * over every dump in the folder that MUSTER_CORPORA names.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseDmidecode } from '@muster/hosts/dmidecode/smbios';
import { decodeSmbios } from '@muster/hosts/smbios/decode';
import { decodeDump } from '@muster/hosts/smbios/entry-point';
import type { Smbios } from '@muster/hosts/smbios/smbios';
import { encodeDump } from '@muster/hosts/testing/encode-smbios';
import { notebook, server } from '@muster/hosts/testing/machines';
import { afterAll, describe, expect, it } from 'vitest';
import { findProgram, isMissing } from './required.ts';

const dmidecode = findProgram('dmidecode');

const folder = mkdtempSync(join(tmpdir(), 'muster-dmidecode-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The dump's own text in dmidecode's eyes; what it finds broken it says on standard error. */
function printed(path: string): Smbios {
  if (dmidecode === undefined) throw new Error('dmidecode is missing');
  const text = execFileSync(dmidecode, ['--from-dump', path], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 64 * 1024 * 1024,
  });
  return parseDmidecode(text);
}

/**
 * Both sides without what the two tell differently on purpose: dmidecode prints no host interface
 * in this form, nothing of an empty memory socket but its place, dots for every byte beyond ASCII,
 * an address of all ones where there is none, and does not say where a table was cut.
 */
function comparable(smbios: Smbios): unknown {
  const {
    hostInterfaces: _,
    truncated: __,
    onBoardDevices,
    memoryDevices,
    slots,
    ...rest
  } = smbios;
  const plain = JSON.parse(
    JSON.stringify({
      ...rest,
      slots: slots.map(({ busAddress, ...slot }) =>
        busAddress?.endsWith(':ff:1f.7') === true ? slot : { ...slot, busAddress },
      ),
      memoryDevices: memoryDevices.map((device) =>
        device.sizeBytes === 0 ? { locator: device.locator, sizeBytes: 0 } : device,
      ),
      // Of type 10 dmidecode numbers the devices; only type 41 has addresses.
      onBoardDevices: onBoardDevices.filter(({ busAddress }) => busAddress !== undefined),
    }),
  );
  return normalize(plain);
}

const NO_FACTS: ReadonlySet<unknown> = new Set(['', 'Unknown', 'Not Specified']);

function normalize(value: unknown): unknown {
  if (typeof value === 'string') {
    return [...new TextEncoder().encode(value)]
      .map((byte) => String.fromCharCode(byte > 0x7e ? 0x2e : byte))
      .join('')
      .trim();
  }
  if (Array.isArray(value)) return value.map(normalize);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .map(([key, each]) => [key, normalize(each)] as const)
    // These are no facts on either side; a table may hold dmidecode's own words for nothing.
    .filter(([, each]) => each !== undefined && !NO_FACTS.has(each));
  return Object.fromEntries(entries);
}

function decoded(path: string): Smbios {
  const dump = decodeDump(readFileSync(path));
  if (dump === undefined) throw new Error(`${path} has no entry point`);
  return decodeSmbios(dump);
}

function dumpsIn(root: string | undefined): string[] {
  if (root === undefined) return [];
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.bin'))
    .map((name) => join(root, name))
    .filter((path) => decodeDump(readFileSync(path)) !== undefined)
    .sort();
}

describe.skipIf(isMissing('dmidecode'))('the SMBIOS decoder', () => {
  it.each([
    ['notebook', { major: 3, minor: 4 }, notebook],
    ['server', { major: 3, minor: 2 }, server],
    ['notebook of SMBIOS 2.8', { major: 2, minor: 8 }, notebook],
    ['server of SMBIOS 2.5, whose UUID is in order', { major: 2, minor: 5 }, server],
  ])('reads what dmidecode reads of a %s', (name, version, structures) => {
    const path = join(folder, `${name.replace(/\W+/g, '-')}.bin`);
    writeFileSync(path, encodeDump(version, structures));
    expect(comparable(decoded(path))).toEqual(comparable(printed(path)));
  });

  const dumps = dumpsIn(process.env.MUSTER_CORPORA);
  it.skipIf(dumps.length === 0).each(dumps.length === 0 ? ['none'] : dumps)(
    'reads what dmidecode reads of %s',
    (path) => {
      expect(comparable(decoded(path))).toEqual(comparable(printed(path)));
    },
  );
});
