/** A file of asset records as the command line names it: its rows, what its columns mean, its hash. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { AssetFile } from '@muster/connectors/assets/lines';
import { type ColumnMapping, parseMapping } from '@muster/connectors/assets/mapping';
import { readAssetCsv } from '@muster/connectors/csv/read';
import type { ImportFile } from '@muster/facts/imports';
import { parserOf } from '@muster/facts/parsed';
import { formatProblems } from '@muster/facts/problems';
import { Type } from 'typebox';
import { parse } from 'yaml';
import { UsageError } from './surroundings.ts';

export interface AssetFileOptions {
  readonly as: 'csv' | 'xlsx';
  readonly sheet?: string;
  /** "Serial Number=serial" */
  readonly map?: readonly string[];
  /** A file that says so for several. */
  readonly mapping?: string;
}

export type ReadAssets = Extract<AssetFile, { kind: 'read' }> & { readonly file: ImportFile };

/** A hundred thousand rows of a kilobyte; a larger file is not a list of assets. */
const FILE_BYTES_MAX = 128 * 1024 * 1024;
/** Names of columns and what they mean. */
const MAPPING_BYTES_MAX = 64 * 1024;

/** @throws UsageError where it cannot be read, or means nothing here */
export async function readAssets(path: string, options: AssetFileOptions): Promise<ReadAssets> {
  const stated = await readMapping(options);
  const bytes = await readBounded(path, FILE_BYTES_MAX);
  const read = await readAs(path, bytes, { ...stated, as: options.as });
  if (read.kind === 'refused') throw new UsageError(`${path}: ${read.reason}`);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { ...read, file: { name: basename(path).slice(-256), sha256 } };
}

interface Stated {
  readonly mapping: ColumnMapping;
  readonly sheet?: string;
}

async function readAs(
  path: string,
  bytes: Uint8Array,
  { as, mapping, sheet }: Stated & Pick<AssetFileOptions, 'as'>,
): Promise<AssetFile> {
  if (as === 'xlsx') {
    const { readAssetXlsx } = await import('@muster/connectors/xlsx/read');
    return readAssetXlsx(bytes, { mapping, ...(sheet === undefined ? {} : { sheet }) });
  }
  if (sheet !== undefined) throw new UsageError('a CSV has no sheets: leave --sheet out');
  return readAssetCsv(textOf(path, bytes), mapping);
}

async function readBounded(path: string, bytesMax: number): Promise<Uint8Array> {
  const info = await stat(path).catch((cause: unknown) => {
    throw new UsageError(`cannot read ${path}`, { cause });
  });
  if (!info.isFile()) throw new UsageError(`${path} is not a file`);
  if (info.size > bytesMax) throw new UsageError(`${path} is larger than ${bytesMax} bytes`);
  return readFile(path);
}

function textOf(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UsageError(
      `${path} is not UTF-8 text: save it as "CSV UTF-8" (a wrong letter would be a wrong serial)`,
    );
  }
}

const parseMappingFile = parserOf(
  Type.Object(
    {
      sheet: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
      columns: Type.Record(Type.String(), Type.String(), { maxProperties: 256 }),
    },
    { additionalProperties: false },
  ),
);

async function readMapping({
  map = [],
  mapping: path,
  sheet: said,
}: AssetFileOptions): Promise<Stated> {
  const filed = path === undefined ? { columns: {} } : await readMappingFile(path);
  const parsed = parseMapping([...Object.entries(filed.columns), ...map.map(pairOf)]);
  if (parsed.kind === 'refused') throw new UsageError(parsed.reason);
  const sheet = said ?? filed.sheet;
  return { mapping: parsed.mapping, ...(sheet === undefined ? {} : { sheet }) };
}

async function readMappingFile(
  path: string,
): Promise<{ readonly sheet?: string; readonly columns: Readonly<Record<string, string>> }> {
  const text = textOf(path, await readBounded(path, MAPPING_BYTES_MAX));
  let said: unknown;
  try {
    // YAML 1.2 holds JSON.
    said = parse(text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`${path} is neither YAML nor JSON: ${why}`, { cause });
  }
  const parsed = parseMappingFile(said);
  if (parsed.kind === 'parsed') return parsed.value;
  throw new UsageError(`${path} is no mapping: ${formatProblems(parsed.problems)}`);
}

/** What a column means has no "=" in it; its name may. */
function pairOf(text: string): readonly [string, string] {
  const at = text.lastIndexOf('=');
  if (at < 1) throw new UsageError(`"${text}" is no COLUMN=FIELD, such as "Serial Number=serial"`);
  return [text.slice(0, at), text.slice(at + 1).trim()];
}
