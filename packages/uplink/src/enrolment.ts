/**
 * Keeps the observer enrolled: enrols it once, offers the same key again after a crash, and gets
 * a new identity only when the old one is refused time and again and a new token is there. The
 * old key goes only when the new one is admitted.
 */
import { readFile } from 'node:fs/promises';
import type { Address } from './address.ts';
import { enrol } from './enrol.ts';
import type { Folder } from './folder.ts';
import type { HttpClient } from './http.ts';
import {
  type Enrolled,
  type Identity,
  type KeyPair,
  makeKeyPair,
  tokenDigestOf,
  writeIdentity,
} from './identity.ts';
import { REFUSALS_BEFORE_ENROLLING, REFUSED_TOKEN_RETRY_MS } from './limits.ts';
import type { Log } from './log.ts';
import type { Rim } from './rim.ts';
import { Secret } from './secret.ts';
import type { EnrolmentToken, EnrolOutcome, UplinkOptions } from './uplink.ts';

export interface EnrolmentOptions {
  readonly folder: Folder;
  readonly identity: Identity;
  readonly address: Address;
  readonly observer: UplinkOptions['observer'];
  readonly token: EnrolmentToken | undefined;
  readonly http: HttpClient;
  readonly rim: Rim;
  readonly logger: Log;
  readonly onEnrolled: (observerId: string) => void;
}

export class Enrolment {
  readonly #options: EnrolmentOptions;
  #identity: Identity;
  /** The disk refused the last write: tried again, since memory is ahead of it. */
  #isUnsaved = false;
  #refusals = 0;
  #refusedToken:
    | { readonly digest: string; readonly reason: string; readonly atMs: number }
    | undefined;
  #running: Promise<EnrolOutcome> | undefined;

  constructor(options: EnrolmentOptions) {
    this.#options = options;
    this.#identity = options.identity;
  }

  get enrolled(): Enrolled | undefined {
    return this.#identity.enrolled;
  }

  /** The reconciler accepts this observer: refusals before were strays. */
  noteAccepted(): void {
    this.#refusals = 0;
  }

  noteRefused(): void {
    this.#refusals += 1;
  }

  /** Makes no call while the observer is enrolled and not refused. One attempt at a time. */
  ensure(signal: AbortSignal | undefined): Promise<EnrolOutcome> {
    this.#running ??= this.#ensure(signal).finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #ensure(signal: AbortSignal | undefined): Promise<EnrolOutcome> {
    if (this.#isUnsaved) await this.#save(this.#identity);
    const { enrolled } = this.#identity;
    const already: EnrolOutcome | undefined = enrolled && {
      kind: 'enrolled',
      observerId: enrolled.observerId,
      already: true,
    };
    if (already !== undefined && this.#refusals < REFUSALS_BEFORE_ENROLLING) return already;

    const token = await readToken(this.#options.token);
    if (token.kind === 'no-token') return already ?? token;
    const digest = tokenDigestOf(token.secret);
    if (already !== undefined && digest === enrolled?.tokenDigest) return already;
    if (this.#wasRefusedLately(digest)) return already ?? this.#refusal();

    const outcome = await this.#enrol(token.secret, digest, signal);
    // A good key is kept for another try whatever became of the new one.
    return outcome.kind === 'enrolled' ? outcome : (already ?? outcome);
  }

  async #enrol(
    token: Secret,
    digest: string,
    signal: AbortSignal | undefined,
  ): Promise<EnrolOutcome> {
    const { address, observer, http, rim, logger, onEnrolled } = this.#options;
    const candidate = await this.#candidate();
    if (candidate === undefined)
      return { kind: 'unreachable', reason: 'a key cannot be kept: the disk refuses it' };
    const { kind, name, version } = observer;
    const { publicKey } = candidate;
    const call = { url: address.enroll, token, kind, name, version, publicKey, signal };
    const answer = await enrol(http, call);
    if (answer.kind === 'refused') {
      this.#refusedToken = { digest, reason: answer.reason, atMs: rim.monotonicMs() };
      logger.error({ reason: answer.reason }, 'enrolment refused');
      return answer;
    }
    if (answer.kind === 'unreachable') return answer;
    const { observerId } = answer;
    const enrolledAt = new Date(rim.nowMs()).toISOString();
    const { installId } = this.#identity;
    this.#identity = {
      installId,
      enrolled: { observerId, key: candidate, tokenDigest: digest, enrolledAt },
    };
    this.#refusals = 0;
    await this.#save(this.#identity);
    logger.info({ observerId }, 'enrolled');
    onEnrolled(observerId);
    return { kind: 'enrolled', observerId, already: false };
  }

  /** On disk before it is offered, so that an answer lost in a crash can be asked for again. */
  async #candidate(): Promise<KeyPair | undefined> {
    if (this.#identity.candidate !== undefined) return this.#identity.candidate;
    const candidate = makeKeyPair();
    const next = { ...this.#identity, candidate };
    if (!(await this.#save(next))) return undefined;
    this.#identity = next;
    return candidate;
  }

  async #save(identity: Identity): Promise<boolean> {
    const written = await writeIdentity(this.#options.folder, identity);
    this.#isUnsaved = written.kind !== 'written';
    if (written.kind !== 'written')
      this.#options.logger.error({ err: written.cause }, 'identity not saved');
    return written.kind === 'written';
  }

  #wasRefusedLately(digest: string): boolean {
    const refused = this.#refusedToken;
    if (refused?.digest !== digest) return false;
    return this.#options.rim.monotonicMs() - refused.atMs < REFUSED_TOKEN_RETRY_MS;
  }

  #refusal(): EnrolOutcome {
    return { kind: 'refused', reason: this.#refusedToken?.reason ?? 'the token was refused' };
  }
}

type TokenRead =
  | { readonly kind: 'token'; readonly secret: Secret }
  | { readonly kind: 'no-token'; readonly reason: string };

async function readToken(token: EnrolmentToken | undefined): Promise<TokenRead> {
  if (token === undefined) return { kind: 'no-token', reason: 'no enrolment token is configured' };
  if (token.kind === 'value') return { kind: 'token', secret: token.value };
  const text = await readFile(token.path, 'utf8').catch(() => '');
  const secret = text.trim();
  if (secret !== '') return { kind: 'token', secret: new Secret(secret) };
  return { kind: 'no-token', reason: `${token.path} holds no enrolment token` };
}
