/** Listening to a broker for a while, once. */
import type { Sighting } from '@muster/facts/observation';
import type { ProbeOptions, ProbeOutcome } from '../probe.ts';
import type { MqttTarget } from '../target.ts';
import type { Failure } from './connection.ts';
import type { Convention } from './convention.ts';
import { listenMqtt } from './listen.ts';

export interface MqttProbeOptions extends ProbeOptions {
  readonly forMs: number;
  readonly conventions?: readonly Convention[];
  /** Called as devices are observed; a device is told again when more becomes known of it. */
  readonly onSighting?: (sighting: Sighting) => void;
  /** The subscriptions are made. */
  readonly onListening?: () => void;
}

/** A broker that is lost before the time is over is an outcome; what was observed until then counts. */
export async function probeMqtt(
  target: MqttTarget,
  { forMs, now, signal, conventions = [], onSighting, onListening }: MqttProbeOptions,
): Promise<ProbeOutcome> {
  const sightings: Sighting[] = [];
  const over = new AbortController();
  let failure: Failure | undefined;
  let timer: NodeJS.Timeout | undefined;
  const listener = await listenMqtt(
    target,
    (sighting) => {
      sightings.push(sighting);
      onSighting?.(sighting);
    },
    {
      now,
      signal,
      conventions,
      onState: (state) => {
        if (state.kind === 'lost') {
          failure = state.failure;
          over.abort();
          return;
        }
        onListening?.();
        timer ??= setTimeout(() => over.abort(), forMs);
      },
    },
  );
  await aborted(AbortSignal.any([over.signal, signal]));
  clearTimeout(timer);
  await listener.close();
  return failure ?? { kind: 'observed', sightings };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
