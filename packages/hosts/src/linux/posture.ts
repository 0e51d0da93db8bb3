/** TPM, Secure Boot, and whether the root file system lies on an encrypted disk. */
import type { Component } from '@muster/facts/observation';
import { found, type Host, namesIn, readLine } from '../host/host.ts';
import { present } from '../present.ts';
import type { Probe } from '../probe.ts';

const SECURE_BOOT = '/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c';
/** Encryption below volume management below encryption: nobody stacks deeper. */
const STACK_MAX = 8;

export const posture: Probe = {
  name: 'posture',
  read: async (host) => {
    const secureBoot = found(await host.readBytes(SECURE_BOOT))?.[4];
    const tpm = await readTpm(host);
    const diskEncrypted = await isRootEncrypted(host);
    const stated = {
      ...(secureBoot !== undefined && { secureBoot: secureBoot === 1 }),
      ...(tpm?.hardwareRevision !== undefined && { tpmVersion: tpm.hardwareRevision }),
      ...(diskEncrypted !== undefined && { diskEncrypted }),
    };
    return {
      ...(Object.keys(stated).length > 0 && { posture: stated }),
      ...(tpm && { components: [tpm] }),
    };
  },
};

async function readTpm(host: Host): Promise<Component | undefined> {
  const at = '/sys/class/tpm/tpm0';
  const names = await namesIn(host, '/sys/class/tpm');
  if (!names.includes('tpm0')) return undefined;
  const major = await readLine(host, `${at}/tpm_version_major`);
  // A TPM 1.2 states its maker in `caps`; a 2.0 does not say it in a file.
  const caps = found(await host.readText(`${at}/device/caps`)) ?? '';
  return present<Component>({
    kind: 'tpm',
    key: 'tpm',
    vendor: tpmVendor(/^Manufacturer: 0x([0-9a-f]{8})/m.exec(caps)?.[1]),
    model: await readLine(host, `${at}/device/description`),
    hardwareRevision: major === '2' ? '2.0' : major === '1' || caps !== '' ? '1.2' : undefined,
    firmware: /^Firmware version: (\S+)/m.exec(caps)?.[1],
  });
}

/** Four letters in a number (TCG vendor id registry). */
function tpmVendor(hex: string | undefined): string | undefined {
  const letters = (hex?.match(/../g) ?? [])
    .map((octet) => String.fromCharCode(Number.parseInt(octet, 16)))
    .join('')
    .replace(/[^\x21-\x7e]/g, '');
  return letters === '' ? undefined : letters;
}

/** Undefined where it cannot be told: ZFS, overlays, network roots. */
async function isRootEncrypted(host: Host): Promise<boolean | undefined> {
  const mounts = found(await host.readText('/proc/self/mountinfo')) ?? '';
  const root = mounts
    .split('\n')
    .map((line) => line.split(' '))
    .findLast((fields) => fields[4] === '/');
  const number = root?.[2];
  // Major 0: no block device of its own (btrfs, overlay, NFS).
  if (number === undefined || number.startsWith('0:')) return undefined;
  return isEncrypted(host, `/sys/dev/block/${number}`, 0);
}

async function isEncrypted(host: Host, at: string, depth: number): Promise<boolean> {
  const mapping = await readLine(host, `${at}/dm/uuid`);
  if (mapping?.startsWith('CRYPT-')) return true;
  if (depth >= STACK_MAX) return false;
  const below = await namesIn(host, `${at}/slaves`);
  if (below.length === 0) return false;
  for (const name of below) {
    if (!(await isEncrypted(host, `${at}/slaves/${name}`, depth + 1))) return false;
  }
  return true;
}
