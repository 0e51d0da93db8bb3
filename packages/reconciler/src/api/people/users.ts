/** Local users and their roles, in one file of the data folder. */
import { join } from 'node:path';
import { parserOf } from '@muster/facts/parsed';
import { Type } from 'typebox';
import { ROLES, type Role } from '../access.ts';
import { USERS_MAX } from '../limits.ts';
import { readJsonFile, writeFileAtomically } from './json-file.ts';
import { checkPassword, hashPassword, type PasswordHash } from './password.ts';

export interface UserView {
  readonly name: string;
  readonly role: Role;
  readonly createdAt: string;
}

interface User extends UserView {
  readonly password: PasswordHash;
}

export type Added = { readonly kind: 'added' } | { readonly kind: 'exists' | 'full' };

const closed = { additionalProperties: false } as const;
const parseUsers = parserOf(
  Type.Object(
    {
      users: Type.Array(
        Type.Object(
          {
            name: Type.String({ minLength: 1, maxLength: 64 }),
            role: Type.Unsafe<Role>(Type.String({ enum: [...ROLES] })),
            createdAt: Type.String(),
            password: Type.Object(
              {
                salt: Type.String({ maxLength: 64 }),
                cost: Type.Integer({ minimum: 16_384, maximum: 131_072 }),
                hash: Type.String({ minLength: 43, maxLength: 43 }),
              },
              closed,
            ),
          },
          closed,
        ),
        { maxItems: USERS_MAX },
      ),
    },
    closed,
  ),
);

export class Users {
  readonly #path: string;
  #users: ReadonlyMap<string, User>;
  /** Writes go one after another: each starts from what the one before left. */
  #last: Promise<unknown> = Promise.resolve();

  private constructor(path: string, users: readonly User[]) {
    this.#path = path;
    this.#users = new Map(users.map((user) => [user.name, user]));
  }

  static async open(dataDir: string): Promise<Users> {
    const path = join(dataDir, 'users.json');
    const stored = await readJsonFile(path, parseUsers);
    return new Users(path, stored?.users ?? []);
  }

  list(): readonly UserView[] {
    return [...this.#users.values()].map(({ name, role, createdAt }) => ({
      name,
      role,
      createdAt,
    }));
  }

  roleOf(name: string): Role | undefined {
    return this.#users.get(name)?.role;
  }

  async check(name: string, password: string): Promise<'right' | 'wrong' | 'busy'> {
    return checkPassword(password, this.#users.get(name)?.password);
  }

  async add(input: {
    readonly name: string;
    readonly role: Role;
    readonly password: string;
    readonly now: Date;
  }): Promise<Added> {
    const { name, role, now } = input;
    const password = await hashPassword(input.password);
    return this.#change((users) => {
      if (users.has(name)) return { kind: 'exists' };
      if (users.size >= USERS_MAX) return { kind: 'full' };
      users.set(name, { name, role, createdAt: now.toISOString(), password });
      return { kind: 'added' };
    });
  }

  /** `false`: there is no such user. */
  async remove(name: string): Promise<boolean> {
    return this.#change((users) => users.delete(name));
  }

  async #change<T>(decide: (users: Map<string, User>) => T): Promise<T> {
    const change = this.#last.then(async () => {
      const users = new Map(this.#users);
      const result = decide(users);
      const text = JSON.stringify({ users: [...users.values()] }, undefined, 2);
      await writeFileAtomically(this.#path, `${text}\n`);
      this.#users = users;
      return result;
    });
    this.#last = change.catch(() => undefined);
    return change;
  }
}
