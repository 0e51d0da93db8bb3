/** The shape of a convention: which topics it uses, and what their messages state. */

import type { Facts, Statement } from '../roster/statement.ts';
import type { MqttMessage } from './message.ts';
import type { Captures } from './topic.ts';

/**
 * Reads one message. Pure, but for what a convention with `fresh` remembers.
 * @returns what it states; empty when the message is not of this convention, so that the next one
 *   whose topics fit may look.
 */
export type Reader = (message: MqttMessage, captures: Captures) => readonly Statement[];

/**
 * `state`: the broker keeps the last message, and an empty one withdraws it. `event`: told once,
 * a lost message may be a lost device. `telemetry`: repeated, and never worth a queue at the broker.
 */
export type TopicKind = 'state' | 'event' | 'telemetry';

export interface TopicRule {
  /** A template (see `topic.ts`). */
  readonly topic: string;
  readonly read: Reader;
  readonly kind: TopicKind;
}

export interface Convention {
  /** The profile of its observations and the prefix of its native keys. */
  readonly id: string;
  readonly name: string;
  /** Where the format is documented. */
  readonly reference: string;
  readonly rules: readonly TopicRule[];
  /** Where readers remember something between messages: the same with an empty memory, per broker. */
  readonly fresh?: () => Convention;
  /** Volatile facts (battery) in a message on a device's `state` voice. */
  readonly readVoice?: (message: MqttMessage) => Pick<Facts, 'power'> | undefined;
}

/** A message as a test or a document shows it. */
export interface Example {
  /** What it shows: a sentence's end, "a device with its gateway". */
  readonly shows: string;
  readonly topic: string;
  readonly payload: string | object;
  readonly retain?: boolean;
}

/** Beside each convention, as `<id>.examples.ts`: made for this project, no real devices. */
export interface ConventionExamples {
  readonly accepts: readonly (Example & {
    /** Parts of the sightings that follow, in order, as `toMatchObject` compares them. */
    readonly sightings: readonly object[];
  })[];
  /** Messages on topics that look alike, and are not of this convention. */
  readonly rejects: readonly Example[];
}
