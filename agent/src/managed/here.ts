/** The managed settings of the host this process runs on. */
import type { Parsed } from '@muster/facts/parsed';
import { fs } from '../builtin.ts';
import { platformOf } from '../host/platform.ts';
import type { Managed } from './managed.ts';
import { FLEET_FILE, PREFERENCES } from './places.ts';

/** Where a look for a file says that nothing is managed, nothing is loaded to read it. */
const FILES: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  linux: FLEET_FILE,
  darwin: PREFERENCES,
};

export async function readManagedHere(): Promise<Parsed<Managed>> {
  const platform = platformOf(process.platform);
  const file = FILES[process.platform];
  if (platform === 'other' || (file !== undefined && !fs.existsSync(file)))
    return { kind: 'parsed', value: { file: {} } };
  const { openLiveHost } = await import('../host/live.ts');
  const { readManaged } = await import('./managed.ts');
  const host = openLiveHost({ platform });
  if (platform !== 'win32') return readManaged(host, '');
  // A folder of its own: others cannot put anything in the place of what is exported.
  const folder = fs.mkdtempSync(`${process.getBuiltinModule('node:os').tmpdir()}\\muster-`);
  try {
    return await readManaged(host, `${folder}\\policy.reg`);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
