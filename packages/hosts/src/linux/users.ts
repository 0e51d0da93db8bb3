/** Who uses this host: who is logged in now, else who was last. Off where policy says so. */
import type { Custody } from '@muster/facts/observation';
import { found, type Host } from '../host/host.ts';
import { presentGroup } from '../present.ts';
import type { Probe } from '../probe.ts';

/** struct utmp of glibc, the same size on every architecture that pads it to 64 bits. */
const RECORD_BYTES = 384;
const USER_PROCESS = 7;

export const users: Probe = {
  name: 'users',
  read: async (host) => {
    const custody = (await readLast(host, '/run/utmp')) ?? (await readLast(host, '/var/log/wtmp'));
    return custody === undefined ? {} : { custody };
  },
};

async function readLast(host: Host, path: string): Promise<Custody | undefined> {
  const bytes = found(await host.readBytes(path));
  return bytes === undefined ? undefined : decodeLastLogin(bytes);
}

/** The newest login of a person in a utmp or wtmp file; root and service accounts are none. */
export function decodeLastLogin(bytes: Uint8Array): Custody | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const last = Math.floor(bytes.length / RECORD_BYTES) * RECORD_BYTES;
  for (let at = last - RECORD_BYTES; at >= 0; at -= RECORD_BYTES) {
    if (view.getInt16(at, true) !== USER_PROCESS) continue;
    const name = bytes.subarray(at + 44, at + 76);
    const end = name.indexOf(0);
    const user = new TextDecoder().decode(end === -1 ? name : name.subarray(0, end));
    if (user === '' || user === 'root' || user === 'gdm' || user === 'sddm') continue;
    const seconds = view.getUint32(at + 340, true);
    return presentGroup<Custody>({
      user,
      lastLoginAt: seconds === 0 ? undefined : new Date(seconds * 1000).toISOString(),
    });
  }
  return undefined;
}
