/** What every listener offers, whatever it listens to. */
import type { ObserverHealth } from '@muster/facts/wire';

export interface Listener {
  /** What cannot be observed just now, for the health that is reported. */
  failing(): ObserverHealth['failing'];
  /** Tells every device that is known once more. */
  tellAgain(): void;
  /** Hands over what was gathered, and resolves when nothing is left running. */
  close(): Promise<void>;
}

/** What a listener is given beside its target. */
export interface ListenerOptions {
  readonly now: () => Date;
  readonly signal: AbortSignal;
  /** False: the receiver is behind; sightings gather in the roster, where they are bounded. */
  readonly hasRoom?: () => boolean;
  /** How long what is stated of a device is gathered before it is told. */
  readonly gatherMs?: number;
}
