/**
 * A batch as a file of the spool. The name tells what planning needs (order, kind, how many), the
 * head what an answer needs (which records), the rest are the items as they travel:
 *
 *     01932f6e-….observations.2
 *     SHA-256 of all below, lower-case hex
 *     {"schema":"muster.spool/1","observerId":"…","records":[…]}
 *     {"schema":"muster.observation/1",…}
 *     {"schema":"muster.observation/1",…}
 */
import { createHash } from 'node:crypto';
import type { BatchKind } from './bounds.ts';
import { isBatchHead } from './checks.ts';
import type { BatchHead, ItemRecord } from './schemas.ts';

export interface BatchName {
  /** UUIDv7: the batch's id on the wire; names sort in the order of spooling. */
  readonly id: string;
  readonly kind: BatchKind;
  readonly items: number;
}

export interface BatchContent {
  /** Whose name the items bear; absent when they were spooled before the enrolment. */
  readonly observerId?: string;
  readonly records: readonly ItemRecord[];
  /** One JSON text an item, in the order of `records`. */
  readonly lines: readonly string[];
}

export type BatchRead =
  | { readonly kind: 'read'; readonly content: BatchContent }
  | { readonly kind: 'damaged'; readonly reason: string };

const NAME =
  /^([0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})\.(observations|touches)\.([1-9]\d{0,3})$/;

export function formatBatchName({ id, kind, items }: BatchName): string {
  return `${id}.${kind}.${items}`;
}

export function parseBatchName(name: string): BatchName | undefined {
  const [, id, kind, items] = NAME.exec(name) ?? [];
  if (id === undefined || (kind !== 'observations' && kind !== 'touches')) return undefined;
  return { id, kind, items: Number(items) };
}

/** The time within a UUIDv7 (RFC 9562 §5.7), Unix milliseconds. */
export function timeOfId(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

export function encodeBatch({ observerId, records, lines }: BatchContent): string {
  const head: BatchHead = {
    schema: 'muster.spool/1',
    ...(observerId !== undefined && { observerId }),
    records,
  };
  const text = `${JSON.stringify(head)}\n${lines.join('\n')}\n`;
  return `${checksumOf(text)}\n${text}`;
}

/** A file that a dying disk or a person has touched is told by its checksum. */
export function decodeBatch(content: Buffer): BatchRead {
  const text = content.subarray(CHECKSUM_OCTETS + 1).toString('utf8');
  const checksum = content.toString('latin1', 0, CHECKSUM_OCTETS + 1);
  if (checksum !== `${checksumOf(text)}\n`)
    return { kind: 'damaged', reason: 'its checksum differs' };
  const [head = '', ...lines] = text.slice(0, -1).split('\n');
  const parsed: unknown = JSON.parse(head);
  if (!isBatchHead(parsed) || parsed.records.length !== lines.length)
    return { kind: 'damaged', reason: 'it was not written by this version' };
  const { observerId, records } = parsed;
  return {
    kind: 'read',
    content: { ...(observerId !== undefined && { observerId }), records, lines },
  };
}

const CHECKSUM_OCTETS = 64;

function checksumOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
