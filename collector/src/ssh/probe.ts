/** One device over SSH, from target to sightings: the reader behind `probe ssh` and `run`. */
import { deadline } from '../deadline.ts';
import type { Load, ProbeOptions, ProbeOutcome } from '../probe.ts';
import type { SshTarget } from '../target.ts';
import { openConnection } from './driver/connection.ts';
import type { HostKeyBook } from './driver/host-key.ts';
import { hostKeysInMemory } from './driver/host-key-file.ts';
import { DEVICE_TIMEOUT_MS } from './driver/limits.ts';
import type { ShellTimes } from './driver/shell.ts';
import type { Platform } from './platform.ts';
import { PLATFORMS, platformNamed } from './platforms.ts';
import { sightingsOf } from './sightings.ts';
import { visitDevice } from './visit.ts';

export interface SshProbeOptions extends ProbeOptions {
  /** Where host keys are pinned; without one a key is only checked against the target's own. */
  readonly hostKeys?: HostKeyBook;
  readonly platforms?: readonly Platform[];
  readonly times?: ShellTimes;
  /** Receives the transcript, secrets masked, whatever the outcome. */
  readonly onTranscript?: (transcript: string) => void;
}

/** Another key than the pinned one answers: refused before anything secret was sent. */
export interface HostKeyChanged {
  readonly kind: 'refused';
  readonly cause: 'host-key-changed';
  readonly reason: string;
  readonly pinned: readonly string[];
  readonly offered: string;
  readonly load?: Load;
}

export type SshOutcome = ProbeOutcome | HostKeyChanged;

export async function probeSsh(target: SshTarget, options: SshProbeOptions): Promise<SshOutcome> {
  const startedMs = performance.now();
  const given = target.platform === 'auto' ? undefined : platformNamed(target.platform);
  if (target.platform !== 'auto' && given === undefined) {
    return { kind: 'unsupported', reason: `there is no platform "${target.platform}"` };
  }
  using visit = deadline(target.timeoutMs ?? DEVICE_TIMEOUT_MS, options.signal);
  const { signal } = visit;
  const opened = await openConnection(target, options.hostKeys ?? hostKeysInMemory(), signal);
  const elapsedMs = () => Math.round(performance.now() - startedMs);
  if (opened.kind !== 'connected') {
    const load = { requests: 1, bytesIn: 0, bytesOut: 0, elapsedMs: elapsedMs() };
    if (opened.kind !== 'host-key-changed') return { ...opened, load };
    const { reason, pinned, offered } = opened;
    return { kind: 'refused', cause: 'host-key-changed', reason, pinned, offered, load };
  }
  const { connection } = opened;
  const visited = await visitDevice(connection, {
    platforms: options.platforms ?? PLATFORMS,
    login: loginOf(target),
    signal,
    ...(given !== undefined && { platform: given }),
    ...(options.times !== undefined && { times: options.times }),
  });
  options.onTranscript?.(visited.transcript.toString());
  const traffic = connection.traffic();
  await connection.close();
  const load: Load = { requests: visited.requests, ...traffic, elapsedMs: elapsedMs() };
  if (visited.kind !== 'read') return { kind: visited.kind, reason: visited.reason, load };
  const { platform, captures, unread, host } = visited;
  const sightings = sightingsOf({
    platform,
    captures,
    unread,
    observedAt: options.now(),
    address: `${target.host}:${target.port}`,
    fingerprint: connection.hostKey.fingerprint,
    identification: connection.identification,
    oldAlgorithms: connection.oldAlgorithms,
    ...(host !== undefined && { host }),
    ...(target.site !== undefined && { site: target.site }),
  });
  return { kind: 'observed', sightings: [...sightings], load };
}

function loginOf(target: SshTarget): {
  readonly user: string;
  readonly password?: string;
  readonly enable?: string;
} {
  const { user, password, enableSecret } = target;
  return {
    user,
    ...(password !== undefined && { password: password.reveal() }),
    ...(enableSecret !== undefined && { enable: enableSecret.reveal() }),
  };
}
