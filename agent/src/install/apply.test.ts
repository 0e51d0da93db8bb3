import { lstat, mkdtemp, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { applySteps } from './apply.ts';
import type { Step } from './step.ts';

async function makeRoot(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'muster-install-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  return root;
}

const steps: readonly Step[] = [
  { kind: 'folder', path: '/var/lib/agent', mode: 0o700 },
  { kind: 'file', path: '/etc/agent/token', mode: 0o600, content: 'secret\n' },
  { kind: 'link', path: '/etc/wants/agent', target: '/usr/lib/agent' },
  { kind: 'absent', path: '/etc/other' },
];

const nothing = { runCommand: undefined };

describe('taking the steps of a plan', () => {
  it('does it once; a second time finds nothing to change', async () => {
    const root = await makeRoot();
    const first = await applySteps(steps, { root, ...nothing });
    expect(first).toMatchObject({
      changes: ['/var/lib/agent', '/etc/agent/token', '/etc/wants/agent'],
    });
    expect(await applySteps(steps, { root, ...nothing })).toEqual({ kind: 'applied', changes: [] });
    expect(await readFile(join(root, 'etc/agent/token'), 'utf8')).toBe('secret\n');
    expect((await lstat(join(root, 'etc/agent/token'))).mode & 0o777).toBe(0o600);
    expect((await lstat(join(root, 'var/lib/agent'))).mode & 0o777).toBe(0o700);
    expect(await readlink(join(root, 'etc/wants/agent'))).toBe('/usr/lib/agent');
  });

  it('mends what somebody changed: text, mode, target', async () => {
    const root = await makeRoot();
    await applySteps(steps, { root, ...nothing });
    await writeFile(join(root, 'etc/agent/token'), 'other');
    await rm(join(root, 'etc/wants/agent'));
    await writeFile(join(root, 'etc/other'), 'in the way');
    const mended = await applySteps(steps, { root, ...nothing });
    expect(mended).toMatchObject({
      changes: ['/etc/agent/token', '/etc/wants/agent', '/etc/other'],
    });
  });

  it('copies a program whole, and leaves no half of one behind', async () => {
    const root = await makeRoot();
    const from = join(root, 'downloaded');
    await writeFile(from, 'program');
    const copy: Step = { kind: 'copy', path: '/usr/local/bin/agent', mode: 0o755, from };
    expect(await applySteps([copy], { root, ...nothing })).toMatchObject({
      changes: ['/usr/local/bin/agent'],
    });
    expect((await lstat(join(root, 'usr/local/bin/agent'))).mode & 0o777).toBe(0o755);
    const gone = join(root, 'nowhere');
    const failed = await applySteps([{ ...copy, from: gone }], { root, ...nothing });
    expect(failed).toMatchObject({ kind: 'failed', step: '/usr/local/bin/agent' });
    expect(await readFile(join(root, 'usr/local/bin/agent'), 'utf8')).toBe('program');
  });

  const restart: Step = { kind: 'command', file: 'ctl', args: ['restart'], after: 'change' };
  const start: Step = { kind: 'command', file: 'ctl', args: ['start'], after: 'always' };

  it('runs a command that waits for a change only after one', async () => {
    const root = await makeRoot();
    const ran: string[] = [];
    const runCommand = async (_file: string, [verb = '']: readonly string[]) => {
      ran.push(verb);
      return undefined;
    };
    await applySteps([...steps, restart, start], { root, runCommand });
    await applySteps([...steps, restart, start], { root, runCommand });
    expect(ran).toEqual(['restart', 'start', 'start']);
  });

  it('ends at a command that fails, unless it may', async () => {
    const root = await makeRoot();
    const runCommand = async () => 'no such unit';
    expect(await applySteps([start, ...steps], { root, runCommand })).toEqual({
      kind: 'failed',
      step: 'ctl start',
      reason: 'no such unit',
    });
    const tolerant = [{ ...start, mayFail: true }, ...steps];
    expect(await applySteps(tolerant, { root, runCommand })).toMatchObject({ kind: 'applied' });
  });
});
