/**
 * JSON that the reconciler itself wrote. It was parsed against its schema before it was stored, so
 * it is taken at its word: the one place where text becomes a value without a second check.
 */
export function parseStored<T>(text: string): T {
  return JSON.parse(text);
}
