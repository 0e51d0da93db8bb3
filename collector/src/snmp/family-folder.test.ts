/** Folders of families: what is taken, and how a wrong one is named. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readFamilyFolder } from './family-folder.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-families-'));
});
afterEach(() => rm(folder, { recursive: true }));

const family = {
  id: 'widget-7',
  name: 'WidgetOS',
  evidence: 'unverified',
  match: [{ oid: ['1.3.6.1.4.1.99999.7'] }],
};
const put = (name: string, content: unknown): Promise<void> =>
  writeFile(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));

it('adds the families of every JSON file to ours, the later winning', async () => {
  await put('a.json', { families: [family] });
  await put('b.json', { families: [{ ...family, name: 'WidgetOS 2' }] });
  await put('notes.txt', 'nothing of families');
  const index = await readFamilyFolder(folder);
  const [best] = index.match({ sysObjectID: '1.3.6.1.4.1.99999.7.1' });
  expect(best?.family.name).toBe('WidgetOS 2');
  expect(index.families.some(({ id }) => id === 'ios')).toBe(true);
});

it.each([
  ['no JSON', '{ "families": [', /a\.json/],
  ['an unknown key', { families: [{ ...family, sereal: [] }] }, /a\.json.*families.0.*sereal/],
  [
    'a pattern that may never end',
    { families: [{ ...family, version: [{ descr: '(a+)+' }] }] },
    /a\.json: widget-7: \(a\+\)\+/,
  ],
])('names the file and the place of %s', async (_, content, named) => {
  await put('a.json', content);
  await expect(readFamilyFolder(folder)).rejects.toThrow(named);
});

it('names a folder that is not there', async () => {
  await expect(readFamilyFolder(join(folder, 'nowhere'))).rejects.toThrow(/nowhere/);
});
