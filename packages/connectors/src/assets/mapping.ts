/** Which columns of a file mean what, where a person says so: data, from the command line or a file. */
import { FIELD_NAME_PATTERN } from '@muster/facts/assets';
import { ASSET_COLUMNS, type AssetField, foldHeader } from './columns.ts';

export type ColumnTarget =
  | { readonly kind: 'field'; readonly field: AssetField }
  /** A field of the organisation's own. */
  | { readonly kind: 'custom'; readonly name: string }
  /** Not to be read, whatever it is called. */
  | { readonly kind: 'none' };

/** By the headers as they were stated; case, blanks and punctuation do not tell them apart. */
export type ColumnMapping = ReadonlyMap<string, ColumnTarget>;

export type ParsedMapping =
  | { readonly kind: 'mapping'; readonly mapping: ColumnMapping }
  | { readonly kind: 'refused'; readonly reason: string };

const CUSTOM = 'fields.';
const NONE = '-';
const fieldName = new RegExp(FIELD_NAME_PATTERN, 'u');

/** @param stated headers with what they mean: `serial`, `fields.Cost centre`, or `-` for nothing */
export function parseMapping(stated: Iterable<readonly [string, string]>): ParsedMapping {
  const mapping = new Map<string, ColumnTarget>();
  const headers = new Map<string, string>();
  const targets = new Map<string, string>();
  for (const [header, text] of stated) {
    const target = parseTarget(text);
    if (target === undefined) {
      const names = Object.keys(ASSET_COLUMNS).join(', ');
      return refuse(`"${text}" is nothing a column can mean: ${names}, fields.NAME, or - for none`);
    }
    const folded = foldHeader(header);
    if (folded === '') return refuse(`"${header}" is not the name of a column`);
    const same = headers.get(folded);
    if (same !== undefined) return refuse(`"${header}" and "${same}" are the same column`);
    const other = target.kind === 'none' ? undefined : targets.get(text);
    if (other !== undefined) return refuse(`"${header}" and "${other}" cannot both be ${text}`);
    headers.set(folded, header);
    targets.set(text, header);
    mapping.set(header, target);
  }
  return { kind: 'mapping', mapping };
}

function parseTarget(text: string): ColumnTarget | undefined {
  if (text === NONE) return { kind: 'none' };
  if (text.startsWith(CUSTOM)) {
    const name = text.slice(CUSTOM.length);
    return fieldName.test(name) ? { kind: 'custom', name } : undefined;
  }
  const field = (Object.keys(ASSET_COLUMNS) as AssetField[]).find((each) => each === text);
  return field && { kind: 'field', field };
}

function refuse(reason: string): ParsedMapping {
  return { kind: 'refused', reason };
}
