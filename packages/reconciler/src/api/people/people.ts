/** Who of the people asks: an API key, a session, a code or a password turned into a principal. */
import type { Principal } from '../access.ts';
import { openApiKey } from './api-key.ts';
import { secretsEqual } from './secret.ts';
import { Sessions } from './sessions.ts';
import { SignInCodes } from './sign-in-codes.ts';
import { Users } from './users.ts';

type Person = Extract<Principal, { kind: 'person' }>;

export type SignedIn =
  | { readonly kind: 'signed-in'; readonly secret: string; readonly person: Person }
  | { readonly kind: 'refused' | 'busy' };

/** The name by which decisions of whoever signed in by code, or used the key, are recorded. */
const LOCAL_NAME = 'local-admin';
const KEY_NAME = 'api-key';

export class People {
  readonly users: Users;
  readonly codes: SignInCodes = new SignInCodes();
  readonly #sessions: Sessions;
  readonly #apiKey: string;
  readonly #nowMs: () => number;

  private constructor(users: Users, sessions: Sessions, apiKey: string, nowMs: () => number) {
    this.users = users;
    this.#sessions = sessions;
    this.#apiKey = apiKey;
    this.#nowMs = nowMs;
  }

  static async open(dataDir: string, nowMs: () => number): Promise<People> {
    const users = await Users.open(dataDir);
    const sessions = await Sessions.open(dataDir);
    return new People(users, sessions, await openApiKey(dataDir), nowMs);
  }

  byApiKey(key: string): Person | undefined {
    if (!secretsEqual(key, this.#apiKey)) return undefined;
    return { kind: 'person', name: KEY_NAME, role: 'admin', by: 'api-key' };
  }

  /** A user's role is looked up each time: a removed user's sessions end at once. */
  bySession(secret: string): Person | undefined {
    const owner = this.#sessions.ownerOf(secret, this.#nowMs());
    if (owner === undefined) return undefined;
    if (owner.kind === 'code') return localPerson;
    const role = this.users.roleOf(owner.name);
    return role && { kind: 'person', name: owner.name, role, by: 'session' };
  }

  async signInByCode(code: string): Promise<SignedIn> {
    if (!this.codes.spend(code, this.#nowMs())) return { kind: 'refused' };
    const secret = await this.#sessions.create({ kind: 'code' }, this.#nowMs());
    return { kind: 'signed-in', secret, person: localPerson };
  }

  async signInByPassword(name: string, password: string): Promise<SignedIn> {
    const checked = await this.users.check(name, password);
    if (checked === 'busy') return { kind: 'busy' };
    const role = this.users.roleOf(name);
    if (checked === 'wrong' || role === undefined) return { kind: 'refused' };
    const secret = await this.#sessions.create({ kind: 'user', name }, this.#nowMs());
    return {
      kind: 'signed-in',
      secret,
      person: { kind: 'person', name, role, by: 'session' },
    };
  }

  async signOut(secret: string): Promise<void> {
    await this.#sessions.end(secret);
  }
}

const localPerson: Person = { kind: 'person', name: LOCAL_NAME, role: 'admin', by: 'session' };
