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
}

export type ReadRow =
  /** `left` names what the row states and what was not taken over, and why. */
  | { readonly kind: 'row'; readonly claims: RowClaims; readonly left?: string }
  | { readonly kind: 'block' | 'review'; readonly reason: string };

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

export function readRow(row: AssetRow): ReadRow {
  const tag = textOf(row.tag);
  const serial = textOf(row.serial);
  if (tag === undefined && serial === undefined) {
    return { kind: 'block', reason: 'The row has neither a tag nor a serial.' };
  }
  const judged = serial === undefined ? undefined : judgeValue('serial', serial);
  if (judged?.trust === 'impossible' && tag === undefined) {
    return { kind: 'review', reason: `The serial "${serial}" is a placeholder (${judged.why}).` };
  }
  const state = textOf(row.state) === undefined ? undefined : parseLifecycleState(row.state ?? '');
  if (textOf(row.state) !== undefined && state === undefined) {
    return { kind: 'review', reason: `"${row.state}" is not a state that is known.` };
  }
  const claims: { -readonly [K in keyof RowClaims]: RowClaims[K] } = {
    line: row.line,
    makerKey: row.vendor === undefined ? '' : normalizeVendor(row.vendor),
  };
  if (tag !== undefined) claims.tag = tag;
  if (serial !== undefined && judged?.trust !== 'impossible') {
    claims.serial = serial;
    claims.serialKey = normalizeSerial(serial);
  }
  if (state !== undefined) claims.state = state;
  for (const name of PLAIN) {
    const value = textOf(row[name]);
    if (value !== undefined) claims[name] = value;
  }
  if (judged?.trust !== 'impossible') return { kind: 'row', claims };
  return {
    kind: 'row',
    claims,
    left: `The serial "${serial}" is a placeholder (${judged.why}) and was left out.`,
  };
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
  return withRetirement({ ...asset, ...claims, makerKey, updatedAt: now }, now);
}

function withRetirement(asset: AssetRecord, now: number): AssetRecord {
  const { retiredAt, ...rest } = asset;
  return isLiving(asset) ? rest : { ...rest, retiredAt: retiredAt ?? now };
}

/** The names of what the row would change. */
export function changesOf(asset: AssetRecord, claims: RowClaims): readonly string[] {
  const names = ['tag', 'serialKey', 'state', ...PLAIN] as const;
  return names
    .filter((name) => claims[name] !== undefined && claims[name] !== asset[name])
    .map((name) => (name === 'serialKey' ? 'serial' : name));
}
