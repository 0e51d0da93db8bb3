/** A value that must not be shown: it prints, logs and serializes as "[redacted]". */

export const REDACTED = '[redacted]';

/** The value is a private field, which neither `inspect` nor a debugger's listing shows. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself, for the library that needs it; never for a log, an error or a file. */
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
