/**
 * Probes: each reads one kind of fact, has a time limit of its own and fails alone. What it could
 * not read becomes an `unread` entry; a failure is never a missing device.
 */
import type { Unread } from '@muster/facts/observation';
import type { Findings } from './findings.ts';
import type { Host } from './host/host.ts';

export interface Probe {
  readonly name: string;
  /** From the slowest sound host known, doubled. Default: `PROBE_TIMEOUT_MS`. */
  readonly timeoutMs?: number;
  /** What the operator can do when it cannot be read. */
  readonly hint?: string;
  readonly read: (host: Host) => Promise<Findings>;
}

/** Files of /proc and /sys answer in microseconds; an ACPI battery or a hung bus in seconds. */
const PROBE_TIMEOUT_MS = 10_000;

/** One probe at a time: an inventory never takes more than one core. */
export async function runProbes(
  probes: readonly Probe[],
  host: Host,
): Promise<readonly Findings[]> {
  const all: Findings[] = [];
  for (const probe of probes) all.push(await runProbe(probe, host));
  return all;
}

async function runProbe({ name, timeoutMs, hint, read }: Probe, host: Host): Promise<Findings> {
  const limitMs = timeoutMs ?? PROBE_TIMEOUT_MS;
  const { promise: late, resolve } = Promise.withResolvers<Findings>();
  const timer = setTimeout(
    () => resolve(unread(name, 'timeout', `it took over ${limitMs} ms`, hint)),
    limitMs,
  );
  try {
    return await Promise.race([read(host), late]);
  } catch (error) {
    // A reader that trips over what it read is our fault, and still must not cost the rest.
    const said = error instanceof Error ? error.message : String(error);
    return unread(name, 'failed', said.slice(0, 256), hint);
  } finally {
    clearTimeout(timer);
  }
}

function unread(what: string, why: Unread['why'], said: string, hint?: string): Findings {
  return { unread: [{ what, why, hint: hint === undefined ? said : `${said}; ${hint}` }] };
}
