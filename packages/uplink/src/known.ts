/**
 * What the reconciler has acknowledged, by record: the fingerprints that let an unchanged
 * observation travel as a touch. Losing it is safe, everything then travels whole once.
 */
import { isKnownFile } from './checks.ts';
import type { Folder } from './folder.ts';
import { KNOWN_RECORDS_MAX } from './limits.ts';
import { nameOfRecord, type RecordKey } from './travel.ts';

const KNOWN_FILE = 'known.json';

export class KnownRecords {
  readonly #folder: Folder;
  #observerId: string | undefined;
  /** In order of last acknowledgement, so that the longest unheard of is forgotten first. */
  #fingerprints: Map<string, string> = new Map();
  #isDirty = false;
  #saving: Promise<void> = Promise.resolve();

  constructor(folder: Folder) {
    this.#folder = folder;
  }

  /** What cannot be read, or was acknowledged to another observer id, is as good as nothing. */
  async load(observerId: string | undefined): Promise<void> {
    this.#observerId = observerId;
    this.#fingerprints.clear();
    const content = await this.#folder.read(KNOWN_FILE).catch(() => undefined);
    if (content === undefined) return;
    const known = parseJson(content.toString('utf8'));
    if (!isKnownFile(known) || known.observerId !== observerId) return;
    this.#fingerprints = new Map(Object.entries(known.records));
  }

  /** A new observer id is another observer to the reconciler: it knows nothing of us yet. */
  adopt(observerId: string): void {
    if (observerId === this.#observerId) return;
    this.#observerId = observerId;
    this.#fingerprints.clear();
    this.#isDirty = true;
  }

  has(record: RecordKey, fingerprint: string): boolean {
    return this.#fingerprints.get(nameOfRecord(record)) === fingerprint;
  }

  learn(record: RecordKey, fingerprint: string): void {
    const name = nameOfRecord(record);
    this.#fingerprints.delete(name);
    this.#fingerprints.set(name, fingerprint);
    this.#isDirty = true;
    if (this.#fingerprints.size <= KNOWN_RECORDS_MAX) return;
    const [oldest] = this.#fingerprints.keys();
    if (oldest !== undefined) this.#fingerprints.delete(oldest);
  }

  forget(record: RecordKey): void {
    if (this.#fingerprints.delete(nameOfRecord(record))) this.#isDirty = true;
  }

  /** Best effort: a disk that refuses costs whole resends after a restart, nothing else. */
  save(): Promise<void> {
    // One after the other: two at once would write into one unfinished file.
    this.#saving = this.#saving.then(() => this.#save());
    return this.#saving;
  }

  async #save(): Promise<void> {
    if (!this.#isDirty || this.#observerId === undefined) return;
    this.#isDirty = false;
    const written = await this.#folder.write(
      KNOWN_FILE,
      JSON.stringify({
        schema: 'muster.known/1',
        observerId: this.#observerId,
        records: Object.fromEntries(this.#fingerprints),
      }),
    );
    if (written.kind !== 'written') this.#isDirty = true;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
