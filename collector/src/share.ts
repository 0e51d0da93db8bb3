/**
 * Several collectors with the same targets: who asks which. Each device belongs to the member whose
 * name and the device's together hash highest (rendezvous hashing), so that all agree without
 * talking to each other, and a member that comes or goes moves only its own share. The reconciler
 * tells who the members are.
 *
 * What is gained is not asked at once: a member that is still there may be in the middle of a visit,
 * one that has gone may be back in a moment.
 */

export interface ShareOptions {
  /** How long the share of a member that has gone is left alone. */
  readonly takeoverMs: number;
  readonly nowMs: () => number;
}

/** Who shared from when on. */
interface Epoch {
  readonly atMs: number;
  readonly members: readonly string[];
}

/** Beyond a visit's own deadline: for what is on its way. */
const MARGIN_MS = 5000;
/** Longer than any visit may take. */
const SETTLED_MS = 3_600_000;
const EPOCHS_MAX = 64;

export class Share {
  readonly #options: ShareOptions;
  /** The latest first. */
  #epochs: readonly Epoch[] = [];
  #self = '';
  /** Whether the oldest of the epochs was there long before. */
  #isSettled = false;

  constructor(options: ShareOptions) {
    this.#options = options;
  }

  /** @param members with this one; their order does not matter */
  changed(self: string, members: readonly string[]): void {
    const sorted = members.toSorted();
    if (this.#self !== self) this.#epochs = [];
    else if (this.#epochs[0]?.members.join(' ') === sorted.join(' ')) return;
    this.#self = self;
    const epochs = [{ atMs: this.#options.nowMs(), members: sorted }, ...this.#epochs];
    this.#epochs = epochs.slice(0, EPOCHS_MAX);
    if (epochs.length > EPOCHS_MAX) this.#isSettled = true;
  }

  get members(): readonly string[] {
    return this.#epochs[0]?.members ?? [];
  }

  /** Whether it is known who shares; before that nothing is ours. */
  get isKnown(): boolean {
    return this.#epochs.length > 0;
  }

  /** Whether what was gained may still be waiting. */
  isMoving(): boolean {
    const [latest] = this.#epochs;
    return latest !== undefined && this.#options.nowMs() - latest.atMs < SETTLED_MS;
  }

  /** @param visitMs how long a visit to it may take */
  isOurs(id: string, visitMs: number): boolean {
    const [latest] = this.#epochs;
    if (latest === undefined) return false;
    let since: Epoch | undefined;
    let before: string | undefined;
    for (const epoch of this.#epochs) {
      const owner = ownerOf(id, epoch.members);
      if (owner !== this.#self) {
        before = owner;
        break;
      }
      since = epoch;
    }
    if (since === undefined) return false;
    const elapsedMs = this.#options.nowMs() - since.atMs;
    return elapsedMs >= this.#waitMs(before, since, latest, visitMs);
  }

  #waitMs(before: string | undefined, since: Epoch, latest: Epoch, visitMs: number): number {
    if (before === undefined) {
      // Ours from the beginning: whoever was there before this one may be asking it.
      return this.#isSettled || since.members.length === 1 ? 0 : visitMs + MARGIN_MS;
    }
    return latest.members.includes(before) ? visitMs + MARGIN_MS : this.#options.takeoverMs;
  }
}

/** The member to whom a device belongs; the same on every collector. */
export function ownerOf(id: string, members: readonly string[]): string | undefined {
  let owner: string | undefined;
  let best = -1;
  for (const member of members) {
    const weight = hash(`${member} ${id}`);
    if (weight > best || (weight === best && owner !== undefined && member > owner)) {
      best = weight;
      owner = member;
    }
  }
  return owner;
}

/** FNV-1a with the finish of MurmurHash3: 32 bits, well spread for texts that differ in one digit. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
