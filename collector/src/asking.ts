/**
 * One question to one device: its credentials in order, each within what its account may still be
 * tried, a deadline that holds even for a reader that ignores it, and the load it caused.
 */
import type { CredentialGuard } from './credential-guard.ts';
import { deadline } from './deadline.ts';
import type { Poll } from './poll.ts';
import {
  type Load,
  type ProbeOptions,
  type ProbeOutcome,
  type TurnTaker,
  troubleText,
} from './probe.ts';
import type { RedfishTarget, SnmpTarget, SshTarget } from './target.ts';

export interface Probes {
  readonly snmp: (target: SnmpTarget, options: ProbeOptions) => Promise<ProbeOutcome>;
  readonly ssh: (target: SshTarget, options: ProbeOptions) => Promise<ProbeOutcome>;
  readonly redfish: (target: RedfishTarget, options: ProbeOptions) => Promise<ProbeOutcome>;
}

export interface AskingOptions {
  readonly probes: Probes;
  readonly guard: CredentialGuard;
  readonly now: () => Date;
  readonly signal: AbortSignal;
  readonly turn?: TurnTaker;
}

/** What is known of the device from before. */
export interface Before {
  readonly hasAnswered: boolean;
  /** The target that was let in last time: it is tried first. */
  readonly admitted?: SnmpTarget;
}

export type Answer =
  | { readonly kind: 'asked'; readonly outcome: ProbeOutcome; readonly admitted?: SnmpTarget }
  /** Not asked: the account is held back until then. */
  | { readonly kind: 'held'; readonly untilMs: number };

/** A probe that ignores its deadline for longer is left behind, and its place given to another. */
const GRACE_MS = 5000;

/** Rejects only for a bug in a reader. */
export async function askDevice(
  poll: Poll,
  before: Before,
  options: AskingOptions,
): Promise<Answer> {
  const { now, signal } = options;
  using limit = deadline(poll.timeoutMs, signal);
  using left = leftBehind(poll.timeoutMs, limit.signal);
  const question = { now, signal: limit.signal, ...(options.turn && { turn: options.turn }) };
  const asking =
    poll.kind === 'snmp'
      ? askWithEach(poll, before, options, question)
      : askOne(poll.id, poll, before.hasAnswered, options, question);
  return await Promise.race([asking, left.outcome]);
}

async function askWithEach(
  { id, targets }: Extract<Poll, { kind: 'snmp' }>,
  { admitted }: Before,
  options: AskingOptions,
  question: ProbeOptions,
): Promise<Answer> {
  let answer: Answer = {
    kind: 'asked',
    outcome: { kind: 'refused', reason: 'there are no credentials for it' },
  };
  let load: Load | undefined;
  let lacking: string | undefined;
  const ordered =
    admitted === undefined ? targets : [admitted, ...targets.filter((each) => each !== admitted)];
  for (const target of ordered) {
    const one = { kind: 'snmp', target } as const;
    const next = await askOne(id, one, target === admitted, options, question);
    // Others may still be let in; that this one was held back is said where nothing else is.
    if (next.kind === 'held') {
      if (answer.kind === 'asked' && load === undefined) answer = next;
      continue;
    }
    load = sumOf(load, next.outcome.load);
    const outcome = load === undefined ? next.outcome : { ...next.outcome, load };
    if (outcome.kind === 'observed') return { kind: 'asked', outcome, admitted: target };
    answer = { kind: 'asked', outcome };
    if (outcome.kind === 'unsupported') lacking = troubleText(outcome);
    // SNMPv2c answers a wrong community with silence: only what surely is not there ends the tries.
    if (outcome.kind === 'unreachable' || question.signal.aborted) break;
  }
  return lacking === undefined ? answer : alsoSaying(lacking, answer);
}

/** Silence of the others does not hide that one could not be tried at all. */
function alsoSaying(lacking: string, answer: Answer): Answer {
  if (answer.kind === 'held') return answer;
  const { outcome } = answer;
  if (outcome.kind === 'observed' || outcome.kind === 'unsupported') return answer;
  return { ...answer, outcome: { ...outcome, reason: `${outcome.reason}; ${lacking}` } };
}

type One =
  | { readonly kind: 'snmp'; readonly target: SnmpTarget }
  | Pick<Extract<Poll, { kind: 'ssh' }>, 'kind' | 'target'>
  | Pick<Extract<Poll, { kind: 'redfish' }>, 'kind' | 'target'>;

/** With one set of credentials. */
async function askOne(
  by: string,
  one: One,
  isProven: boolean,
  { probes, guard }: AskingOptions,
  question: ProbeOptions,
): Promise<Answer> {
  const account = accountOf(one);
  const permit = account === undefined ? FREE : await guard.begin(account, by, isProven);
  if (permit.kind === 'held') return permit;
  try {
    const turn = admittedTurn(question.turn, () => permit.end('admitted'));
    const outcome = await probe(one, probes, { ...question, turn });
    permit.end(verdictOf(outcome));
    return { kind: 'asked', outcome };
  } finally {
    permit.end('unknown');
  }
}

function probe(one: One, probes: Probes, options: ProbeOptions): Promise<ProbeOutcome> {
  switch (one.kind) {
    case 'ssh':
      return probes.ssh(one.target, options);
    case 'redfish':
      return probes.redfish(one.target, options);
    case 'snmp':
      return probes.snmp(one.target, options);
  }
}

const FREE = { kind: 'given', end: () => {} } as const;

/** A device that we did not trust was not told the secret: its account was not refused. */
function verdictOf(outcome: ProbeOutcome): 'admitted' | 'refused' | 'unknown' {
  if (outcome.kind === 'observed') return 'admitted';
  return outcome.kind === 'refused' && outcome.cause === undefined ? 'refused' : 'unknown';
}

/** Nothing for communities, which lock nothing. */
function accountOf(one: One): string | undefined {
  if (one.kind !== 'snmp') return `${one.kind} ${one.target.user}`;
  const { credentials } = one.target;
  return credentials.kind === 'user' && credentials.auth !== undefined
    ? `snmp ${credentials.user}`
    : undefined;
}

/** Whoever asks a second question after an answer has been let in by the first. */
function admittedTurn(turn: TurnTaker | undefined, onAdmitted: () => void): TurnTaker {
  let turns = 0;
  return (soFar) => {
    turns += 1;
    if (turns === 2 && soFar.bytesIn > 0) onAdmitted();
    return turn?.(soFar);
  };
}

function sumOf(one: Load | undefined, other: Load | undefined): Load | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return {
    requests: one.requests + other.requests,
    bytesIn: one.bytesIn + other.bytesIn,
    bytesOut: one.bytesOut + other.bytesOut,
    elapsedMs: one.elapsedMs + other.elapsedMs,
  };
}

/** @param limit aborts when the time is over, or all is to end. */
function leftBehind(
  timeoutMs: number,
  limit: AbortSignal,
): Disposable & { readonly outcome: Promise<Answer> } {
  const { promise: outcome, resolve } = Promise.withResolvers<Answer>();
  const leave = (): void =>
    resolve({
      kind: 'asked',
      outcome: { kind: 'timeout', reason: `no end after ${timeoutMs} ms` },
    });
  let timer: NodeJS.Timeout | undefined;
  const wait = (): void => {
    timer = setTimeout(leave, GRACE_MS);
  };
  if (limit.aborted) wait();
  else limit.addEventListener('abort', wait, { once: true });
  return {
    outcome,
    [Symbol.dispose]: () => {
      clearTimeout(timer);
      limit.removeEventListener('abort', wait);
    },
  };
}
