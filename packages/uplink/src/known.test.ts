import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFolder } from './folder.ts';
import { KnownRecords } from './known.ts';
import { makeTestFolder, type TestFolder } from './testing/fixtures.ts';

let root: TestFolder;

beforeEach(async () => {
  root = await makeTestFolder();
});

afterEach(() => root.remove());

async function load(observerId: string | undefined): Promise<KnownRecords> {
  const known = new KnownRecords(await openFolder(root.path));
  await known.load(observerId);
  return known;
}

const record = { source: 'snmp', key: 'k' } as const;

describe('what the reconciler is known to hold', () => {
  it('is remembered over restarts', async () => {
    const known = await load('o-1');
    known.learn(record, 'f-1');
    await known.save();
    const again = await load('o-1');
    expect(again.has(record, 'f-1')).toBe(true);
    expect(again.has(record, 'f-2')).toBe(false);
    expect(again.has({ source: 'ssh', key: 'k' }, 'f-1')).toBe(false);
  });

  it('is whole on disk however many save it at once', async () => {
    const known = await load('o-1');
    for (let n = 0; n < 20; n += 1) {
      known.learn({ source: 'snmp', key: `k${n}`.repeat(1 + (n % 3) * 1_000) }, 'f-1');
      void known.save();
    }
    known.learn(record, 'f-1');
    await known.save();
    expect((await load('o-1')).has(record, 'f-1')).toBe(true);
  });

  it('is nothing once it is forgotten', async () => {
    const known = await load('o-1');
    known.learn(record, 'f-1');
    known.forget(record);
    expect(known.has(record, 'f-1')).toBe(false);
  });

  it('is nothing for another observer id', async () => {
    const known = await load('o-1');
    known.learn(record, 'f-1');
    await known.save();
    expect((await load('o-2')).has(record, 'f-1')).toBe(false);
    known.adopt('o-2');
    expect(known.has(record, 'f-1')).toBe(false);
  });

  it.each([
    '',
    '{"schema":"muster.known/1"',
    '[]',
    '{"schema":"muster.known/2","observerId":"o-1","records":{"snmp k":"f-1"}}',
    '{"schema":"muster.known/1","observerId":"o-1","records":{"snmp k":1}}',
  ])('is nothing where the file is %j', async (text) => {
    await writeFile(join(root.path, 'known.json'), text);
    expect((await load('o-1')).has(record, 'f-1')).toBe(false);
  });

  it('costs nothing but resends when it cannot be saved', async () => {
    const known = await load('o-1');
    known.learn(record, 'f-1');
    await root.remove();
    await known.save();
    expect(known.has(record, 'f-1')).toBe(true);
  });
});
