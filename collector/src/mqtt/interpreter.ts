/**
 * From a broker's messages to sightings: finds the convention that a message belongs to, lets it
 * state what it knows, and keeps the roster. Pure but for its memory: time comes with the message.
 */
import type { Sighting } from '@muster/facts/observation';
import { isFields } from '../roster/fields.ts';
import { type Heard, Roster, type Speakers } from '../roster/roster.ts';
import type { RosterLimits } from '../roster/roster-limits.ts';
import type { Statement } from '../roster/statement.ts';
import type { Convention, TopicRule } from './convention.ts';
import { fingerprintOf } from './fingerprint.ts';
import { GENERIC_PROFILE, readGeneric } from './generic.ts';
import type { MqttMessage } from './message.ts';
import { filtersOf, type TopicMatch, TopicTree } from './topic.ts';
import { covers } from './topic-filter.ts';

export interface InterpreterOptions {
  readonly conventions: readonly Convention[];
  readonly limits?: Partial<RosterLimits>;
  /** Filters under which messages of no convention are read too. */
  readonly generic?: readonly string[];
  /** Told of questions that the operator has allowed; nothing is asked otherwise. */
  readonly onAsk?: (ask: Ask) => void;
}

export type Ask = Extract<Statement, { kind: 'ask' }>;

export interface Subscription {
  readonly filter: string;
  readonly qos: 0 | 1;
  /** No retained messages are expected: shared subscriptions would not deliver them. */
  readonly isShareable?: boolean;
}

/** How a message came. */
export interface Arrival {
  /** Counts connections to the broker, from 1. */
  readonly epoch: number;
  /** Whether `retain` tells state from events; without it (MQTT 3.1.1) the rule is asked. */
  readonly hasRetainAsPublished: boolean;
  readonly nowMs: number;
}

/** What was done with messages so far. */
export interface Tally {
  /** Stated something. */
  understood: number;
  /** Signs of life on a known device's topic. */
  voices: number;
  /** On a convention's topic, and of no convention. */
  foreign: number;
}

/** About 500 bytes each. */
const TOPICS_MAX = 200_000;

interface KnownTopic {
  readonly matches: readonly TopicMatch<Bound>[];
  /** Of the payload that was understood last, where the topic holds state. */
  fingerprint: number | undefined;
  /** Who speaks there, as it was at the roster's `voicesVersion`. */
  speakers: Speakers | undefined;
  speakersVersion: number;
}

interface Bound {
  readonly convention: Convention;
  readonly rule: TopicRule;
}

export class Interpreter {
  readonly roster: Roster;
  readonly tally: Tally = { understood: 0, voices: 0, foreign: 0 };
  readonly #tree = new TopicTree<Bound>();
  readonly #topics = new Map<string, KnownTopic>();
  readonly #generic: readonly string[];
  readonly #onAsk: ((ask: Ask) => void) | undefined;
  readonly #byId: ReadonlyMap<string, Convention>;
  /** What the conventions' rules need; voices come with `takeVoices`. */
  readonly subscriptions: readonly Subscription[];

  constructor({ conventions: given, limits = {}, generic = [], onAsk }: InterpreterOptions) {
    const conventions = given.map((each) => each.fresh?.() ?? each);
    this.#onAsk = onAsk;
    this.#generic = generic;
    this.roster = new Roster(limits);
    this.#byId = new Map(conventions.map((each) => [each.id, each]));
    const filters = new Map<string, Subscription>();
    for (const convention of conventions) {
      for (const rule of convention.rules) {
        this.#tree.add(rule.topic, { convention, rule });
        for (const filter of filtersOf(rule.topic)) {
          const known = filters.get(filter);
          const qos = rule.kind === 'telemetry' ? (known?.qos ?? 0) : 1;
          const isShareable = rule.kind !== 'state' && known?.isShareable !== false;
          filters.set(filter, { filter, qos, isShareable });
        }
      }
    }
    for (const filter of generic) {
      // What is kept there is not known: shared subscriptions might not deliver it.
      if (!filters.has(filter)) filters.set(filter, { filter, qos: 1, isShareable: false });
    }
    this.subscriptions = [...filters.values()];
  }

  /** Whether the subscriptions bring the topic's messages. */
  isRead(topic: string): boolean {
    return this.#topicOf(topic).matches.length > 0;
  }

  /** Interprets one message; what follows from it is had by `take`. */
  read(message: MqttMessage, arrival: Arrival): void {
    // A topic may be one device's voice and another convention's announcement.
    const topic = this.#topicOf(message.topic);
    const isVoice = this.#hearVoice(message, topic, arrival.nowMs);
    const isState = topic.matches[0]?.value.rule.kind === 'state' && !message.isEmpty;
    const fingerprint = isState ? fingerprintOf(message.payload) : undefined;
    if (fingerprint !== undefined && fingerprint === topic.fingerprint) {
      // Programs announce all their devices again whenever they or the broker restart.
      if (this.roster.repeat({ topic: message.topic, retain: message.retain, ...arrival })) {
        this.tally.understood += 1;
        return;
      }
    }
    const isUnderstood =
      this.#readByRules(message, topic.matches, arrival) ||
      (message.isEmpty && this.roster.withdraw(message.topic, arrival.nowMs));
    topic.fingerprint = isUnderstood ? fingerprint : undefined;
    if (isUnderstood) this.tally.understood += 1;
    else if (!isVoice) this.tally.foreign += 1;
  }

  #readByRules(
    message: MqttMessage,
    matches: readonly TopicMatch<Bound>[],
    arrival: Arrival,
  ): boolean {
    for (const { value, captures } of matches) {
      const statements = value.rule.read(message, captures);
      if (statements.length === 0) continue;
      const { topic, retain } = message;
      const { epoch, nowMs } = arrival;
      const isState = retain || (!arrival.hasRetainAsPublished && value.rule.kind === 'state');
      const { id: profile } = value.convention;
      const heard: Heard = { source: 'mqtt', profile, topic, retain, isState, epoch, nowMs };
      for (const statement of statements) {
        if (statement.kind === 'ask') this.#onAsk?.(statement);
        else this.roster.apply(statement, heard);
      }
      return true;
    }
    return this.#readGeneric(message, arrival);
  }

  #readGeneric(message: MqttMessage, arrival: Arrival): boolean {
    const { topic, retain } = message;
    if (!this.#generic.some((filter) => covers(filter, topic))) return false;
    const statements = readGeneric(message);
    const heard = {
      ...{ source: 'mqtt' as const, profile: GENERIC_PROFILE, topic, retain, isState: retain },
      ...arrival,
    };
    for (const statement of statements) this.roster.apply(statement, heard);
    return statements.length > 0;
  }

  /** The same few thousand topics come again and again. */
  #topicOf(topic: string): KnownTopic {
    const known = this.#topics.get(topic);
    if (known !== undefined) return known;
    if (this.#topics.size >= TOPICS_MAX) this.#topics.clear();
    const made: KnownTopic = {
      matches: this.#tree.match(topic),
      fingerprint: undefined,
      speakers: undefined,
      speakersVersion: -1,
    };
    this.#topics.set(topic, made);
    return made;
  }

  take(): readonly Sighting[] {
    return this.roster.take();
  }

  /** One look-up a message: the roster is asked again only after its voices have changed. */
  #speakersOn(topic: string, known: KnownTopic): Speakers | undefined {
    const { voicesVersion } = this.roster;
    if (known.speakersVersion !== voicesVersion) {
      known.speakers = this.roster.speakersOn(topic);
      known.speakersVersion = voicesVersion;
    }
    return known.speakers;
  }

  #hearVoice(message: MqttMessage, known: KnownTopic, nowMs: number): boolean {
    const { topic, retain } = message;
    const speakers = this.#speakersOn(topic, known);
    const voice = speakers && this.roster.voiceOf(speakers, nowMs);
    if (voice === undefined) return false;
    this.tally.voices += 1;
    if (voice.kind === 'availability') {
      const word = availabilityOf(message);
      // "online" that the broker kept is as old as "offline" that it kept, but only one is a loss.
      if (word === 'away' || (word === 'alive' && !retain)) this.roster.hear(topic, word, nowMs);
      return true;
    }
    if (retain || message.isEmpty || !voice.isDue) return true;
    const volatile = this.#byId.get(voice.profile)?.readVoice?.(message) ?? {};
    this.roster.hear(topic, 'alive', nowMs, volatile);
    return true;
  }
}

const AWAY: ReadonlySet<string> = new Set(
  'offline false 0 off disconnected unavailable not_available lost dead down no'.split(' '),
);
const ALIVE: ReadonlySet<string> = new Set(
  'online true 1 on connected available alive awake ready up yes'.split(' '),
);

/** "online", "Offline", "true", `{"state":"offline"}`: how devices' and gateways' wills are written. */
export function availabilityOf(message: MqttMessage): 'alive' | 'away' | undefined {
  /** The longest form is JSON with the state and a reason. */
  if (message.isEmpty || message.payload.length > 256) return undefined;
  const { json } = message;
  const stated = isFields(json) ? (json.state ?? json.status ?? json.value) : message.text;
  const word = String(stated).trim().toLowerCase();
  // A word that is neither may be anybody's own word for either.
  return AWAY.has(word) ? 'away' : ALIVE.has(word) ? 'alive' : undefined;
}
