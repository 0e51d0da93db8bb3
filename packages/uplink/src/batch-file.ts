/**
 * A batch as a file of the spool. The name tells what planning needs (order, kind, how many), the
 * first line what an answer needs (which records), the others are the items as they travel:
 *
 *     01932f6e-….observations.2
 *     {"schema":"muster.spool/1","sha256":"…","observerId":"…","records":[…]}
 *     {"schema":"muster.observation/1",…}
 *     {"schema":"muster.observation/1",…}
 */
import { createHash } from 'node:crypto';
import { SOURCES, type Source } from '@muster/facts/observation';
import { parserOf } from '@muster/facts/parsed';
import { Type } from 'typebox';
import type { BatchKind } from './bounds.ts';

export interface BatchName {
  /** UUIDv7: the batch's id on the wire; names sort in the order of spooling. */
  readonly id: string;
  readonly kind: BatchKind;
  readonly items: number;
}

/** What is acknowledged of one item. */
export interface ItemRecord {
  readonly id: string;
  readonly source: Source;
  readonly key: string;
  /** Absent for a touch. */
  readonly fingerprint?: string;
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

const header = parserOf(
  Type.Object({
    schema: Type.Literal('muster.spool/1'),
    sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
    observerId: Type.Optional(Type.String({ minLength: 1 })),
    records: Type.Array(
      Type.Object({
        id: Type.String(),
        source: Type.Unsafe<Source>(Type.String({ enum: [...SOURCES] })),
        key: Type.String(),
        fingerprint: Type.Optional(Type.String()),
      }),
      { minItems: 1 },
    ),
  }),
);

export function encodeBatch({ observerId, records, lines }: BatchContent): string {
  const body = lines.join('\n');
  const head = {
    schema: 'muster.spool/1',
    sha256: createHash('sha256').update(body).digest('hex'),
    ...(observerId !== undefined && { observerId }),
    records,
  };
  return `${JSON.stringify(head)}\n${body}\n`;
}

/** A file that a dying disk or a person has touched is told by its checksum. */
export function decodeBatch(content: Buffer): BatchRead {
  const text = content.toString('utf8');
  const end = text.indexOf('\n');
  if (end < 0 || !text.endsWith('\n')) return { kind: 'damaged', reason: 'it is cut short' };
  let first: unknown;
  try {
    first = JSON.parse(text.slice(0, end));
  } catch {
    return { kind: 'damaged', reason: 'its first line is not JSON' };
  }
  const parsed = header(first);
  if (parsed.kind === 'refused') return { kind: 'damaged', reason: 'its first line is foreign' };
  const body = text.slice(end + 1, -1);
  const { sha256, observerId, records } = parsed.value;
  if (createHash('sha256').update(body).digest('hex') !== sha256)
    return { kind: 'damaged', reason: 'its checksum differs' };
  const lines = body.split('\n');
  if (lines.length !== records.length)
    return { kind: 'damaged', reason: 'its items are not those of its first line' };
  return {
    kind: 'read',
    content: { ...(observerId !== undefined && { observerId }), records, lines },
  };
}
