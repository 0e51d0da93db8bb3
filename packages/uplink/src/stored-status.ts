/**
 * What a data folder tells of its observer while another process runs it, or none does. Reads
 * only; takes no lock.
 */
import { join } from 'node:path';
import { parseBatchName } from './batch-file.ts';
import { viewFolder } from './folder.ts';
import { readIdentity } from './identity.ts';
import { isLocked } from './lock.ts';
import { readLosses, totalOf } from './losses.ts';

export type StoredStatus =
  /** No observer has ever run on this folder. */
  | { readonly kind: 'none' }
  | {
      readonly kind: 'stored';
      readonly installId: string;
      /** Absent until it is enrolled. */
      readonly observerId?: string;
      readonly enrolledAt?: string;
      /** Whether a process holds the folder now. */
      readonly isRunning: boolean;
      readonly spooledBatches: number;
      readonly spooledItems: number;
      readonly spooledBytes: number;
      readonly lost: number;
      readonly setAside: number;
    }
  | { readonly kind: 'unreadable'; readonly reason: string };

export async function readStoredStatus(dataFolder: string): Promise<StoredStatus> {
  try {
    const read = await readIdentity(viewFolder(dataFolder));
    if (read.kind === 'none') return { kind: 'none' };
    if (read.kind === 'damaged')
      return { kind: 'unreadable', reason: `identity.json: ${read.reason}` };
    const { installId, enrolled } = read.identity;
    const spooled = await viewFolder(join(dataFolder, 'spool')).list();
    const aside = await viewFolder(join(dataFolder, 'aside')).list();
    return {
      kind: 'stored',
      installId,
      ...(enrolled && { observerId: enrolled.observerId, enrolledAt: enrolled.enrolledAt }),
      isRunning: isLocked(dataFolder),
      spooledBatches: spooled.length,
      spooledItems: spooled.reduce((sum, { name }) => sum + (parseBatchName(name)?.items ?? 0), 0),
      spooledBytes: spooled.reduce((sum, { bytes }) => sum + bytes, 0),
      lost: totalOf(await readLosses(dataFolder)),
      setAside: aside.length,
    };
  } catch (cause) {
    return { kind: 'unreadable', reason: cause instanceof Error ? cause.message : String(cause) };
  }
}
