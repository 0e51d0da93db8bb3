/** One management controller over Redfish: the servers behind it, read and never changed. */
import type { Load, ProbeOptions, ProbeOutcome } from '../probe.ts';
import type { RedfishTarget } from '../target.ts';
import { openRedfishClient } from './client.ts';
import { redfishSightings } from './sightings.ts';
import { walkServers } from './walk.ts';

export async function probeRedfish(
  target: RedfishTarget,
  { now, signal }: ProbeOptions,
): Promise<ProbeOutcome> {
  const startedMs = performance.now();
  const client = openRedfishClient(target, signal);
  const walked = await walkServers(client.get);
  const load: Load = {
    ...client.traffic(),
    elapsedMs: Math.round(performance.now() - startedMs),
  };
  await client.close();
  if ('kind' in walked) {
    const { kind, reason } = walked;
    if (kind !== 'absent') return { kind, reason, load };
    return { kind: 'unsupported', reason: `no Redfish service: ${reason}`, load };
  }
  // What was read before the time was over is half a server: as parts removed it would be wrong.
  if (signal.aborted) return { kind: 'timeout', reason: 'the time is over', load };
  if (walked.servers.length === 0) {
    return { kind: 'failed', reason: 'the service lists no computer system', load };
  }
  const sightings = redfishSightings(walked, {
    address: `${target.host}:${target.port}`,
    observedAt: now(),
    ...(target.site !== undefined && { site: target.site }),
  });
  return { kind: 'observed', sightings: [...sightings], load };
}
