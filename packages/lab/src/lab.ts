/** The simulated segment as a whole: opens every device, writes the files, closes in reverse. */
import { mkdir } from 'node:fs/promises';
import type { LabAsset } from './asset.ts';
import { type LabEndpoints, type LabFiles, writeLabFiles } from './files.ts';
import { openBroker } from './mqtt/broker.ts';
import { openGateway } from './mqtt/gateway.ts';
import { openSshStack, SSH_ASSETS } from './ssh-stack.ts';

export interface Lab {
  readonly files: LabFiles;
  readonly endpoints: LabEndpoints;
  readonly assets: readonly LabAsset[];
  close(): Promise<void>;
}

export async function openLab(folder: string): Promise<Lab> {
  await mkdir(folder, { recursive: true });
  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const each of closers.splice(0).reverse()) await each();
  };
  try {
    const broker = await openBroker();
    closers.push(() => broker.close());
    const gateway = await openGateway({ url: broker.url });
    closers.push(() => gateway.close());
    const stack = await openSshStack(folder);
    closers.push(() => stack.close());
    const endpoints: LabEndpoints = {
      snmp: [],
      community: 'lab',
      ssh: [{ address: '127.0.0.1', port: stack.port, platform: 'cisco-ios' }],
      sshUser: stack.user,
      sshPassword: stack.password,
      broker: broker.url,
    };
    const assets = [...gateway.assets, ...SSH_ASSETS];
    const files = await writeLabFiles(folder, endpoints, assets);
    return { files, endpoints, assets, close };
  } catch (error) {
    await close();
    throw error;
  }
}
