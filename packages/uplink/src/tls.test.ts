import type { ServerOptions } from 'node:https';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError } from './config-error.ts';
import { Secret } from './secret.ts';
import {
  TEST_CA,
  TEST_CLIENT_CERT,
  TEST_CLIENT_KEY,
  TEST_SERVER_CERT,
  TEST_SERVER_KEY,
} from './testing/certificates.ts';
import {
  makeTestFolder,
  optionsFor,
  sightingOf,
  type TestFolder,
  until,
} from './testing/fixtures.ts';
import { StandIn } from './testing/stand-in.ts';
import { type Flushed, openUplink, type TlsOptions, type UplinkOptions } from './uplink.ts';

let folder: TestFolder;
let reconciler: StandIn | undefined;

beforeEach(async () => {
  folder = await makeTestFolder();
});

afterEach(async () => {
  await reconciler?.stop();
  await folder.remove();
});

const server: ServerOptions = { cert: TEST_SERVER_CERT, key: TEST_SERVER_KEY };
const mutual: ServerOptions = {
  ...server,
  ca: TEST_CA,
  requestCert: true,
  rejectUnauthorized: true,
};
const client: TlsOptions = {
  ca: TEST_CA,
  cert: TEST_CLIENT_CERT,
  key: new Secret(TEST_CLIENT_KEY),
};

async function deliver(
  mode: UplinkOptions['mode'],
  theirs: ServerOptions,
  ours: TlsOptions,
): Promise<Flushed> {
  reconciler = await new StandIn({ tls: theirs }).start();
  const uplink = await openUplink(optionsFor(folder.path, reconciler.url, { mode, tls: ours }));
  await uplink.send([sightingOf('a')]);
  const gaveUp = new AbortController();
  const flushed = uplink.flush(gaveUp.signal);
  await Promise.race([flushed, until(() => uplink.status().link.kind === 'unreachable')]);
  if (mode === 'session') gaveUp.abort();
  const outcome = await flushed;
  await uplink.close(0);
  return outcome;
}

describe.each(['session', 'post'] as const)('TLS in mode %s', (mode) => {
  it('takes a server that a trusted authority vouches for', async () => {
    expect(await deliver(mode, server, { ca: TEST_CA })).toEqual({ kind: 'acknowledged' });
  });

  it('takes no other', async () => {
    expect(await deliver(mode, server, {})).toMatchObject({
      kind: 'pending',
      link: { kind: 'unreachable', reason: expect.stringMatching(/certificate/) },
    });
  });

  it('shows its own certificate where the server asks for one', async () => {
    expect(await deliver(mode, mutual, client)).toEqual({ kind: 'acknowledged' });
  });

  it('gets nowhere without it', async () => {
    expect(await deliver(mode, mutual, { ca: TEST_CA })).toMatchObject({
      kind: 'pending',
      link: { kind: 'unreachable' },
    });
  });
});

describe('TLS options', () => {
  it.each<[string, TlsOptions]>([
    ['tls.ca', { ca: 'hello' }],
    ['tls.cert', { cert: 'hello', key: new Secret(TEST_CLIENT_KEY) }],
    ['tls.key', { cert: TEST_CLIENT_CERT, key: new Secret('hello') }],
    ['tls.key', { cert: TEST_CLIENT_CERT }],
    ['tls.cert', { key: new Secret(TEST_CLIENT_KEY) }],
    ['tls.key', { cert: TEST_SERVER_CERT, key: new Secret(TEST_CLIENT_KEY) }],
  ])('are refused at the start, naming %s', async (key, tls) => {
    const opening = openUplink(optionsFor(folder.path, 'https://127.0.0.1:1', { tls }));
    await expect(opening).rejects.toThrow(ConfigError);
    await expect(opening).rejects.toMatchObject({ key });
  });
});
