/**
 * Reading devices' JSON field by field. Firmwares write numbers for texts, nulls for nothing and
 * new keys at will: one odd field must not cost the others, so these take what has the right form
 * and size and leave the rest absent, where a schema would refuse the whole.
 */

export type Fields = Readonly<Record<string, unknown>>;

/** The bound of a short fact in an observation. Longer is not cut, which would make it another. */
const TEXT_MAX = 256;
/** Of one list in a payload: endpoints, gateways that heard an uplink, identifiers. */
const LIST_MAX = 10_000;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object under the first of these names that has one. */
export function fieldsAt(
  fields: Fields | undefined,
  ...names: readonly string[]
): Fields | undefined {
  for (const name of names) {
    const value = fields?.[name];
    if (isFields(value)) return value;
  }
  return undefined;
}

/** The text under the first of these names that has one: trimmed, numbers as printed. */
export function textAt(
  fields: Fields | undefined,
  ...names: readonly string[]
): string | undefined {
  for (const name of names) {
    const text = textOf(fields?.[name]);
    if (text !== undefined) return text;
  }
  return undefined;
}

/** A trimmed text or a printed number; nothing when it is empty, too long or something else. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value !== 'string') return undefined;
  // Controls have no place in a fact; NUL would not even be stored.
  const text = (hasControls(value) ? value.replace(/\p{Cc}+/gu, ' ') : value).trim();
  return text === '' || text.length > TEXT_MAX ? undefined : text;
}

/** Every text of every message comes through here: a loop takes a third of what a pattern does. */
function hasControls(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 0x20 || (code >= 0x7f && code <= 0x9f)) return true;
  }
  return false;
}

export function numberAt(
  fields: Fields | undefined,
  ...names: readonly string[]
): number | undefined {
  for (const name of names) {
    const value = fields?.[name];
    if (typeof value === 'number' && Number.isFinite(value)) return value;
  }
  return undefined;
}

export function booleanAt(fields: Fields | undefined, name: string): boolean | undefined {
  const value = fields?.[name];
  return typeof value === 'boolean' ? value : undefined;
}

/** A list, or the one thing that stands for it. */
export function listAt(
  fields: Fields | undefined,
  ...names: readonly string[]
): readonly unknown[] {
  for (const name of names) {
    const value = fields?.[name];
    if (Array.isArray(value)) return value.slice(0, LIST_MAX);
    if (value !== undefined && value !== null) return [value];
  }
  return [];
}

/** A battery level in percent; anything outside 0 to 100 is not one. */
export function percentAt(
  fields: Fields | undefined,
  ...names: readonly string[]
): number | undefined {
  const value = numberAt(fields, ...names);
  return value !== undefined && value >= 0 && value <= 100 ? value : undefined;
}

/** The object without its undefined members, as `exactOptionalPropertyTypes` wants it. */
export function present<T extends object>(
  members: T,
): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const kept: { [K in keyof T]?: Exclude<T[K], undefined> } = {};
  for (const name in members) {
    const value = members[name];
    if (isPresent(value)) kept[name] = value;
  }
  return kept;
}

/** The same, or nothing when no member is left. */
export function presentOrNone<T extends object>(
  members: T,
): { [K in keyof T]?: Exclude<T[K], undefined> } | undefined {
  const kept = present(members);
  return Object.keys(kept).length === 0 ? undefined : kept;
}

function isPresent<V>(value: V): value is Exclude<V, undefined> {
  return value !== undefined;
}
