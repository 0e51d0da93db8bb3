/** The simulated segment as a whole: opens every device, writes the files, closes in reverse. */
import { mkdir } from 'node:fs/promises';
import type { LabAsset } from './asset.ts';
import { type LabEndpoints, type LabFiles, writeLabFiles } from './files.ts';
import { openBroker } from './mqtt/broker.ts';
import { openGateway } from './mqtt/gateway.ts';
import { readPorts, writePorts } from './ports.ts';
import { startSnmpSegment } from './snmp/segment.ts';
import { SNMP_ASSETS } from './snmp-switches.ts';
import { openSshStack, SSH_ASSETS } from './ssh-stack.ts';

/** Known to everybody: it protects nothing. */
const COMMUNITY = 'lab';

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
    const ports = await readPorts(folder);
    const broker = await openBroker(ports.broker);
    closers.push(() => broker.close());
    const gateway = await openGateway({ url: broker.url });
    closers.push(() => gateway.close());
    const stack = await openSshStack(folder, ports.ssh);
    closers.push(() => stack.close());
    const segment = await startSnmpSegment({
      address: '127.0.0.1',
      community: COMMUNITY,
      ports: [ports.stack, ports.access],
    });
    closers.push(() => segment.close());
    const [core, access] = segment.switches.map(({ port }) => port);
    await writePorts(folder, {
      broker: broker.port,
      ssh: stack.port,
      stack: core ?? 0,
      access: access ?? 0,
    });
    const endpoints: LabEndpoints = {
      snmp: segment.switches.map(({ address, port }) => ({ address, port })),
      community: COMMUNITY,
      ssh: [{ address: '127.0.0.1', port: stack.port, platform: 'cisco-ios' }],
      sshUser: stack.user,
      sshPassword: stack.password,
      broker: broker.url,
    };
    const assets = [...gateway.assets, ...SSH_ASSETS, ...SNMP_ASSETS];
    const files = await writeLabFiles(folder, endpoints, assets);
    return { files, endpoints, assets, close };
  } catch (error) {
    await close();
    throw error;
  }
}
