/** The inventory that docs/quarter.md walks through: twelve devices on the network, and a list of what was bought. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { observationOf } from '../bench/intake/devices.ts';
import { openClient } from '../bench/inventory/client.ts';

const DEVICES = 12;
/** Bought, and on the list; the last of the devices are not. */
const BOUGHT = 9;

/** @param folder where `assets.csv`, `delivery.csv` and `scans.csv` are written */
export async function makeQuarter(url: string, dataDir: string, folder: string): Promise<void> {
  const client = await openClient(url, dataDir);
  const at = Date.now();
  const seen = Array.from({ length: DEVICES }, (_, device) =>
    observationOf(device, { at, version: 0 }),
  );
  await client.post('/api/v1/observations', seen);
  await client.close();
  const line = (tag: string, serial: string, owner: string): string =>
    [tag, serial, 'Contoso Computer Inc.', 'Workhorse', 'in use', owner, 'NYC'].join(',');
  const serialOf = (device: number): string => seen[device]?.device?.serial ?? '';
  const rows = Array.from({ length: BOUGHT }, (_, device) =>
    line(
      `NYC-LT-2026-000${device + 1}`,
      ` ${serialOf(device).toLowerCase()} `,
      device % 2 ? '' : 'Ada',
    ),
  );
  const lost = line('NYC-LT-2026-0010', '5CG1234XYZ', 'Bob');
  const header = 'Asset Tag,Serial,Manufacturer,Model,Status,Owner,Site';
  await writeFile(join(folder, 'assets.csv'), `${[header, ...rows, lost].join('\n')}\n`);
  const twin = serialOf(BOUGHT);
  const delivery = [
    'Asset Tag,Serial,Manufacturer,Status,Owner,Site',
    `NYC-LT-2026-0011,${twin},Contoso Computer Inc.,in use,Eve,NYC`,
    `NYC-LT-2026-0012,${twin},,in use,Dan,NYC`,
  ];
  await writeFile(join(folder, 'delivery.csv'), `${delivery.join('\n')}\n`);
  const scans = [0, 1, 2, 3].map((device) => `NYC-LT-2026-000${device + 1},${serialOf(device)}`);
  await writeFile(join(folder, 'scans.csv'), `${scans.join('\n')}\n`);
}

/** The commands of a page, in their order: lines that begin with "$ muster". */
export async function commandsIn(path: string): Promise<readonly (readonly string[])[]> {
  const text = await readFile(path, 'utf8');
  return Array.from(text.matchAll(/^\$ muster (.*)$/gm), ([, line = '']) =>
    Array.from(
      line.replace(/\s+#.*$/, '').matchAll(/"([^"]*)"|(\S+)/g),
      ([, quoted, bare]) => quoted ?? bare ?? '',
    ),
  );
}
