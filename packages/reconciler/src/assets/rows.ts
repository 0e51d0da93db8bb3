/** Rows of an import as asset records: canonical, complete, compared with what is recorded. */
import type { AssetRow } from '@muster/facts/assets';
import { judgeValue } from '@muster/facts/placeholders';
import { normalizeSerial } from '@muster/facts/serial';
import { normalizeVendor } from '@muster/facts/vendor';
import type { AssetRecord } from '../commit/change-set.ts';
import { isLiving, parseLifecycleState } from './lifecycle.ts';

/** What a row states, in canonical form. */
export interface RowClaims {
  readonly line: number;
  readonly tag?: string;
  readonly serial?: string;
  readonly serialKey?: string;
  readonly makerKey: string;
  readonly vendor?: string;
  readonly model?: string;
  readonly state?: AssetRecord['state'];
  readonly owner?: string;
  readonly custodian?: string;
  readonly site?: string;
  readonly purchasedOn?: string;
  readonly technicalOwner?: string;
  readonly location?: string;
  readonly supplier?: string;
  readonly orderNumber?: string;
  readonly price?: string;
  readonly warrantyUntil?: string;
  readonly supportUntil?: string;
  /** Fields of the organisation's own; those that it does not name stay. */
  readonly fields?: Readonly<Record<string, string>>;
}

export interface ReadRow {
  /** What it states for certain. */
  readonly claims: RowClaims;
  /** What it states and what was not taken over, and why: sentences. */
  readonly left: readonly string[];
  /** Why it cannot be taken over as it stands. */
  readonly doubt?: { readonly disposition: 'block' | 'review'; readonly reason: string };
}

const PLAIN = [
  'vendor',
  'model',
  'owner',
  'custodian',
  'site',
  'purchasedOn',
  'technicalOwner',
  'location',
  'supplier',
  'orderNumber',
  'price',
  'warrantyUntil',
  'supportUntil',
] as const;

/** RFC 3339 full-dates: 4/5/16 is April to some and May to others. */
const DATES: ReadonlySet<string> = new Set(['purchasedOn', 'warrantyUntil', 'supportUntil']);

export function readRow(row: AssetRow): ReadRow {
  const tag = textOf(row.tag);
  const serial = textOf(row.serial);
  const state = textOf(row.state) === undefined ? undefined : parseLifecycleState(row.state ?? '');
  const judged = serial === undefined ? undefined : judgeValue('serial', serial);
  const placeholder =
    judged?.trust === 'impossible'
      ? `The serial "${serial}" is a placeholder (${judged.why})`
      : undefined;
  const claims: { -readonly [K in keyof RowClaims]: RowClaims[K] } = {
    line: row.line,
    makerKey: row.vendor === undefined ? '' : normalizeVendor(row.vendor),
  };
  const left: string[] = [];
  if (tag !== undefined) claims.tag = tag;
  if (serial !== undefined && placeholder === undefined) {
    claims.serial = serial;
    claims.serialKey = normalizeSerial(serial);
  }
  if (state !== undefined) claims.state = state;
  if (placeholder !== undefined) left.push(`${placeholder} and was left out.`);
  for (const name of PLAIN) {
    const value = textOf(row[name]);
    if (value === undefined) continue;
    if (DATES.has(name) && !isFullDate(value)) {
      left.push(`"${value}" is not a date as 2026-11-21 and was left out.`);
    } else claims[name] = value;
  }
  const fields = fieldsOf(row);
  if (fields !== undefined) claims.fields = fields;
  if (tag === undefined && serial === undefined) {
    const reason = 'The row has neither a tag nor a serial.';
    return { claims, left, doubt: { disposition: 'block', reason } };
  }
  if (placeholder !== undefined && tag === undefined) {
    return { claims, left: [], doubt: { disposition: 'review', reason: `${placeholder}.` } };
  }
  if (textOf(row.state) !== undefined && state === undefined) {
    const reason = `"${row.state}" is not a state that is known.`;
    return { claims, left, doubt: { disposition: 'review', reason } };
  }
  return { claims, left };
}

function fieldsOf({ fields }: AssetRow): RowClaims['fields'] {
  const stated = Object.entries(fields ?? {}).flatMap(([name, value]): [string, string][] => {
    const text = textOf(value);
    return text === undefined ? [] : [[name, text]];
  });
  return stated.length === 0 ? undefined : Object.fromEntries(stated);
}

function isFullDate(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(`${text}T`);
}

function textOf(value: string | undefined): string | undefined {
  const trimmed = value?.trim();
  return trimmed === undefined || trimmed === '' ? undefined : trimmed;
}

/** What an organisation lists as its own, without saying in which state, is in use. */
const DEFAULT_STATE = 'deployed';

export function newAsset(id: number, { line: _, ...claims }: RowClaims, now: number): AssetRecord {
  return withRetirement(
    { state: DEFAULT_STATE, ...claims, id, createdAt: now, updatedAt: now },
    now,
  );
}

/** The asset as the row would have it. What the row does not state stays. */
export function updatedAsset(
  asset: AssetRecord,
  { line: _, ...claims }: RowClaims,
  now: number,
): AssetRecord {
  const makerKey = claims.makerKey === '' ? asset.makerKey : claims.makerKey;
  const fields = claims.fields && { fields: { ...asset.fields, ...claims.fields } };
  return withRetirement({ ...asset, ...claims, ...fields, makerKey, updatedAt: now }, now);
}

function withRetirement(asset: AssetRecord, now: number): AssetRecord {
  const { retiredAt, ...rest } = asset;
  return isLiving(asset) ? rest : { ...rest, retiredAt: retiredAt ?? now };
}

/** The names of what the row would change. */
export function changesOf(asset: AssetRecord, claims: RowClaims): readonly string[] {
  const names = ['tag', 'serialKey', 'state', ...PLAIN] as const;
  const own = names
    .filter((name) => claims[name] !== undefined && claims[name] !== asset[name])
    .map((name) => (name === 'serialKey' ? 'serial' : name));
  const fields = Object.entries(claims.fields ?? {})
    .filter(([name, value]) => asset.fields?.[name] !== value)
    .map(([name]) => `fields.${name}`);
  return [...own, ...fields];
}
