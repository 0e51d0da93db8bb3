import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openReconciler } from './open.ts';
import type { ReconcilerOptions } from './options.ts';
import { observe } from './testing/observations.ts';

function optionsIn(dataFolder: string): ReconcilerOptions {
  const silent = { info: () => {}, warn: () => {}, error: () => {} };
  return {
    dataFolder,
    now: () => new Date(),
    random: (octets) => randomBytes(octets),
    logger: silent,
  };
}

describe('openReconciler', () => {
  it('reads what it has acknowledged, from its threads and after a restart', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'muster-threads-'));
    const observations = Array.from({ length: 40 }, (_, index) =>
      observe({ key: `agent-${index}` }),
    );
    const first = await openReconciler(optionsIn(folder));
    const heard: string[] = [];
    first.onEvent(({ kind }) => heard.push(kind));
    const results = await Promise.all(
      observations.map((each) => first.ingest('observer-1', [each])),
    );
    expect(results.every(({ counts }) => counts.applied === 1)).toBe(true);
    expect(await first.stats()).toMatchObject({ cis: 40, openFindings: { rogue: 40 } });
    expect(heard.filter((kind) => kind === 'ci')).toHaveLength(40);
    await first.close();
    await expect(first.ingest('observer-1', observations)).rejects.toThrow('closed');
    const second = await openReconciler(optionsIn(folder));
    expect((await second.ingest('observer-1', observations)).counts).toEqual({ duplicate: 40 });
    await second.close();
    rmSync(folder, { recursive: true });
  });

  it('says by name what is wrong with rules, policies or the data folder', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'muster-threads-'));
    const options = optionsIn(folder);
    await expect(openReconciler({ ...options, rules: { version: '1' } })).rejects.toThrow(
      'identity rules: ',
    );
    await expect(openReconciler({ ...options, policies: { rule: [] } })).rejects.toThrow(
      'policies: /rule',
    );
    const file = join(folder, 'file');
    writeFileSync(file, '');
    await expect(openReconciler(optionsIn(file))).rejects.toThrow();
    rmSync(folder, { recursive: true });
  });
});
