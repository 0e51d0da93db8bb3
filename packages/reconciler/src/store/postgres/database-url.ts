/** Where a PostgreSQL database is, and with which password: the latter is never printed. */

const PROTOCOLS: readonly string[] = ['postgres:', 'postgresql:'];

/** What cannot be a database's address; the message does not repeat it, for it may hold a password. */
export class DatabaseUrlError extends Error {
  override readonly name = 'DatabaseUrlError';
}

/** `postgres://USER[:PASSWORD]@HOST[:PORT]/DATABASE[?sslmode=verify-full]`, printed without password. */
export class DatabaseUrl {
  readonly #text: string;
  readonly #shown: string;

  /** @throws DatabaseUrlError */
  constructor(text: string) {
    // `new URL` would put the whole text, password and all, into its error.
    if (!URL.canParse(text)) {
      throw new DatabaseUrlError('is not understood: expected postgres://USER@HOST/DATABASE');
    }
    const url = new URL(text);
    if (!PROTOCOLS.includes(url.protocol)) {
      throw new DatabaseUrlError('names another kind of database: expected postgres://…');
    }
    if (url.pathname.length < 2) {
      throw new DatabaseUrlError('names no database: expected postgres://USER@HOST/DATABASE');
    }
    this.#text = text;
    const user = url.username === '' ? '' : `${url.username}@`;
    this.#shown = `postgres://${user}${url.host}${url.pathname}`;
  }

  /** A name or address; "" where the driver's own default is meant. */
  get host(): string {
    return new URL(this.#text).hostname.replace(/^\[|\]$/g, '');
  }

  get asksForTls(): boolean {
    const { searchParams } = new URL(this.#text);
    const mode = searchParams.get('sslmode') ?? 'disable';
    return mode !== 'disable' || searchParams.get('ssl') === 'true';
  }

  /** With the password: for the driver alone. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return this.#shown;
  }

  toJSON(): string {
    return this.#shown;
  }
}
