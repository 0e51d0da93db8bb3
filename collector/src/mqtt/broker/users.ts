/** Who may come to the collector's own broker, and which topics are whose. */
import { createHmac, randomBytes } from 'node:crypto';
import { covers } from '../topic-filter.ts';
import { isPassword, type PasswordHash, parsePasswordHash } from './password.ts';

export interface BrokerUser {
  readonly name: string;
  /** Absent: a client certificate with this common name is the only way in. */
  readonly password?: PasswordHash;
  /** Filters under which it may publish, and listen. */
  readonly topics: readonly string[];
  /** Filters under which it may listen, beside those. */
  readonly reads: readonly string[];
}

export type Admission =
  | { readonly kind: 'admitted'; readonly user: BrokerUser }
  | { readonly kind: 'refused' }
  /** Too many passwords are being judged just now. */
  | { readonly kind: 'busy' };

/** Each judgement takes 32 MB and 60 ms: so many may wait, a second's worth. */
const JUDGED_MAX = 64;

/** Takes as long as a real one: whether a name exists is not to be told from the time. */
const NOBODY: PasswordHash | undefined = parsePasswordHash(
  `$scrypt$ln=15,r=8,p=3$${'A'.repeat(22)}$${'A'.repeat(43)}`,
);

export class UserDirectory {
  readonly #users: ReadonlyMap<string, BrokerUser>;
  /** Of passwords that were right, under a key of this process: gateways come back often. */
  readonly #known = new Map<string, string>();
  readonly #key = randomBytes(32);
  #judging: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(users: readonly BrokerUser[]) {
    this.#users = new Map(users.map((user) => [user.name, user]));
  }

  /** @param certificate the common name of a client certificate that was verified */
  async admit(
    name: string | undefined,
    password: Buffer | undefined,
    certificate: string | undefined,
  ): Promise<Admission> {
    if (certificate !== undefined && (name === undefined || name === certificate)) {
      const user = this.#users.get(certificate);
      return user === undefined ? { kind: 'refused' } : { kind: 'admitted', user };
    }
    if (name === undefined || password === undefined) return { kind: 'refused' };
    const user = this.#users.get(name);
    const mark = createHmac('sha256', this.#key).update(password).digest('base64');
    if (user !== undefined && this.#known.get(name) === mark) return { kind: 'admitted', user };
    if (this.#waiting >= JUDGED_MAX) return { kind: 'busy' };
    const isRight = await this.#judge(user?.password ?? NOBODY, password);
    if (!isRight || user?.password === undefined) return { kind: 'refused' };
    this.#known.set(name, mark);
    return { kind: 'admitted', user };
  }

  /** One after the other: a flood of guesses takes one thread and 32 MB, not all of them. */
  async #judge(hash: PasswordHash | undefined, password: Buffer): Promise<boolean> {
    this.#waiting += 1;
    const judged = this.#judging.then(() => hash !== undefined && isPassword(hash, password));
    this.#judging = judged.catch(() => false);
    try {
      return await judged;
    } finally {
      this.#waiting -= 1;
    }
  }
}

export function mayPublish(user: BrokerUser, topic: string): boolean {
  return user.topics.some((filter) => covers(filter, topic));
}

export function mayRead(user: BrokerUser, filter: string): boolean {
  return [...user.topics, ...user.reads].some((own) => covers(own, filter));
}
