/**
 * What `once`, `run` and `enroll` have in common: the uplink of this installation, one look handed
 * to it, and the state that `status` reads.
 */
import type { Sighting } from '@muster/facts/observation';
import type { Log } from '@muster/uplink/log';
import { openUplink, type Sent, type Uplink, type UplinkOptions } from '@muster/uplink/uplink';
import { openLiveHost } from './host/live.ts';
import { platformOf } from './host/platform.ts';
import { observeHost } from './observe.ts';
import type { AgentState } from './schemas.ts';
import type { Settings } from './settings.ts';
import { writeState } from './state.ts';
import { AGENT_VERSION } from './version.ts';

export interface Session {
  readonly uplink: Uplink;
  /** Looks at the host and makes what was seen durable. */
  look(signal: AbortSignal): Promise<Sent>;
  /** Writes the state down where it has changed; `nextLookAt` for a daemon. */
  note(nextLookAt?: Date): Promise<void>;
}

export interface SessionOptions {
  readonly settings: Settings;
  readonly mode: UplinkOptions['mode'];
  readonly logger: Log;
  readonly onReport?: (reason: string) => void;
}

/** @throws ConfigError of the uplink: an address or a data folder that cannot work. */
export async function openSession(options: SessionOptions): Promise<Session> {
  const { settings, mode, logger, onReport } = options;
  let last: Sighting | undefined;
  let noted = '';
  const hanging = new Set<string>();
  const uplink = await openUplink({
    reconciler: settings.reconciler,
    dataFolder: settings.dataFolder,
    observer: {
      kind: 'agent',
      name: settings.name,
      version: AGENT_VERSION,
      ...(settings.site !== undefined && { site: settings.site }),
    },
    mode,
    ...(settings.enrolmentToken && { enrolmentToken: settings.enrolmentToken }),
    ...(settings.tls && { tls: settings.tls }),
    // An agent sees its own host and nothing else: its silence says nothing of other devices.
    coverage: () => ({ sources: ['agent'], segments: [] }),
    failing: () => failingOf(last),
    ...(onReport && { onReport }),
    logger,
  });
  return {
    uplink,
    look: async (signal) => {
      const host = openLiveHost({ platform: platformOf(process.platform), signal });
      last = await observeHost(host, {
        key: uplink.installId,
        now: () => new Date(),
        without: settings.without,
        hanging,
      });
      const sent = await uplink.send([last]);
      logLook(logger, last, sent);
      return sent;
    },
    note: async (nextLookAt) => {
      const state = stateOf(settings, uplink, last, nextLookAt);
      // A daemon asks every minute: a disk that sleeps is not woken to be told the same.
      const said = JSON.stringify({ ...state, writtenAt: undefined });
      if (said === noted) return;
      await writeState(settings.dataFolder, state);
      noted = said;
    },
  };
}

/** What broke or hung just now; what needs a privilege is no trouble of today. */
function failingOf(sighting: Sighting | undefined) {
  return (sighting?.unread ?? [])
    .filter(({ why }) => why === 'timeout' || why === 'failed')
    .map(({ what, hint }) => ({ what, why: hint ?? 'failed' }));
}

function logLook(logger: Log, sighting: Sighting, sent: Sent): void {
  const fields = {
    serial: sighting.device.serial,
    class: sighting.class,
    components: sighting.components?.length ?? 0,
    unread: sighting.unread?.length ?? 0,
  };
  if (sent.kind === 'lost') logger.error({ ...fields, why: sent.why }, 'observation lost');
  else logger.info({ ...fields, sent: sent.kind }, 'host observed');
}

function stateOf(
  settings: Settings,
  uplink: Uplink,
  last: Sighting | undefined,
  nextLookAt: Date | undefined,
): AgentState {
  const { observerId, link, health } = uplink.status();
  return {
    writtenAt: new Date().toISOString(),
    processId: process.pid,
    version: AGENT_VERSION,
    reconciler: settings.reconciler,
    installId: uplink.installId,
    ...(observerId !== undefined && { observerId }),
    link: { kind: link.kind, ...('reason' in link && { reason: link.reason }) },
    ...(last && { lastLookAt: last.observedAt }),
    ...(nextLookAt && { nextLookAt: nextLookAt.toISOString() }),
    spooledBatches: health.spooledBatches,
    spooledBytes: health.spooledBytes,
    lost: health.lost,
    unread: (last?.unread ?? []).map(({ what, why, hint }) =>
      hint === undefined ? `${what}: ${why}` : `${what}: ${why} (${hint})`,
    ),
  };
}
