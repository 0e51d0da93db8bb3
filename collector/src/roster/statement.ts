/**
 * What one message states about devices. Conventions turn messages into statements, the roster
 * turns statements into sightings: a device may take many messages to describe itself.
 */
import type { Sighting } from '@muster/facts/observation';

/** The facts of a sighting that a message may hold, without what the roster knows itself. */
export interface Facts
  extends Partial<
    Pick<
      Sighting,
      | 'class'
      | 'device'
      | 'firmware'
      | 'os'
      | 'components'
      | 'interfaces'
      | 'power'
      | 'classification'
      | 'candidates'
      | 'unread'
    >
  > {
  readonly location?: string;
  /** Goes under the convention's id in `extensions`: names, network addresses, versions. */
  readonly extension?: Readonly<Record<string, unknown>>;
}

/** A topic on which a device speaks without describing itself. */
export interface Voice {
  readonly topic: string;
  /** `availability` also says when it is gone; on `state` any message is a sign of life. */
  readonly kind: 'state' | 'availability';
}

export type Statement =
  | {
      readonly kind: 'device';
      /** The record's native key, prefixed by the convention's id. */
      readonly key: string;
      /** Other identifiers of the device, prefixed alike: who shares one is the same device. */
      readonly sameAs?: readonly string[];
      /**
       * Where it speaks: topics and names that people give, and may give twice. They lead to it, and
       * make it one only with what has no identity yet.
       */
      readonly aliases?: readonly string[];
      readonly facts: Facts;
      /** Key or alias of the gateway through which it was seen. */
      readonly gateway?: string;
      /**
       * Which part of the device's facts this replaces; parts add up. Absent: the convention's
       * only part. Within a part `adds` keeps what a later message leaves out.
       */
      readonly part?: string;
      readonly adds?: boolean;
      readonly voices?: readonly Voice[];
      /** The key stands for a device whose identity is still to come (a topic, a name). */
      readonly isProvisional?: boolean;
    }
  /** A complete list: what the same topic listed before and does not now has been removed. */
  | { readonly kind: 'list'; readonly keys: readonly string[] }
  /** The source says that it is gone for good: left the network, was deleted. */
  | { readonly kind: 'removed'; readonly key: string }
  /** A sign of life without facts. */
  | { readonly kind: 'alive'; readonly key: string }
  /** A last will: nothing is known of the device, nor of what hangs on it, until it is back. */
  | { readonly kind: 'away'; readonly key: string }
  /** A question that would make the device describe itself: only where the operator allows it. */
  | {
      readonly kind: 'ask';
      readonly topic: string;
      readonly payloadAt: (nowMs: number) => Buffer;
    }
  /** Not about a device, yet understood: other conventions need not look. */
  | { readonly kind: 'nothing' };
