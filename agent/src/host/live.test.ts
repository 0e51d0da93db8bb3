/** The live host over a folder made for the test, and real processes. */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLiveHost } from './live.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'muster-live-'));
  await mkdir(join(root, 'sys'));
  await writeFile(join(root, 'sys/vendor'), 'Northwind\n');
  await writeFile(join(root, 'sys/long'), 'x'.repeat(100_000));
  await symlink('../../bus/pci', join(root, 'sys/subsystem'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

describe('files', () => {
  const host = () => openLiveHost({ root, platform: 'linux' });

  it('reads files of any length, links and folders', async () => {
    expect(await host().readText('/sys/vendor')).toMatchObject({ value: 'Northwind\n' });
    expect(await host().readText('/sys/long')).toMatchObject({ value: 'x'.repeat(100_000) });
    expect(await host().readLink('/sys/subsystem')).toMatchObject({ value: '../../bus/pci' });
    expect(await host().list('/sys')).toMatchObject({ value: ['long', 'subsystem', 'vendor'] });
  });

  it('keeps what was read apart from what is read next', async () => {
    const [one, two] = await Promise.all([
      host().readBytes('/sys/vendor'),
      host().readBytes('/sys/long'),
    ]);
    await host().readBytes('/sys/long');
    expect(one.kind === 'read' && Buffer.from(one.value).toString()).toBe('Northwind\n');
    expect(two.kind === 'read' && two.value.length).toBe(100_000);
  });

  it('takes what is missing, or is no folder, as absent', async () => {
    expect(await host().readText('/sys/none')).toMatchObject({ kind: 'absent' });
    expect(await host().list('/sys/vendor')).toMatchObject({ kind: 'absent' });
    expect(await host().readLink('/sys/vendor')).toMatchObject({ kind: 'absent' });
  });

  it('runs nothing for a tree of files', async () => {
    const command = { name: 'x', file: process.execPath, args: [], timeoutMs: 1000 };
    expect(await host().run(command)).toEqual({ kind: 'absent' });
  });
});

describe('processes', () => {
  const host = openLiveHost({ platform: 'linux' });
  const node = (script: string, timeoutMs = 10_000, input?: string) =>
    host.run({
      name: 'script',
      file: process.execPath,
      args: ['-e', script],
      timeoutMs,
      ...(input !== undefined && { input }),
    });

  it('gives what a command printed, and hands it its input', async () => {
    const echo = 'process.stdin.on("data", (x) => process.stdout.write(x))';
    expect(await node(echo, 10_000, 'grüezi')).toMatchObject({ kind: 'read', value: 'grüezi' });
  });

  it('kills a command that takes too long, with its children', async () => {
    const hang = 'require("child_process").spawn("sleep", ["60"], { stdio: "inherit" })';
    expect(await node(hang, 300)).toMatchObject({ kind: 'timeout' });
  });

  it('says why a command failed', async () => {
    const fail = 'process.stderr.write("no such class"); process.exit(3)';
    expect(await node(fail)).toEqual({ kind: 'failed', reason: 'exit 3: no such class' });
  });

  it('takes a command that is not installed as absent', async () => {
    const command = { name: 'x', file: 'no-such-program-here', args: [], timeoutMs: 1000 };
    expect(await host.run(command)).toMatchObject({ kind: 'absent' });
  });

  it('ends a command when the agent is told to stop', async () => {
    const stop = new AbortController();
    const stopped = openLiveHost({ platform: 'linux', signal: stop.signal }).run({
      name: 'sleep',
      file: 'sleep',
      args: ['60'],
      timeoutMs: 60_000,
    });
    stop.abort();
    expect(await stopped).toMatchObject({ kind: 'failed', reason: 'stopped' });
  });
});
