/** The maker a MAC address was assigned to, from the IEEE registry as `oui-data` packages it. */
// biome-ignore lint/style/noRestrictedImports: the registry is 5 MB of JSON; only a process that asks for a maker loads it
import { createRequire } from 'node:module';

/** Who holds a block that was cut up, and who asked not to be named: no makers. */
const NOBODY: ReadonlySet<string> = new Set(['', 'IEEE Registration Authority', 'Private']);
/** Assignments are 24, 28 or 36 bits long; the longest that matches is the assignee. */
const PREFIX_DIGITS = [9, 7, 6] as const;

let registry: Readonly<Record<string, string>> | undefined;

/**
 * The organisation's name, without its address.
 *
 * @param mac in canonical form
 * @returns undefined when unassigned, private or locally administered
 */
export function makerOf(mac: string): string | undefined {
  const digits = mac.replaceAll(':', '').toUpperCase();
  registry ??= loadRegistry();
  for (const length of PREFIX_DIGITS) {
    const entry = registry[digits.slice(0, length)];
    if (entry === undefined) continue;
    const name = entry.split('\n', 1)[0]?.trim() ?? '';
    return NOBODY.has(name) ? undefined : name;
  }
  return undefined;
}

function loadRegistry(): Readonly<Record<string, string>> {
  return createRequire(import.meta.url)('oui-data');
}
