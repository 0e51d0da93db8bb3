/**
 * The roster of one broker or segment: what has been stated of each device so far, and which sightings follow.
 * It owns no clock and no socket: statements and the time go in, sightings come out.
 *
 * What it holds is bounded: devices per gateway and per broker, topics, voices. A flood of
 * invented identities stops at its gateway's bound and is told in that gateway's own sighting.
 */
import type { Sighting } from '@muster/facts/observation';
import { type Entry, sightingOf, sumOf } from './entry.ts';
import { contradicts, mergeFacts, statesNothingNew, volatileOf } from './merge.ts';
import { GatewayQuota, type Refusal } from './quota.ts';
import { DEFAULT_ROSTER_LIMITS, type RosterLimits } from './roster-limits.ts';
import type { Facts, Statement, Voice } from './statement.ts';
import { TopicIndex } from './topic-index.ts';

/** Sightings that wait beside the roster: a device that contradicts itself must not fill memory. */
const OUT_MAX = 10_000;
/** Devices whose last will is remembered; gateways are few, sleeping sensors are not. */
const AWAY_MAX = 10_000;

/** Whose statement it is, where and when it was heard. */
export interface Heard {
  readonly source: Sighting['source'];
  readonly profile: string;
  readonly topic: string;
  readonly retain: boolean;
  /** The broker keeps the topic's last message: an empty one withdraws it. */
  readonly isState: boolean;
  /** Counts connections: a retained message is old news only when it is the first since then. */
  readonly epoch: number;
  readonly nowMs: number;
}

/** Who speaks on a topic. */
export type Speakers = ReadonlyMap<Entry, Voice['kind']>;

export interface HeardVoice {
  readonly kind: Voice['kind'];
  readonly profile: string;
  readonly isDue: boolean;
}

type DeviceStatement = Extract<Statement, { kind: 'device' }>;

export class Roster {
  readonly #limits: RosterLimits;
  readonly #quota: GatewayQuota;
  readonly #entries = new Map<string, Entry>();
  /** Keys and aliases. */
  readonly #names = new Map<string, Entry>();
  /** Topics whose messages describe a device, with the connection on which they last did. */
  readonly #evidence: TopicIndex<Entry, number>;
  readonly #voices: TopicIndex<Entry, Voice['kind']>;
  readonly #lists = new Map<string, ReadonlySet<string>>();
  /** Keys and aliases of devices and gateways whose last will was heard. */
  readonly #away = new Set<string>();
  readonly #pending = new Set<Entry>();
  #out: Sighting[] = [];
  #newVoices: string[] = [];

  constructor(limits: Partial<RosterLimits> = {}) {
    this.#limits = { ...DEFAULT_ROSTER_LIMITS, ...limits };
    const { devicesPerGateway, devicesWithoutGateway } = this.#limits;
    this.#quota = new GatewayQuota((bucket) =>
      bucket.includes(':') ? devicesPerGateway : devicesWithoutGateway,
    );
    this.#evidence = new TopicIndex(this.#limits.topics);
    this.#voices = new TopicIndex(this.#limits.voices);
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Gateways whose last will was heard: nothing is known of what is seen through them just now. */
  get awayGateways(): readonly string[] {
    const keys = [...this.#away].map((name) => this.#keyOf(name));
    return [...new Set(keys)].filter((key) => this.#quota.isGateway(key));
  }

  /** All topics to listen to. */
  get voices(): readonly string[] {
    return this.#voices.topics;
  }

  get refusals(): readonly Refusal[] {
    return this.#quota.refusals;
  }

  apply(statement: Statement, heard: Heard): void {
    switch (statement.kind) {
      case 'device':
        this.#describe(statement, heard);
        return;
      case 'list':
        this.#replaceList(new Set(statement.keys), heard);
        return;
      case 'removed':
        this.#leave(this.#names.get(statement.key), heard.nowMs);
        return;
      case 'alive':
        this.#touch(this.#names.get(statement.key), heard.nowMs);
        return;
      case 'away':
        this.#goAway(statement.key);
        return;
      case 'ask':
      case 'nothing':
        return;
    }
  }

  /** The topic says again what it said. False when it describes nobody: then it is to be read. */
  repeat({ topic, retain, epoch, nowMs }: Omit<Heard, 'source' | 'profile' | 'isState'>): boolean {
    const described = this.#evidence.ownersOf(topic);
    if (described === undefined) return false;
    for (const [entry, heardIn] of described) {
      if (!retain || heardIn === epoch) this.#touch(entry, nowMs);
      else this.#evidence.set(topic, entry, epoch);
    }
    return true;
  }

  /** An empty retained payload: what the topic said is withdrawn. True when it had said something. */
  withdraw(topic: string, nowMs: number): boolean {
    if (!this.#evidence.has(topic)) return false;
    const described = [...(this.#evidence.ownersOf(topic) ?? [])];
    this.#evidence.deleteTopic(topic);
    this.#lists.delete(topic);
    for (const [entry] of described) {
      if (this.#evidence.topicsOf(entry).size === 0) this.#leave(entry, nowMs);
    }
    return true;
  }

  /** Another one when a topic has become a voice or is none any more. */
  get voicesVersion(): number {
    return this.#voices.version;
  }

  /** Undefined when nobody does. May be kept for as long as `voicesVersion` stays the same. */
  speakersOn(topic: string): Speakers | undefined {
    return this.#voices.ownersOf(topic);
  }

  /** How they speak. `isDue`: a sign of life would be told, so that the message is worth parsing. */
  voiceOf(owners: Speakers, nowMs: number): HeardVoice | undefined {
    let isDue = false;
    let first: Entry | undefined;
    for (const entry of owners.keys()) {
      first ??= entry;
      isDue ||= this.#isDue(entry, nowMs);
    }
    const kind = first && owners.get(first);
    return first === undefined || kind === undefined
      ? undefined
      : { kind, profile: first.profile, isDue };
  }

  /** A message on a voice: a sign of life of all that speak there, or a last will. */
  hear(
    topic: string,
    word: 'alive' | 'away',
    nowMs: number,
    volatile: Pick<Facts, 'power'> = {},
  ): void {
    for (const [entry] of this.#voices.ownersOf(topic) ?? []) {
      if (word === 'away') {
        this.#goAway(entry.key);
        continue;
      }
      if (volatile.power !== undefined) entry.facts = mergeFacts(entry.facts, volatile);
      this.#touch(entry, nowMs);
    }
  }

  /** Sightings that are due; the caller decides how long statements may gather before. */
  take(): readonly Sighting[] {
    for (const entry of this.#pending) this.#emit(entry, entry.seenMs, 'seen');
    this.#pending.clear();
    const out = this.#out;
    this.#out = [];
    return out;
  }

  /** Every device is told with the next `take`. */
  tellAgain(): void {
    for (const entry of this.#entries.values()) this.#pending.add(entry);
  }

  /** Topics to listen to since the last call. */
  takeVoices(): readonly string[] {
    const voices = this.#newVoices;
    this.#newVoices = [];
    return voices;
  }

  #describe(statement: DeviceStatement, heard: Heard): void {
    const { facts, part = '', adds = false, gateway, voices = [] } = statement;
    const entry = this.#entryFor(statement, heard);
    if (entry === undefined) return;
    const isNews = !heard.retain || this.#evidence.get(heard.topic, entry) === heard.epoch;
    if (heard.isState) this.#evidence.set(heard.topic, entry, heard.epoch);
    for (const voice of voices) this.#addVoice(entry, voice);
    if (isNews) this.#comeBack(entry);
    const hasMoved = gateway !== undefined && this.#hearThrough(entry, gateway, heard.nowMs);
    const before = entry.parts.get(part);
    if (before !== undefined && !hasMoved && statesNothingNew(before, facts, adds)) {
      const moved = volatileOf(facts);
      if (moved !== undefined) entry.facts = mergeFacts(entry.facts, moved);
      if (isNews) this.#touch(entry, heard.nowMs);
      return;
    }
    // Two messages that contradict each other are two observations, however close they come.
    const hasRoom = this.#out.length < OUT_MAX;
    if (hasRoom && this.#pending.has(entry) && contradicts(entry.facts, facts)) {
      this.#emit(entry, entry.seenMs, 'seen');
    }
    entry.seenMs = heard.nowMs;
    entry.parts.set(part, adds && before !== undefined ? mergeFacts(before, facts) : facts);
    entry.facts = sumOf(entry.parts);
    this.#pending.add(entry);
  }

  #entryFor(statement: DeviceStatement, heard: Heard): Entry | undefined {
    const { key, sameAs = [], aliases = [], isProvisional = false } = statement;
    const familiar = this.#names.get(key);
    const isFamiliar = (name: string) => this.#names.get(name) === familiar;
    if (familiar?.key === key && sameAs.every(isFamiliar) && aliases.every(isFamiliar)) {
      return familiar;
    }
    const identities = [key, ...sameAs].flatMap((name) => this.#names.get(name) ?? []);
    const nameless = aliases
      .flatMap((name) => this.#names.get(name) ?? [])
      .filter((entry) => entry.isProvisional);
    const [first, ...others] = new Set([...identities, ...nameless]);
    const entry = first ?? this.#admit(statement, heard);
    if (entry === undefined) return undefined;
    if (entry.isProvisional && !isProvisional) this.#rename(entry, key, heard.nowMs);
    for (const other of others) this.#absorb(entry, other, heard.nowMs);
    for (const name of [key, ...sameAs, ...aliases]) this.#giveName(entry, name);
    return entry;
  }

  /** A name that was another's leads here from now on. */
  #giveName(entry: Entry, name: string): void {
    const holder = this.#names.get(name);
    if (holder !== undefined && holder !== entry) holder.names.delete(name);
    this.#names.set(name, entry);
    entry.names.add(name);
  }

  #admit(statement: DeviceStatement, { source, profile, nowMs }: Heard): Entry | undefined {
    const { key, gateway, isProvisional = false } = statement;
    // A gateway's key has its convention before a colon; a convention's id has none.
    const bucket = gateway === undefined ? profile : this.#keyOf(gateway);
    if (!this.#quota.take(bucket, this.#entries.size < this.#limits.devices)) {
      // Told by the gateway once, when it begins; the count goes with the health that is reported.
      const gatewayEntry = this.#names.get(bucket);
      if (gatewayEntry !== undefined && this.#quota.refusedOf(bucket) === 1) {
        this.#pending.add(gatewayEntry);
      }
      return undefined;
    }
    const entry: Entry = {
      key,
      source,
      profile,
      bucket,
      parts: new Map(),
      facts: {},
      gatewayHeardMs: nowMs,
      isProvisional,
      names: new Set(),
      seenMs: nowMs,
    };
    this.#entries.set(key, entry);
    return entry;
  }

  /** Two entries turn out to be one device: the other ends in this one. */
  #absorb(entry: Entry, other: Entry, nowMs: number): void {
    for (const [part, facts] of other.parts) {
      const own = entry.parts.get(part);
      entry.parts.set(part, own === undefined ? facts : mergeFacts(facts, own));
    }
    entry.facts = sumOf(entry.parts);
    this.#evidence.moveOwner(other, entry);
    this.#voices.moveOwner(other, entry);
    const names = [...other.names];
    this.#leave(other, nowMs);
    for (const name of names) this.#giveName(entry, name);
    this.#pending.add(entry);
    this.#tellAgainBehind(names);
  }

  /** The device has said who it is: its record moves to its own key. */
  #rename(entry: Entry, key: string, nowMs: number): void {
    if (entry.emittedMs !== undefined) this.#emit(entry, nowMs, 'left');
    delete entry.emittedMs;
    this.#entries.delete(entry.key);
    entry.key = key;
    entry.isProvisional = false;
    this.#entries.set(key, entry);
    this.#pending.add(entry);
    this.#tellAgainBehind([...entry.names]);
  }

  /** Their gateway has another key now. */
  #tellAgainBehind(names: readonly string[]): void {
    for (const entry of this.#entries.values()) {
      if (entry.gateway !== undefined && names.includes(entry.gateway)) this.#pending.add(entry);
    }
  }

  #addVoice(entry: Entry, { topic, kind }: Voice): void {
    const isNew = !this.#voices.has(topic);
    if (this.#voices.set(topic, entry, kind) && isNew) this.#newVoices.push(topic);
  }

  /** True when the device is now seen through another gateway. */
  #hearThrough(entry: Entry, gateway: string, nowMs: number): boolean {
    const isHeld =
      entry.gateway !== undefined && nowMs - entry.gatewayHeardMs < this.#limits.gatewayHoldMs;
    if (gateway !== entry.gateway && isHeld) return false;
    entry.gatewayHeardMs = nowMs;
    if (gateway === entry.gateway) return false;
    entry.gateway = gateway;
    return true;
  }

  #replaceList(keys: ReadonlySet<string>, { topic, nowMs }: Heard): void {
    for (const key of this.#lists.get(topic) ?? []) {
      if (!keys.has(key)) this.#leave(this.#names.get(key), nowMs);
    }
    this.#lists.set(topic, keys);
  }

  #touch(entry: Entry | undefined, nowMs: number): void {
    if (entry === undefined) return;
    this.#comeBack(entry);
    entry.seenMs = nowMs;
    if (!this.#isDue(entry, nowMs) || this.#pending.has(entry)) return;
    this.#pending.add(entry);
    // What is heard through a gateway is a sign of life of the gateway too.
    const gateway = entry.gateway === undefined ? undefined : this.#names.get(entry.gateway);
    if (gateway !== entry) this.#touch(gateway, nowMs);
  }

  #isDue(entry: Entry, nowMs: number): boolean {
    return nowMs - (entry.emittedMs ?? 0) >= this.#limits.touchMs;
  }

  /** A will may be heard before its gateway has said who it is: it is kept under the name it has. */
  #goAway(name: string): void {
    if (this.#away.size < AWAY_MAX) this.#away.add(name);
  }

  #comeBack(entry: Entry): void {
    if (this.#away.size === 0) return;
    for (const name of entry.names) this.#away.delete(name);
  }

  #leave(entry: Entry | undefined, nowMs: number): void {
    if (entry === undefined) return;
    // What was stated last is still told: it is all that will ever be known of it.
    if (this.#pending.delete(entry)) this.#emit(entry, entry.seenMs, 'seen');
    this.#emit(entry, nowMs, 'left');
    this.#entries.delete(entry.key);
    for (const name of entry.names) this.#names.delete(name);
    entry.names.clear();
    this.#evidence.deleteOwner(entry);
    this.#voices.deleteOwner(entry);
    this.#comeBack(entry);
    this.#quota.giveBack(entry.bucket);
  }

  #emit(entry: Entry, observedMs: number, presence: 'seen' | 'left'): void {
    entry.emittedMs = observedMs;
    const via = entry.gateway === undefined ? undefined : this.#keyOf(entry.gateway);
    const isOverfull = this.#quota.refusedOf(entry.key) > 0;
    const telling = { observedMs, presence, isOverfull, ...(via !== undefined && { via }) };
    this.#out.push(sightingOf(entry, telling));
  }

  #keyOf(name: string): string {
    return this.#names.get(name)?.key ?? name;
  }
}
