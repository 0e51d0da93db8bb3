/** The shape of a convention: which topics it uses, and what their messages state. */
import type { MqttMessage } from './message.ts';
import type { Facts, Statement } from './statement.ts';
import type { Captures } from './topic.ts';

/**
 * Reads one message. Pure.
 * @returns what it states; empty when the message is not of this convention, so that the next one
 *   whose topics fit may look.
 */
export type Reader = (message: MqttMessage, captures: Captures) => readonly Statement[];

export interface TopicRule {
  /** A template (see `topic.ts`). */
  readonly topic: string;
  readonly read: Reader;
  /**
   * 1 where a lost message is a lost device (births that nobody retains); 0 for what is repeated
   * or retained.
   */
  readonly qos: 0 | 1;
}

export interface Convention {
  /** The profile of its observations and the prefix of its native keys. */
  readonly id: string;
  readonly name: string;
  /** Where the format is documented. */
  readonly reference: string;
  readonly rules: readonly TopicRule[];
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
