/**
 * What `inventory --from` may be given: a capture of ours; a tree with the /proc and /sys of a
 * Linux host; a folder, or a single file, that other tools wrote.
 */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sighting } from '@muster/facts/observation';
import { openTreeHost } from '@muster/hosts/host/tree';
import { openLiveHost } from '../host/live.ts';
import type { Member } from '../members/member.ts';
import { MEMBERS_MAX, observeMembers } from '../members/observe.ts';
import { observeHost } from '../observe.ts';
import { openCapture } from './folder.ts';

export type ObservedSource =
  | { readonly kind: 'observed'; readonly sighting: Sighting; readonly unknown: readonly string[] }
  | { readonly kind: 'refused'; readonly reason: string };

export interface SourceOptions {
  readonly now: () => Date;
  readonly without: readonly string[];
}

export async function observeSource(path: string, options: SourceOptions): Promise<ObservedSource> {
  const about = await stat(path).catch(() => undefined);
  if (about === undefined) return { kind: 'refused', reason: `there is no ${path}` };
  if (about.isDirectory()) {
    const capture = await openCapture(path);
    if (capture.kind === 'refused') return capture;
    if (capture.kind === 'opened') {
      const host = openTreeHost(capture.tree);
      const sighting = await observeHost(host, { ...options, now: () => capture.capturedAt });
      return { kind: 'observed', sighting, unknown: [] };
    }
    const names = await readdir(path);
    if (names.includes('sys') || names.includes('proc')) {
      const host = openLiveHost({ root: path, platform: 'linux' });
      return { kind: 'observed', sighting: await observeHost(host, options), unknown: [] };
    }
  }
  const members = about.isDirectory() ? await readMembers(path, '') : [await readMember(path)];
  if (members.length === 0) return { kind: 'refused', reason: `${path} holds no files` };
  const { sighting, unknown } = await observeMembers(members, { observedAt: options.now() });
  if (unknown.length === members.length)
    return { kind: 'refused', reason: `${path} holds nothing that a reader knows` };
  return { kind: 'observed', sighting, unknown };
}

/** A member's bound: a full system_profiler report is 10 MB. */
const MEMBER_BYTES_MAX = 64 * 1024 * 1024;
/** Folders below the given one: edid/, files per class, … */
const LEVELS_MAX = 4;

async function readMembers(folder: string, prefix: string, level = 0): Promise<readonly Member[]> {
  const members: Member[] = [];
  const entries = await readdir(join(folder, prefix), { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (members.length >= MEMBERS_MAX) break;
    const name = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
    if (entry.isDirectory() && level < LEVELS_MAX)
      members.push(...(await readMembers(folder, name, level + 1)));
    else if (entry.isFile()) members.push(await readMember(join(folder, name), name));
  }
  return members;
}

async function readMember(path: string, name: string = path): Promise<Member> {
  const bytes = await readFile(path);
  return { name: name.replaceAll('\\', '/'), bytes: bytes.subarray(0, MEMBER_BYTES_MAX) };
}
