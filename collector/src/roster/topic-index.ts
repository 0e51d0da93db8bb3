/** Which devices a topic belongs to, and which topics a device has: both ways, bounded. */

export class TopicIndex<Owner, Value> {
  readonly #topicsMax: number;
  readonly #byTopic = new Map<string, Map<Owner, Value>>();
  readonly #byOwner = new Map<Owner, Set<string>>();
  #version = 0;

  constructor(topicsMax: number) {
    this.#topicsMax = topicsMax;
  }

  /** False when there is no room for another topic: then nothing was added. */
  set(topic: string, owner: Owner, value: Value): boolean {
    let owners = this.#byTopic.get(topic);
    if (owners?.has(owner)) {
      owners.set(owner, value);
      return true;
    }
    if (owners === undefined) {
      if (this.#byTopic.size >= this.#topicsMax) return false;
      owners = new Map();
      this.#byTopic.set(topic, owners);
      this.#version += 1;
    }
    owners.set(owner, value);
    let topics = this.#byOwner.get(owner);
    if (topics === undefined) {
      topics = new Set();
      this.#byOwner.set(owner, topics);
    }
    topics.add(topic);
    return true;
  }

  /** Another one when a topic has come or gone: until then what `ownersOf` gave is what it gives. */
  get version(): number {
    return this.#version;
  }

  get topics(): readonly string[] {
    return [...this.#byTopic.keys()];
  }

  has(topic: string): boolean {
    return this.#byTopic.has(topic);
  }

  get(topic: string, owner: Owner): Value | undefined {
    return this.#byTopic.get(topic)?.get(owner);
  }

  ownersOf(topic: string): ReadonlyMap<Owner, Value> | undefined {
    return this.#byTopic.get(topic);
  }

  topicsOf(owner: Owner): ReadonlySet<string> {
    return this.#byOwner.get(owner) ?? new Set();
  }

  deleteTopic(topic: string): void {
    for (const owner of this.#byTopic.get(topic)?.keys() ?? []) this.#forget(owner, topic);
    if (this.#byTopic.delete(topic)) this.#version += 1;
  }

  deleteOwner(owner: Owner): void {
    for (const topic of this.#byOwner.get(owner) ?? []) {
      const owners = this.#byTopic.get(topic);
      owners?.delete(owner);
      if (owners?.size === 0 && this.#byTopic.delete(topic)) this.#version += 1;
    }
    this.#byOwner.delete(owner);
  }

  /** What one owner has becomes another's, which keeps its own values. */
  moveOwner(from: Owner, to: Owner): void {
    for (const topic of this.topicsOf(from)) {
      const value = this.get(topic, from);
      if (value !== undefined && this.get(topic, to) === undefined) this.set(topic, to, value);
    }
    this.deleteOwner(from);
  }

  #forget(owner: Owner, topic: string): void {
    const topics = this.#byOwner.get(owner);
    topics?.delete(topic);
    if (topics?.size === 0) this.#byOwner.delete(owner);
  }
}
