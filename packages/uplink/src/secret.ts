/** A secret that prints as redacted wherever it lands: logs, JSON, templates, inspection. */

const REDACTED = '[redacted]';

export class Secret {
  /** Private by the language: inspection and structured clone do not see it either. */
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The secret itself: call it only where it goes onto the wire or into its file. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }
}
