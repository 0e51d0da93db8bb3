/** Captures on disk: written once, read on any system. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatProblems } from '@muster/facts/problems';
import type { HostPlatform, InterfaceAddress, Refusal } from '@muster/hosts/host/host';
import type { Tree } from '@muster/hosts/host/tree';
import type { Capture, CaptureEntry } from '../schemas.ts';
import { CAPTURE_SCHEMA_ID, MANIFEST_NAME, parseCapture } from './format.ts';
import type { Recorded } from './record.ts';

export interface CaptureHeader {
  readonly platform: HostPlatform;
  readonly capturedAt: string;
  readonly agentVersion: string;
  readonly scrubbed: boolean;
}

/** @throws when the folder cannot be written */
export async function writeCapture(
  folder: string,
  header: CaptureHeader,
  recorded: readonly Recorded[],
): Promise<void> {
  await mkdir(join(folder, 'files'), { recursive: true });
  const entries: CaptureEntry[] = [];
  for (const [index, { entry, content }] of recorded.entries()) {
    if (content === undefined) {
      entries.push(entry);
      continue;
    }
    const file = fileName(index, entry.path);
    await writeFile(join(folder, 'files', file), content);
    entries.push({ ...entry, file });
  }
  const capture: Capture = { schema: CAPTURE_SCHEMA_ID, ...header, entries };
  await writeFile(join(folder, MANIFEST_NAME), `${JSON.stringify(capture, null, 1)}\n`);
}

/** "0042-dmi_tables_DMI": told by the number, legible by the end of the path. */
function fileName(index: number, path: string): string {
  const legible = path.replace(/[^0-9A-Za-z._-]+/g, '_').replace(/^_+/, '');
  return `${String(index).padStart(4, '0')}-${legible.slice(-100)}`;
}

export type OpenedCapture =
  | { readonly kind: 'opened'; readonly tree: Tree; readonly capturedAt: Date }
  | { readonly kind: 'refused'; readonly reason: string }
  /** The folder has no manifest: it is no capture of ours. */
  | { readonly kind: 'none' };

export async function openCapture(folder: string): Promise<OpenedCapture> {
  const manifest = await readFile(join(folder, MANIFEST_NAME), 'utf8').catch(() => undefined);
  if (manifest === undefined) return { kind: 'none' };
  const path = join(folder, MANIFEST_NAME);
  let value: unknown;
  try {
    value = JSON.parse(manifest);
  } catch {
    return { kind: 'refused', reason: `${path} is not JSON` };
  }
  const parsed = parseCapture(value);
  if (parsed.kind === 'refused')
    return { kind: 'refused', reason: `${path}: ${formatProblems(parsed.problems)}` };
  return {
    kind: 'opened',
    tree: await treeOf(folder, parsed.value),
    capturedAt: new Date(parsed.value.capturedAt),
  };
}

async function treeOf(folder: string, { platform, entries }: Capture): Promise<Tree> {
  const files = new Map<string, Uint8Array>();
  const outputs = new Map<string, string>();
  const links = new Map<string, string>();
  const changes = new Map<string, Date>();
  const lists = new Map<string, readonly string[]>();
  const refused = new Map<string, Refusal>();
  let addresses: readonly InterfaceAddress[] | undefined;
  for (const entry of entries) {
    const content =
      entry.file === undefined
        ? undefined
        : await readFile(join(folder, 'files', entry.file)).catch(() => undefined);
    if (entry.refused !== undefined && entry.refused !== 'absent')
      refused.set(entry.path, entry.refused);
    else if (entry.ask === 'bytes' && content !== undefined) files.set(entry.path, content);
    else if (entry.ask === 'run' && content !== undefined)
      outputs.set(entry.path, content.toString('utf8'));
    else if (entry.changedAt !== undefined) changes.set(entry.path, new Date(entry.changedAt));
    else if (entry.target !== undefined) links.set(entry.path, entry.target);
    else if (entry.names !== undefined) lists.set(entry.path, entry.names);
    else if (entry.addresses !== undefined) addresses = entry.addresses;
  }
  return {
    platform,
    files,
    links,
    changes,
    lists,
    refused,
    outputs,
    ...(addresses && { addresses }),
  };
}
