/**
 * The collector's daemon: pollers and listeners on one side, the uplink on the other. Shutdown has
 * an order: readers stop, what they gathered is spooled, the uplink drains and closes.
 */
import type { Sighting } from '@muster/facts/observation';
import type { Coverage, ObserverHealth } from '@muster/facts/wire';
import type { Uplink, UplinkOptions } from '@muster/uplink/uplink';
import type { Logger } from 'pino';
import type { Listener, ListenerOptions } from './listener.ts';
import type { CollectorConfig } from './load-config.ts';
import type { BrokerEvent, BrokerTarget, ServeOptions } from './mqtt/broker/serve.ts';
import type { ListenOptions } from './mqtt/listen.ts';
import { Outlet } from './outlet.ts';
import type { Poll } from './poll.ts';
import { Poller, type PollerOptions, type Probes } from './poller.ts';
import type { SegmentTarget } from './segment/listen.ts';
import type { TrapListener, TrapOptions, TrapTarget } from './snmp/traps/listen.ts';
import type { MqttTarget } from './target.ts';

/** The readers, loaded when the configuration needs them. */
export interface Readers {
  readonly snmp: () => Promise<Probes['snmp']>;
  readonly ssh: () => Promise<Probes['ssh']>;
  readonly redfish: () => Promise<Probes['redfish']>;
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
  readonly traps: () => Promise<
    (
      target: TrapTarget,
      onSightings: (sightings: readonly Sighting[]) => void,
      options: TrapOptions,
    ) => TrapListener
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

/** Resolves when the signal is aborted and everything has ended. */
export async function runCollectorDaemon(options: RunOptions): Promise<void> {
  const { config, logger, signal } = options;
  const pollers: Poller[] = [];
  const listeners: Listener[] = [];
  const failing = () =>
    [...pollers, ...listeners]
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
      for (const poller of pollers) poller.askAgain();
      for (const listener of listeners) listener.tellAgain();
    },
    logger,
  });
  const outlet = new Outlet(uplink, logger);
  try {
    let ear: TrapListener | undefined;
    const opened = await openPollers(options, outlet, (id, sightings) =>
      ear?.visited(id, sightings),
    );
    pollers.push(...opened.all);
    if (config.traps !== undefined && opened.snmp !== undefined) {
      ear = await openTraps(options, config.traps, opened.snmp, outlet);
      listeners.push(ear);
    }
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
    await Promise.all([...pollers.map((poller) => poller.run()), untilAborted(signal)]);
  } finally {
    await Promise.all(listeners.map((listener) => listener.close()));
    await outlet.put([]);
    await uplink.close(DRAIN_MS);
    logger.info('the collector has ended');
  }
}

/** Protocols do not share their places: a segment of hung SSH servers delays no switch. */
async function openPollers(
  options: RunOptions,
  outlet: Outlet,
  onVisited: NonNullable<PollerOptions['onVisited']>,
): Promise<{ readonly all: readonly Poller[]; readonly snmp?: Poller }> {
  const { config, readers, now, random, logger, signal } = options;
  const notConfigured = () => Promise.reject(new Error('this protocol is not configured'));
  const pollers = new Map<Poll['kind'], Poller>();
  for (const kind of ['snmp', 'ssh', 'redfish'] as const) {
    const polls = config.polls.filter((poll: Poll) => poll.kind === kind);
    if (polls.length === 0) continue;
    const probes: Probes = {
      snmp: kind === 'snmp' ? await readers.snmp() : notConfigured,
      ssh: kind === 'ssh' ? await readers.ssh() : notConfigured,
      redfish: kind === 'redfish' ? await readers.redfish() : notConfigured,
    };
    pollers.set(
      kind,
      new Poller({
        polls,
        concurrency: config.concurrency[kind],
        probes,
        now,
        random,
        onSightings: (sightings) => outlet.put(sightings),
        ...(kind === 'snmp' && { onVisited }),
        logger,
        signal,
      }),
    );
  }
  const snmp = pollers.get('snmp');
  return { all: [...pollers.values()], ...(snmp && { snmp }) };
}

async function openTraps(
  { config, readers, now, logger, signal }: RunOptions,
  target: TrapTarget,
  poller: Poller,
  outlet: Outlet,
): Promise<TrapListener> {
  const listen = await readers.traps();
  const hosts = new Map(
    config.polls.flatMap((poll) =>
      poll.kind === 'snmp' ? [[poll.id, poll.targets[0]?.host ?? ''] as const] : [],
    ),
  );
  return listen(target, (sightings) => void outlet.put(sightings), {
    now,
    signal,
    logger,
    hosts,
    targetOf: (id) => poller.targetOf(id),
    askNow: (id) => poller.askNow(id),
    mayAsk: () => true,
    turnOf: () => undefined,
  });
}

async function openListener(
  { config, readers, now, logger, signal }: RunOptions,
  { target, isPersistent, devicesPerGateway, generic }: CollectorConfig['brokers'][number],
  outlet: Outlet,
): Promise<Listener> {
  const listen = await readers.mqtt();
  return listen(target, (sighting) => void outlet.put([sighting]), {
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
  return listen(target, (sighting) => void outlet.put([sighting]), {
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
