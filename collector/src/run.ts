/**
 * The collector's daemon: pollers and listeners on one side, the uplink on the other. Shutdown has
 * an order: readers stop, what they gathered is spooled, the uplink drains and closes.
 */
import type { Sighting } from '@muster/facts/observation';
import type { Coverage, ObserverHealth } from '@muster/facts/wire';
import type { Uplink, UplinkOptions } from '@muster/uplink/uplink';
import type { Logger } from 'pino';
import { classifierOf } from './classify.ts';
import type { Listener, ListenerOptions } from './listener.ts';
import type { CollectorConfig } from './load-config.ts';
import type { BrokerEvent, BrokerTarget, ServeOptions } from './mqtt/broker/serve.ts';
import type { ListenOptions } from './mqtt/listen.ts';
import { Outlet } from './outlet.ts';
import { openPolling, type Polling, type PollReaders } from './polling.ts';
import type { SegmentTarget } from './segment/listen.ts';
import type { MqttTarget } from './target.ts';

/** The readers, loaded when the configuration needs them. */
export interface Readers extends PollReaders {
  readonly mqtt: () => Promise<
    (
      target: MqttTarget,
      onSighting: (sighting: Sighting) => void,
      options: ListenOptions,
    ) => Promise<Listener>
  >;
  readonly ownBroker: () => Promise<
    (
      target: BrokerTarget,
      onSighting: (sighting: Sighting) => void,
      options: ServeOptions,
    ) => Promise<Listener>
  >;
  readonly segment: () => Promise<
    (
      target: SegmentTarget,
      onSighting: (sighting: Sighting) => void,
      options: ListenerOptions,
    ) => Promise<Listener>
  >;
}

export interface RunOptions {
  readonly config: CollectorConfig;
  readonly version: string;
  /** What of the uplink the configuration does not say. */
  readonly uplink: Pick<UplinkOptions, 'reconciler' | 'dataFolder' | 'enrolmentToken' | 'tls'>;
  readonly openUplink: (options: UplinkOptions) => Promise<Uplink>;
  readonly readers: Readers;
  readonly now: () => Date;
  readonly random: () => number;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

/** The wire's bound on what one observer reports as failing. */
const FAILING_MAX = 256;
const DRAIN_MS = 5000;
const NO_LOAD = { visits: 0, requests: 0, bytes: 0, elapsedMs: 0 } as const;

/** Resolves when the signal is aborted and everything has ended. */
export async function runCollectorDaemon(options: RunOptions): Promise<void> {
  const { config, logger, signal } = options;
  const listeners: Listener[] = [];
  let polling: Polling | undefined;
  let share: { readonly self: string; readonly members: readonly string[] } | undefined;
  const failing = () =>
    [...(polling === undefined ? [] : [polling]), ...listeners]
      .flatMap((each) => each.failing())
      .slice(0, FAILING_MAX)
      .map(fit);
  const uplink = await options.openUplink({
    ...options.uplink,
    observer: {
      kind: 'collector',
      name: config.name,
      version: options.version,
      ...(config.site !== undefined && { site: config.site }),
    },
    mode: 'session',
    coverage: () => coverageOf(config),
    failing,
    onReport: (reason) => {
      logger.info({ reason }, 'asked to observe again');
      polling?.askAgain();
      for (const listener of listeners) listener.tellAgain();
    },
    load: () => polling?.caused() ?? NO_LOAD,
    ...(config.share && {
      share: config.share.group,
      onShare: (self: string, members: readonly string[]) => {
        share = { self, members };
        polling?.shareChanged(self, members);
      },
    }),
    logger,
  });
  const outlet = new Outlet(uplink, logger);
  try {
    polling = await openPolling(options, (sightings) => outlet.put(sightings));
    // It may have been told while the readers were loaded.
    if (share !== undefined) polling.shareChanged(share.self, share.members);
    for (const broker of config.brokers)
      listeners.push(await openListener(options, broker, outlet));
    if (config.ownBroker !== undefined) {
      listeners.push(await openOwnBroker(options, config.ownBroker, outlet));
    }
    if (config.segment !== undefined) {
      listeners.push(await openSegment(options, config.segment, outlet));
    }
    logger.info(
      { polled: config.polls.length, brokers: config.brokers.length },
      'the collector observes',
    );
    await Promise.all([polling.run(), untilAborted(signal)]);
  } finally {
    await Promise.all([polling?.close(), ...listeners.map((listener) => listener.close())]);
    await outlet.put([]);
    await uplink.close(DRAIN_MS);
    logger.info('the collector has ended');
  }
}

async function openListener(
  { config, readers, now, logger, signal }: RunOptions,
  { target, isPersistent, devicesPerGateway, generic }: CollectorConfig['brokers'][number],
  outlet: Outlet,
): Promise<Listener> {
  const listen = await readers.mqtt();
  const classify = classifierOf(config.classification);
  return listen(target, (sighting) => void outlet.put([classify(sighting)]), {
    now,
    signal,
    isPersistent,
    conventions: config.conventions,
    ...(generic && { generic }),
    hasRoom: () => outlet.hasRoom(),
    ...(devicesPerGateway !== undefined && { limits: { devicesPerGateway } }),
    onState: (state) => {
      if (state.kind === 'lost') {
        const { kind, reason } = state.failure;
        logger.warn(
          { broker: target.url, outcome: kind, reason, retryMs: state.retryMs },
          'lost the broker',
        );
        return;
      }
      logger.info({ broker: target.url, protocol: state.protocol }, 'listens to the broker');
      if (state.refused.length > 0) {
        logger.warn(
          { broker: target.url, topics: state.refused },
          'the broker refuses some topics',
        );
      }
    },
  });
}

async function openOwnBroker(
  { config, readers, now, logger, signal }: RunOptions,
  { target, devicesPerGateway }: NonNullable<CollectorConfig['ownBroker']>,
  outlet: Outlet,
): Promise<Listener> {
  const listen = await readers.ownBroker();
  const classify = classifierOf(config.classification);
  return listen(target, (sighting) => void outlet.put([classify(sighting)]), {
    now,
    signal,
    conventions: config.conventions,
    hasRoom: () => outlet.hasRoom(),
    ...(devicesPerGateway !== undefined && { limits: { devicesPerGateway } }),
    onEvent: (event) => logBrokerEvent(event, logger),
  });
}

function logBrokerEvent(event: BrokerEvent, logger: Logger): void {
  const { kind, ...fields } = event;
  switch (kind) {
    case 'open':
      logger.info(fields, 'gateways may come to the own broker');
      return;
    case 'shut':
      logger.warn(fields, 'cannot open the own broker here; tries again');
      return;
    case 'unsaved':
      logger.warn(fields, 'cannot keep what is retained');
      return;
    case 'refused':
      logger.warn(fields, 'the own broker refuses a client; further times are counted');
  }
}

async function openSegment(
  { readers, now, signal }: RunOptions,
  target: SegmentTarget,
  outlet: Outlet,
): Promise<Listener> {
  const listen = await readers.segment();
  const onSighting = (sighting: Sighting) => void outlet.put([sighting]);
  return listen(target, onSighting, { now, signal, hasRoom: () => outlet.hasRoom() });
}

function coverageOf({ polls, brokers, ownBroker, segments, segment }: CollectorConfig): Coverage {
  const sources = new Set<Coverage['sources'][number]>(polls.map(({ kind }) => kind));
  if (brokers.length > 0 || ownBroker !== undefined) sources.add('mqtt');
  if (segment?.dhcp === true || (segment?.leases?.length ?? 0) > 0) sources.add('dhcp');
  if (segment?.syslogPort !== undefined) sources.add('dhcp').add('arp');
  if (segment?.mdns === true) sources.add('mdns');
  if (segment?.ssdp === true) sources.add('ssdp');
  if (segment?.neighborsEveryMs !== undefined) sources.add('arp');
  return { sources: [...sources], segments };
}

function fit({
  what,
  why,
  ...rest
}: ObserverHealth['failing'][number]): ObserverHealth['failing'][number] {
  return { ...rest, what: what.slice(0, 256), why: why.slice(0, 1024) };
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
