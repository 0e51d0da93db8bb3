/** `probe segment`: listens on this host's segments for a while and prints what appears. */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseDuration } from '../address.ts';
import { listenSegment } from '../segment/listen.ts';
import { printSighting } from './print.ts';
import { EXIT, type Surroundings, UsageError } from './surroundings.ts';

export interface ProbeSegmentOptions {
  readonly for: string;
  readonly json?: boolean;
}

/** Sources that cannot be listened to are named on standard error; the others are still heard. */
export async function probeSegmentCommand(
  options: ProbeSegmentOptions,
  around: Surroundings,
): Promise<number> {
  const forMs = parseDuration(options.for);
  if (forMs === undefined) throw new UsageError(`"${options.for}" is not a duration`);
  const listener = await listenSegment(
    { dhcp: true, mdns: true, ssdp: true, neighborsEveryMs: forMs + 1000 },
    (sighting) => printSighting(sighting, options, around),
    { now: () => new Date(), signal: around.signal },
  );
  await sleep(forMs, undefined, { signal: around.signal }).catch(() => {
    // Told to end: what was heard until then is printed.
  });
  const failing = listener.failing();
  await listener.close();
  for (const { what, why } of failing) around.stderr.write(`${what}: ${why}\n`);
  // All four silent for a reason is the world saying no; one of them is not.
  return failing.length >= 4 ? EXIT.refused : EXIT.done;
}
