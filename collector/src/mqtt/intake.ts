/**
 * What becomes of messages, wherever they come from: a bounded queue off the packet stream, the
 * conventions, the roster, and sightings a moment later.
 */
import type { Sighting } from '@muster/facts/observation';
import type { ObserverHealth } from '@muster/facts/wire';
import type { ListenerOptions } from '../listener.ts';
import { Gatherer } from '../roster/gatherer.ts';
import type { RosterLimits } from '../roster/roster-limits.ts';
import type { Convention } from './convention.ts';
import { conventions } from './conventions.ts';
import { type Arrival, type Ask, Interpreter, type Tally } from './interpreter.ts';
import type { MqttMessage } from './message.ts';
import { WorkQueue } from './queue.ts';

type Failing = ObserverHealth['failing'][number];

export interface IntakeOptions extends ListenerOptions {
  readonly limits?: Partial<RosterLimits>;
  /** The operator's own, asked before those that are built in. */
  readonly conventions?: readonly Convention[];
  /** Filters under which messages of no convention are read too. */
  readonly generic?: readonly string[];
}

export interface IntakeEvents {
  readonly onSighting: (sighting: Sighting) => void;
  /** Topics on which devices speak that have just become known. */
  readonly onVoices: (topics: readonly string[]) => void;
  readonly onAsk?: (ask: Ask) => void;
}

export class Intake {
  readonly interpreter: Interpreter;
  readonly #options: IntakeOptions;
  readonly #queue: WorkQueue<MqttMessage>;
  readonly #gatherer: Gatherer;
  #arrival: Arrival = { epoch: 0, hasRetainAsPublished: true, nowMs: 0 };

  constructor(options: IntakeOptions, { onSighting, onVoices, onAsk }: IntakeEvents) {
    this.#options = options;
    this.interpreter = new Interpreter({
      conventions: [...(options.conventions ?? []), ...conventions],
      ...(options.limits && { limits: options.limits }),
      ...(options.generic && { generic: options.generic }),
      ...(onAsk && { onAsk }),
    });
    const { roster } = this.interpreter;
    this.#gatherer = new Gatherer({
      take: () => {
        const sightings = roster.take();
        const voices = roster.takeVoices();
        if (voices.length > 0) onVoices(voices);
        return sightings;
      },
      onSighting,
      hasRoom: options.hasRoom,
      gatherMs: options.gatherMs,
    });
    this.#queue = new WorkQueue({
      work: (message) => this.interpreter.read(message, this.#arrival),
      onSlice: () => {
        this.#arrival = { ...this.#arrival, nowMs: options.now().getTime() };
      },
      onIdle: () => this.#gatherer.gather(),
    });
  }

  /** A connection begins: what is retained comes anew, and is old news the first time. */
  begin(hasRetainAsPublished: boolean): void {
    const nowMs = this.#options.now().getTime();
    this.#arrival = { epoch: this.#arrival.epoch + 1, hasRetainAsPublished, nowMs };
  }

  /** `done` is called when the next message may come. */
  push(message: MqttMessage, done: () => void): void {
    this.#queue.push(message, done);
  }

  /** Gateways that announce too much, and gateways whose last will was heard. */
  failing(what: string): Failing[] {
    const { roster } = this.interpreter;
    const failing = roster.refusals.map(
      ({ gateway, refused }): Failing => ({
        what: `${what} ${gateway}`,
        why: `announces more devices than it may: ${refused} were not taken`,
        cause: 'flood',
      }),
    );
    for (const key of roster.awayGateways) {
      failing.push({ what: `${what} ${key}`, why: 'its last will: the gateway is offline' });
    }
    return failing;
  }

  get tally(): Tally {
    return this.interpreter.tally;
  }

  tellAgain(): void {
    this.interpreter.roster.tellAgain();
    this.#gatherer.gather();
  }

  close(): void {
    this.#queue.close();
    this.#gatherer.flush();
  }
}
