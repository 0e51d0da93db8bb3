/** Reading the corpora's JSON, whose shapes differ from source to source: what is there, typed. */

export type Json = Readonly<Record<string, unknown>>;

export function stated<K extends string>(
  name: K,
  value: string | undefined,
): { readonly [P in K]?: string } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [P in K]: string });
}

export function object(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Json)
    : {};
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function text(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

export function texts(...values: readonly unknown[]): readonly string[] {
  return values.map(text).filter((value) => value !== undefined);
}

export function textOrNull(value: unknown): string | null {
  return text(value) ?? null;
}
