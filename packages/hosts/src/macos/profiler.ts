/**
 * What system_profiler reports, in one shape whatever it printed: data types with items, items
 * with fields and items below them, named as in its JSON.
 */
import { isPlist, type PlistValue, parsePlist } from './plist.ts';
import { isProfilerText, parseProfilerText } from './profiler-text.ts';

export interface ProfilerItem {
  readonly [field: string]: unknown;
}

/** By data type: "SPHardwareDataType". */
export type ProfilerReport = ReadonlyMap<string, readonly ProfilerItem[]>;

/** Undefined when the text is none of system_profiler's three forms. */
export function parseProfiler(text: string): ProfilerReport | undefined {
  if (isPlist(text)) return ofPlist(parsePlist(text));
  if (/^\s*\{/.test(text)) return ofJson(text);
  return isProfilerText(text) ? parseProfilerText(text) : undefined;
}

function ofPlist(value: PlistValue | undefined): ProfilerReport | undefined {
  if (!Array.isArray(value)) return undefined;
  const report = new Map<string, readonly ProfilerItem[]>();
  for (const part of value as readonly PlistValue[]) {
    if (!isItem(part) || typeof part._dataType !== 'string') continue;
    report.set(part._dataType, [...(report.get(part._dataType) ?? []), ...itemsIn(part, '_items')]);
  }
  return report.size === 0 ? undefined : report;
}

function ofJson(text: string): ProfilerReport | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isItem(value)) return undefined;
  const types = Object.keys(value).filter((name) => /^SP[A-Za-z0-9]+DataType$/.test(name));
  return types.length === 0
    ? undefined
    : new Map(types.map((type) => [type, itemsIn(value, type)]));
}

export function isItem(value: unknown): value is ProfilerItem {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Uint8Array)
  );
}

/** The items of a list that a field holds. */
export function itemsIn(item: ProfilerItem, field: string): readonly ProfilerItem[] {
  const value = item[field];
  return Array.isArray(value) ? value.filter(isItem) : [];
}

/** A field's text, trimmed; the first of the names that has one. */
export function textIn(item: ProfilerItem, ...fields: readonly string[]): string | undefined {
  for (const field of fields) {
    const value = item[field];
    if (typeof value === 'number') return String(value);
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
  }
  return undefined;
}

/** Items nest without bound in a hostile report: this many levels are walked. */
const LEVELS_MAX = 32;

/** An item and all items below it. */
export function flatten(items: readonly ProfilerItem[], level = 0): readonly ProfilerItem[] {
  if (level >= LEVELS_MAX) return [];
  return items.flatMap((item) => [item, ...flatten(itemsIn(item, '_items'), level + 1)]);
}
