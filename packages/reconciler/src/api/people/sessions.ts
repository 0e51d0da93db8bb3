/** Sessions of people: the cookie carries a secret, the data folder its hash and whose it is. */
import { join } from 'node:path';
import { parserOf } from '@muster/facts/parsed';
import { Type } from 'typebox';
import { PEOPLE_SESSIONS_MAX, SESSION_HOURS } from '../limits.ts';
import { readJsonFile, writeFileAtomically } from './json-file.ts';
import { hashSecret, makeSecret } from './secret.ts';

/** Whose session it is: a local user, or whoever spent a sign-in code. */
export type SessionOwner =
  | { readonly kind: 'user'; readonly name: string }
  | { readonly kind: 'code' };

interface Session {
  readonly hash: string;
  readonly owner: SessionOwner;
  readonly expiresMs: number;
}

const closed = { additionalProperties: false } as const;
const parseSessions = parserOf(
  Type.Object(
    {
      sessions: Type.Array(
        Type.Object(
          {
            hash: Type.String({ minLength: 64, maxLength: 64 }),
            owner: Type.Union([
              Type.Object({ kind: Type.Literal('user'), name: Type.String() }, closed),
              Type.Object({ kind: Type.Literal('code') }, closed),
            ]),
            expiresMs: Type.Number(),
          },
          closed,
        ),
        { maxItems: PEOPLE_SESSIONS_MAX },
      ),
    },
    closed,
  ),
);

export class Sessions {
  readonly #path: string;
  /** By hash, oldest first. */
  readonly #sessions: Map<string, Session>;
  #last: Promise<void> = Promise.resolve();
  #queued: Promise<void> | undefined;

  private constructor(path: string, sessions: readonly Session[]) {
    this.#path = path;
    this.#sessions = new Map(sessions.map((session) => [session.hash, session]));
  }

  static async open(dataDir: string): Promise<Sessions> {
    const path = join(dataDir, 'sessions.json');
    const stored = await readJsonFile(path, parseSessions);
    return new Sessions(path, stored?.sessions ?? []);
  }

  /** @returns the secret for the cookie; kept nowhere else. */
  async create(owner: SessionOwner, nowMs: number): Promise<string> {
    for (const [hash, { expiresMs }] of this.#sessions) {
      const isFull = this.#sessions.size >= PEOPLE_SESSIONS_MAX;
      if (expiresMs <= nowMs || isFull) this.#sessions.delete(hash);
    }
    const secret = makeSecret();
    const hash = hashSecret(secret);
    this.#sessions.set(hash, { hash, owner, expiresMs: nowMs + SESSION_HOURS * 3_600_000 });
    await this.#save();
    return secret;
  }

  ownerOf(secret: string, nowMs: number): SessionOwner | undefined {
    const session = this.#sessions.get(hashSecret(secret));
    return session !== undefined && nowMs < session.expiresMs ? session.owner : undefined;
  }

  async end(secret: string): Promise<void> {
    if (this.#sessions.delete(hashSecret(secret))) await this.#save();
  }

  /** One write at a time; all that change while it runs share the next. */
  #save(): Promise<void> {
    if (this.#queued !== undefined) return this.#queued;
    const write = this.#last.then(() => {
      this.#queued = undefined;
      const sessions = [...this.#sessions.values()];
      return writeFileAtomically(this.#path, `${JSON.stringify({ sessions })}\n`);
    });
    this.#queued = write;
    this.#last = write.catch(() => undefined);
    return write;
  }
}
