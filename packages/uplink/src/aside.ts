/** Batches that will never arrive, kept for a person to look at: the newest few, no more. */
import type { Folder } from './folder.ts';
import { ASIDE_BATCHES_MAX } from './limits.ts';

export class Aside {
  readonly #folder: Folder;
  /** Oldest first: names begin with a UUIDv7. */
  #names: string[];

  private constructor(folder: Folder, names: string[]) {
    this.#folder = folder;
    this.#names = names;
  }

  static async open(folder: Folder): Promise<Aside> {
    const names = (await folder.list()).map(({ name }) => name);
    const aside = new Aside(folder, names);
    await aside.#sweep();
    return aside;
  }

  get count(): number {
    return this.#names.length;
  }

  /** Never in the way: what cannot be moved is deleted, it is counted already. */
  async keep(name: string, from: Folder): Promise<void> {
    try {
      await from.move(name, this.#folder);
      this.#names.push(name);
      await this.#sweep();
    } catch {
      await from.remove(name).catch(() => undefined);
    }
  }

  async #sweep(): Promise<void> {
    const surplus = Math.max(0, this.#names.length - ASIDE_BATCHES_MAX);
    for (const name of this.#names.splice(0, surplus)) await this.#folder.remove(name);
  }
}
