/**
 * The latest whole observation behind each touch, in case the reconciler wants it. In memory and
 * bounded: what is not here any more travels whole the next time it is seen.
 */
import { WHOLES_BYTES_MAX } from './limits.ts';
import type { ItemRecord } from './schemas.ts';
import { nameOfRecord, type RecordKey } from './travel.ts';

export interface Whole {
  readonly record: ItemRecord;
  readonly line: string;
  readonly enrolledAs: string | undefined;
}

export class WantableWholes {
  readonly #bytesMax: number;
  readonly #wholes: Map<string, Whole> = new Map();
  #bytes = 0;

  constructor(bytesMax: number = WHOLES_BYTES_MAX) {
    this.#bytesMax = bytesMax;
  }

  keep(whole: Whole): void {
    this.forget(whole.record);
    this.#wholes.set(nameOfRecord(whole.record), whole);
    this.#bytes += whole.line.length;
    for (const [name, oldest] of this.#wholes) {
      if (this.#bytes <= this.#bytesMax) break;
      this.#wholes.delete(name);
      this.#bytes -= oldest.line.length;
    }
  }

  /** Hands it over once: a whole that was sent is not sent again for being wanted again. */
  take(record: RecordKey): Whole | undefined {
    const whole = this.#wholes.get(nameOfRecord(record));
    this.forget(record);
    return whole;
  }

  forget(record: RecordKey): void {
    const name = nameOfRecord(record);
    const whole = this.#wholes.get(name);
    if (whole === undefined) return;
    this.#wholes.delete(name);
    this.#bytes -= whole.line.length;
  }
}
