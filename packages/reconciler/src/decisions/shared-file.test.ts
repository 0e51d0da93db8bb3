import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openTestCore } from '../testing/core.ts';
import { applySharedFile, readSharedFile, type SharedEntry } from './shared-file.ts';

const reason = 'all docks of the batch of 2025 have it';
const dock: SharedEntry = { scheme: 'mac', value: '00-E0-4C-68-00-99', reason };
const board: SharedEntry = { scheme: 'serial.system', value: 'TBD-2025-01', reason };

it('has in force what is on the list, takes back what is not, and leaves what people said', async () => {
  await using test = await openTestCore();
  const listed = async () =>
    (await test.core.sharedValues()).map(
      ({ actor, scheme, value }) => `${actor} ${scheme} ${value}`,
    );
  await test.core.decide(
    { kind: 'shared', scheme: 'mac', value: '00:e0:4c:68:00:01', reason },
    'alice',
  );
  const byHand = 'alice mac 00:e0:4c:68:00:01';
  await applySharedFile(test.core, [dock]);
  await applySharedFile(test.core, [dock, board]);
  expect(await listed()).toEqual([
    byHand,
    'configuration mac 00:e0:4c:68:00:99',
    'configuration serial.system TBD202501',
  ]);
  await applySharedFile(test.core, [board]);
  expect(await listed()).toEqual([byHand, 'configuration serial.system TBD202501']);
  await expect(applySharedFile(test.core, [{ ...dock, value: 'dock' }])).rejects.toThrow(/no mac/);
});

it('names what is wrong with the file, and where', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'muster-shared-'));
  const path = join(folder, 'shared.json');
  await writeFile(path, JSON.stringify([dock]));
  expect(await readSharedFile(path)).toEqual([dock]);
  await writeFile(path, JSON.stringify([{ ...dock, scheme: 'dock' }]));
  await expect(readSharedFile(path)).rejects.toThrow(/shared.json: \/0\/scheme/);
  await writeFile(path, '{');
  await expect(readSharedFile(path)).rejects.toThrow(/not JSON/);
  await rm(folder, { recursive: true });
  await expect(readSharedFile(path)).rejects.toThrow(/cannot read/);
});
