import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Folder, openFolder } from './folder.ts';
import {
  type Identity,
  makeKeyPair,
  openIdentity,
  readIdentity,
  writeIdentity,
} from './identity.ts';
import { realRim } from './rim.ts';
import { makeTestFolder, type TestFolder } from './testing/fixtures.ts';

let root: TestFolder;
let folder: Folder;

beforeEach(async () => {
  root = await makeTestFolder();
  folder = await openFolder(root.path);
});

afterEach(() => root.remove());

const path = () => join(root.path, 'identity.json');
const enrolledAs = (observerId: string): Identity => ({
  installId: '019ab123-4567-7abc-8def-0123456789ab',
  enrolled: { observerId, key: makeKeyPair(), tokenDigest: 'd', enrolledAt: 'now' },
});

describe('an identity', () => {
  it('is made once and read ever after', async () => {
    const { identity } = await openIdentity(folder, realRim);
    expect(identity.candidate?.publicKey).toMatchObject({ kty: 'OKP', crv: 'Ed25519' });
    const again = await openIdentity(folder, realRim);
    expect(again.identity.installId).toBe(identity.installId);
    expect(again.identity.candidate?.publicKey).toEqual(identity.candidate?.publicKey);
    expect(again.identity.candidate?.d.reveal()).toBe(identity.candidate?.d.reveal());
  });

  it('can be read by its owner alone, also when it came from a copy', async () => {
    await openIdentity(folder, realRim);
    expect((await stat(path())).mode & 0o777).toBe(0o600);
    await chmod(path(), 0o644);
    await openIdentity(folder, realRim);
    expect((await stat(path())).mode & 0o777).toBe(0o600);
  });

  it('does not show its private key', async () => {
    const { identity } = await openIdentity(folder, realRim);
    const d = identity.candidate?.d.reveal() ?? '';
    expect(await readFile(path(), 'utf8')).toContain(d);
    expect(inspect(identity, { depth: 9, showHidden: true })).not.toContain(d);
    expect(JSON.stringify(identity)).not.toContain(d);
  });

  it.each(['', '{', '{}', '[]', 'null', '{"schema":"muster.identity/1","installId":"x"}'])(
    'that is damaged (%j) is kept aside, never deleted',
    async (text) => {
      await writeFile(path(), text);
      const { identity, damaged } = await openIdentity(folder, realRim);
      expect(identity.enrolled).toBeUndefined();
      expect(damaged).toMatch(/kept as identity\.json\.damaged-\d+/);
      const aside = (await readdir(root.path)).find((name) => name.includes('damaged')) ?? '';
      expect(await readFile(join(root.path, aside), 'utf8')).toBe(text);
    },
  );

  it('that is damaged is not quoted: it may hold a key', async () => {
    await writeFile(path(), '{"enrolled":{"key":{"d":"hunter2"}}}');
    expect(JSON.stringify(await readIdentity(folder))).not.toContain('hunter2');
  });

  it('stays as it was when the next cannot be written', async () => {
    await writeIdentity(folder, enrolledAs('o-1'));
    const failing: Folder = {
      ...folder,
      write: async () => ({ kind: 'disk-full', cause: new Error('ENOSPC') }),
    };
    await writeIdentity(failing, enrolledAs('o-2'));
    const read = await readIdentity(folder);
    expect(read).toMatchObject({ kind: 'read', identity: { enrolled: { observerId: 'o-1' } } });
  });
});
