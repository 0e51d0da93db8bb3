/**
 * From a device that appears on a segment to a rogue on the console: a real DHCP client, a real
 * collector and a real reconciler, in network namespaces of their own.
 */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { CiSummary, FindingView } from '@muster/facts/inventory';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRoot, makeSegment, type Segment } from './namespaces.ts';
import { findProgram, isMissing } from './required.ts';

const CLIENTS = 100;
const path = (from: string) => fileURLToPath(new URL(from, import.meta.url));
const MUSTER = path('../../packages/reconciler/bin/muster.js');
const COLLECTOR = path('../../collector/bin/muster-collector.js');

/** A block of Signify, who make lamps. */
const macOf = (index: number) => `00:17:88:0a:00:${index.toString(16).padStart(2, '0')}`;

describe.skipIf(!isRoot || isMissing('ip', 'udhcpc'))('a device that appears on a segment', () => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-segment-rogue-'));
  const lines = new Set<(line: string) => void>();
  let segment: Segment;
  let relay: ChildProcess;

  /** The next line that fits. */
  const next = (fits: (line: string) => boolean) =>
    new Promise<string>((resolve) => {
      const hear = (line: string) => {
        if (!fits(line)) return;
        lines.delete(hear);
        resolve(line);
      };
      lines.add(hear);
    });
  const rogue = (hostname: string) =>
    next((line) => line.includes('"kind":"rogue"') && line.includes(`(${hostname})`));
  const ask = async (query: string): Promise<unknown> => {
    const answer = next((line) => line.startsWith('body '));
    relay.stdin?.write(`${query}\n`);
    return JSON.parse((await answer).slice('body '.length));
  };
  /** Broadcasts its DISCOVER, and ends: nobody answers here. */
  const appear = async (index: number): Promise<void> => {
    const nic = `${segment.speaking}0`;
    segment.ip(segment.speaking, 'link', 'set', nic, 'address', macOf(index));
    const client = segment.start(segment.speaking, findProgram('udhcpc') ?? '', [
      ...['-i', nic, '-f', '-n', '-q', '-t', '1', '-T', '1', '-A', '1', '-s', '/bin/true'],
      ...['-x', `hostname:lamp-${index}`],
    ]);
    client.stdout?.resume();
    client.stderr?.resume();
  };

  beforeAll(async () => {
    segment = makeSegment();
    const data = join(folder, 'data');
    const args = [MUSTER, 'serve', '--data', data, '--listen', '8420'];
    const muster = segment.start(segment.listening, process.execPath, args);
    await printed(muster, /sign in/);
    const token = join(folder, 'token');
    const creating = [MUSTER, 'enrol-token', 'create', '--out', token, '--data', data];
    const created = segment.start(segment.listening, process.execPath, creating);
    created.stdout?.resume();
    const [[code], said] = await Promise.all([
      once(created, 'exit'),
      created.stderr === null ? '' : text(created.stderr),
    ]);
    if (code !== 0) throw new Error(said);
    const url = 'http://127.0.0.1:8420';
    const keyFile = join(data, 'api-key');
    relay = segment.start(segment.listening, process.execPath, [
      path('./relay-events.ts'),
      ...[url, keyFile],
    ]);
    if (relay.stdout === null) throw new Error('the relay has no output');
    createInterface({ input: relay.stdout }).on('line', (line) => {
      for (const hear of lines) hear(line);
    });
    await next((line) => line === 'ready');
    const config = join(folder, 'collector.yaml');
    writeFileSync(config, 'name: segment\nsegment: { dhcp: true }\n');
    const collector = segment.start(segment.listening, process.execPath, [
      ...[COLLECTOR, 'run', '--config', config, '--url', url, '--token-file', token],
      ...['--data', join(folder, 'collector')],
    ]);
    collector.stdout?.resume();
    await printed(collector, /"msg":"connected"/);
  });

  afterAll(async () => {
    await segment.remove();
    rmSync(folder, { recursive: true });
  });

  it('is a rogue on the console with its hostname and maker, 99 of 100 within a second', async () => {
    const waitsMs: number[] = [];
    for (let index = 0; index < CLIENTS; index += 1) {
      const told = rogue(`lamp-${index}`);
      const startedMs = performance.now();
      await appear(index);
      await told;
      waitsMs.push(performance.now() - startedMs);
    }
    const sorted = waitsMs.toSorted((one, other) => one - other);
    const [p50 = 0, p99 = 0] = [sorted[CLIENTS / 2 - 1], sorted[CLIENTS - 2]];
    process.stdout.write(
      `from udhcpc's start to a rogue on the event stream: p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms\n`,
    );
    expect(p99).toBeLessThan(1000);

    const { items: found } = (await ask('/api/v1/findings?kind=rogue&limit=200')) as {
      items: readonly FindingView[];
    };
    expect(found).toHaveLength(CLIENTS);
    const { items: cis } = (await ask('/api/v1/cis?limit=200')) as { items: readonly CiSummary[] };
    const lamp = cis.find(({ hostname }) => hostname === 'lamp-7');
    expect(lamp).toMatchObject({ hostname: 'lamp-7', vendor: expect.stringMatching(/^Philips/) });
  });
});

/** Resolves when it has printed that; its output is read on. */
async function printed(child: ChildProcess, wanted: RegExp): Promise<void> {
  let said = '';
  const ready = new Promise<void>((resolve) => {
    const hear = (chunk: Buffer) => {
      if (wanted.test(said)) return;
      said += chunk;
      if (wanted.test(said)) resolve();
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
  });
  const ended = once(child, 'exit').then(() => Promise.reject(new Error(`it ended: ${said}`)));
  await Promise.race([ready, ended]);
  ended.catch(() => {
    // It ends when the test does.
  });
}
