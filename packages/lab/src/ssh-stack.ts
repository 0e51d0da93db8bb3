/** The lab's SSH device: a stack of two switches, with a host key that outlives a restart. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import type { LabAsset } from './asset.ts';
import { startSshDevice } from './ssh/device.ts';
import { iosLikeDevice } from './ssh/ios-like.ts';

const MODEL = 'WS-C3850-24T';
const SERIALS = ['FOC0LAB0301', 'FOC0LAB0302'];

export const SSH_ASSETS: readonly LabAsset[] = SERIALS.map((serial, index) => ({
  tag: `LAB-SW-2026-000${index + 3}`,
  serial,
  vendor: 'Cisco',
  model: MODEL,
}));

export interface SshStack {
  readonly port: number;
  readonly user: string;
  readonly password: string;
  close(): Promise<void>;
}

/**
 * @param folder where the host key is kept: a device that changed it would be another
 * @param port 0 takes any free one
 */
export async function openSshStack(folder: string, port: number): Promise<SshStack> {
  const user = 'muster';
  const password = 'lab';
  const server = await startSshDevice({
    port,
    user,
    password,
    hostKey: await readHostKey(join(folder, 'ssh-host-key')),
    device: iosLikeDevice({ model: MODEL, serials: SERIALS }),
  });
  return { port: server.port, user, password, close: () => server.close() };
}

async function readHostKey(file: string): Promise<string> {
  const kept = await readFile(file, 'utf8').catch(() => undefined);
  if (kept !== undefined) return kept;
  const { private: key } = ssh2.utils.generateKeyPairSync('ed25519');
  await writeFile(file, key, { mode: 0o600 });
  return key;
}
