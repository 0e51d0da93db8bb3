/** The lab's ports, kept in its folder: a device that came back elsewhere would be another one. */

import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';

export const PORT_NAMES = ['broker', 'ssh', 'stack', 'access'] as const;
export type LabPorts = Readonly<Record<(typeof PORT_NAMES)[number], number>>;

const FILE = 'ports.json';

/** Those of last time as far as they are free, else 0, which takes any. */
export async function readPorts(folder: string): Promise<LabPorts> {
  const kept = await readFile(join(folder, FILE), 'utf8').catch(() => '{}');
  const known: unknown = JSON.parse(kept);
  const ports = { broker: 0, ssh: 0, stack: 0, access: 0 };
  for (const name of PORT_NAMES) {
    const port = new Map(Object.entries(Object(known))).get(name);
    if (typeof port === 'number' && (await isFree(port))) ports[name] = port;
  }
  return ports;
}

export async function writePorts(folder: string, ports: LabPorts): Promise<void> {
  await writeFile(join(folder, FILE), `${JSON.stringify(ports)}\n`);
}

/** Asked of TCP for all: what else uses a port of ours on UDP is not worth a socket of its own. */
async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
