/** `probe snmp`: one visit to one device, from credentials to sightings. */
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { ProbeOptions, ProbeOutcome } from '../probe.ts';
import type { SnmpTarget } from '../target.ts';
import type { Trouble } from './agent.ts';
import { builtInFamilies } from './families/registry.ts';
import type { KeptTables } from './kept-tables.ts';
import { Localizations } from './localizations.ts';
import { compileFamilies, type FamilyIndex } from './match.ts';
import { productName } from './products.ts';
import { readDevice } from './reading.ts';
import { openSession, type SessionTarget } from './session.ts';
import { type SightingContext, sightingsOf } from './sightings.ts';
import { interpretReading, type Visited } from './visit.ts';

export interface SnmpProbeOptions extends ProbeOptions {
  /** The operator's families beside ours; ours alone where absent. */
  readonly families?: FamilyIndex;
  /** What is remembered of devices between visits. */
  readonly kept?: KeptTables;
  /** Told what the device answered, for who wants every choice explained. */
  readonly onVisited?: (visited: Visited, context: SightingContext) => void;
}

/** Reads one device. The session lives as long as the visit; the signal ends both. */
export async function probeSnmp(
  target: SnmpTarget,
  options: SnmpProbeOptions,
): Promise<ProbeOutcome> {
  const address = await resolveHost(target.host);
  if (address === undefined) {
    return { kind: 'unreachable', reason: `there is no host called ${target.host}` };
  }
  const families = options.families ?? (await builtInIndex());
  let outcome: ProbeOutcome | undefined;
  const device = `${address}:${target.port}`;
  for (const credentials of localizations.order(device, target.credentials)) {
    const { port, timeoutMs, retries } = target;
    outcome = await visit(
      {
        address,
        port,
        credentials,
        ...(timeoutMs !== undefined && { timeoutMs }),
        ...(retries !== undefined && { retries }),
        ...(options.turn && { turn: options.turn }),
      },
      target,
      families,
      options,
    );
    if (outcome.kind === 'observed') localizations.remember(device, credentials);
    if (outcome.kind !== 'refused' && outcome.kind !== 'timeout') return outcome;
  }
  return outcome ?? { kind: 'failed', reason: 'there are no credentials' };
}

async function visit(
  session: SessionTarget,
  { site, host, port }: SnmpTarget,
  families: FamilyIndex,
  { now, signal, onVisited, kept }: SnmpProbeOptions,
): Promise<ProbeOutcome> {
  if (signal.aborted) return { kind: 'timeout', reason: 'stopped before the first request' };
  const live = openSession(session);
  if ('kind' in live) return live;
  signal.addEventListener('abort', live.close, { once: true });
  try {
    const device = `${session.address}:${session.port}`;
    const memory = kept && { kept, device, nowMs: now().getTime() };
    const outcome = await readDevice(live.agent, families, memory);
    if (outcome.kind !== 'read') return { ...stopped(outcome, signal), load: live.load() };
    // What is made of the answers waits for nothing: whatever waited would keep it from being freed early.
    const visited = interpretReading(outcome.reading, productName);
    const context = {
      observedAt: now().toISOString(),
      address: port === 161 ? host : `${host}:${port}`,
      ...(site !== undefined && { site }),
    };
    onVisited?.(visited, context);
    return { kind: 'observed', sightings: sightingsOf(visited, context), load: live.load() };
  } finally {
    signal.removeEventListener('abort', live.close);
    live.close();
  }
}

/** A closed session fails its requests: that is the time given, not the device. */
function stopped(trouble: Trouble, signal: AbortSignal): Trouble {
  return signal.aborted ? { kind: 'timeout', reason: 'not done within the time given' } : trouble;
}

async function resolveHost(host: string): Promise<string | undefined> {
  if (isIP(host) !== 0) return host;
  try {
    return (await lookup(host)).address;
  } catch {
    return undefined;
  }
}

/** What devices were let in with, as long as the process lives. */
const localizations = new Localizations();

let index: FamilyIndex | undefined;

/** Ours, compiled once per process. */
async function builtInIndex(): Promise<FamilyIndex> {
  index ??= compileFamilies(builtInFamilies());
  return index;
}
