/** Building a value whose unknown fields are absent keys, never undefined ones. */

/** What `present` takes: as T, but an optional field may also be stated as undefined. */
export type Draft<T> = {
  readonly [K in keyof T]: Record<never, never> extends Pick<T, K> ? T[K] | undefined : T[K];
};

/** Keeps the fields that have a value. The cast says what the filter has just made true. */
export function present<T extends object>(fields: Draft<T>): T {
  const known: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) known[name] = value;
  }
  return known as T;
}

/** The same for a group of facts: absent when not one of them is known. */
export function presentGroup<T extends object>(fields: Draft<T>): T | undefined {
  const group = present<T>(fields);
  return Object.keys(group).length === 0 ? undefined : group;
}
