/** The daemon as it is started: what it wires together is real, but for the reconciler. */
import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { startSshDevice } from '@muster/lab/ssh/device';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { KnownHosts } from '../ssh/driver/host-key.ts';
import { runCollector } from './program.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-daemon-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('pins the host keys of what it polls beside its identity', async () => {
  const device = await startSshDevice();
  const config = join(folder, 'collector.yaml');
  await writeFile(
    config,
    `ssh:
  credentials: { a: { user: muster, password: { env: LAB } } }
  targets:
    - { address: 127.0.0.1, port: ${device.port}, credentials: a, platform: cisco-ios }
`,
  );
  await writeFile(join(folder, 'token'), 'not-of-this-reconciler');
  const ending = new AbortController();
  const silent = () => new Writable({ write: (_chunk, _encoding, done) => done() });
  const args = ['run', '--config', config, '--data', join(folder, 'data')];
  const reconciler = ['--url', 'http://127.0.0.1:1', '--token-file', join(folder, 'token')];
  const ended = runCollector([...args, ...reconciler], {
    env: { LAB: 'lab' },
    stdin: Readable.from([]),
    stdout: silent(),
    stderr: silent(),
    signal: ending.signal,
  });
  const known = join(folder, 'data', 'known_hosts');
  await vi.waitFor(() => access(known), { timeout: 15_000 });
  ending.abort();
  expect(await ended).toBe(0);
  await device.close();
  const pinned = new KnownHosts(await readFile(known, 'utf8')).keysFor('127.0.0.1', device.port);
  expect(pinned.map(({ fingerprint }) => fingerprint)).toEqual([device.fingerprint]);
});
