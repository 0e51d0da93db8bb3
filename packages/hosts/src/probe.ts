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

/**
 * One probe at a time: an inventory never takes more than one core.
 *
 * @param hanging names of probes whose reading of an earlier look has not come back, kept from look
 *   to look by a daemon: a read that the kernel does not end holds a thread, and there are four
 */
export async function runProbes(
  probes: readonly Probe[],
  host: Host,
  hanging: Set<string> = new Set(),
): Promise<readonly Findings[]> {
  const all: Findings[] = [];
  for (const probe of probes) {
    const { name, hint } = probe;
    const found = hanging.has(name)
      ? unread(name, 'timeout', 'it still hangs since an earlier look', hint)
      : await runProbe(probe, host, hanging);
    all.push(found);
  }
  return all;
}

async function runProbe(
  { name, timeoutMs, hint, read }: Probe,
  host: Host,
  hanging: Set<string>,
): Promise<Findings> {
  const limitMs = timeoutMs ?? PROBE_TIMEOUT_MS;
  const { promise: late, resolve } = Promise.withResolvers<Findings>();
  const timer = setTimeout(
    () => resolve(unread(name, 'timeout', `it took over ${limitMs} ms`, hint)),
    limitMs,
  );
  try {
    const reading = read(host);
    hanging.add(name);
    return await Promise.race([reading.finally(() => hanging.delete(name)), late]);
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
