/** Puts the API together: framework, guards, routes, and the life of what they share. */
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { Socket } from 'node:net';
import swagger, { type FastifyDynamicSwaggerOptions as SwaggerOptions } from '@fastify/swagger';
import websocket from '@fastify/websocket';
import type { InventoryEvent } from '@muster/facts/inventory';
import { FRAME_BYTES_MAX } from '@muster/facts/wire';
import Fastify, { type FastifyBaseLogger, LogController } from 'fastify';
import type { LedgerWitness } from '../evidence/witness.ts';
import type { Reconciler } from '../ports.ts';
import { type App, compileValidator, type TypeBoxProvider } from './app.ts';
import { addAuthentication } from './authenticate.ts';
import { addBodyReaders } from './bodies.ts';
import type { ApiContext } from './context.ts';
import { EventStream } from './event-stream.ts';
import { describeError, errorBody } from './failure.ts';
import { addHeaders } from './headers.ts';
import { IntakeBudget } from './intake-budget.ts';
import {
  BODY_BYTES_MAX,
  BUFFERED_CHUNKS_MAX,
  CLOSE_TIMEOUT_MS,
  DRAIN_TIMEOUT_MS,
  FRAGMENTS_MAX,
  INTAKE_BYTES_MAX,
  REQUEST_TIMEOUT_MS,
} from './limits.ts';
import { Metrics } from './metrics.ts';
import { ObserverSessions } from './observer-sessions.ts';
import { ObserverTokens } from './observer-tokens.ts';
import type { OriginRules } from './origins.ts';
import type { People } from './people/people.ts';
import { addRates } from './rates.ts';
import { addAssetRoute } from './routes/asset.ts';
import { addAssetRoutes } from './routes/assets.ts';
import { addConsoleRoutes } from './routes/console.ts';
import { addCustodyRoutes } from './routes/custody.ts';
import { addDecisionRoutes } from './routes/decisions.ts';
import { addEventRoutes } from './routes/events.ts';
import { addEvidenceRoute } from './routes/evidence.ts';
import { addEvidenceFileRoutes } from './routes/evidence-files.ts';
import { addImportFileRoute } from './routes/import-files.ts';
import { addImportRoutes } from './routes/imports.ts';
import { addIntakeRoutes } from './routes/intake.ts';
import { addInventoryRoutes } from './routes/inventory.ts';
import { addLabelRoutes } from './routes/labels.ts';
import { addLifecycleRoutes } from './routes/lifecycle.ts';
import { addLinkRoutes } from './routes/links.ts';
import { addMetricRoutes } from './routes/metrics.ts';
import { addObserverRoutes } from './routes/observers.ts';
import { addOpenRoutes } from './routes/open.ts';
import { addPeopleRoutes } from './routes/people.ts';
import { addPolicyRoutes } from './routes/policies.ts';
import { addQueueRoutes } from './routes/queue.ts';
import { addRelationRoutes } from './routes/relations.ts';
import { addReportRoutes } from './routes/reports.ts';
import { addRuleRoutes } from './routes/rules.ts';
import { addStocktakeRoutes } from './routes/stocktakes.ts';
import { addTagRoutes } from './routes/tags.ts';

export interface ApiOptions {
  readonly core: Reconciler;
  readonly people: People;
  readonly witness: LedgerWitness;
  readonly origins: OriginRules;
  /** PEM. Without it, plain HTTP. */
  readonly tls?: { readonly cert: string; readonly key: string };
  readonly log: FastifyBaseLogger;
  readonly nowMs: () => number;
  readonly version: string;
  readonly consoleDir: string;
}

export interface Api {
  readonly app: App;
  /** Keeps sessions and listeners alive or ends them; to be called every few seconds. */
  beat(): void;
  /** Stops intake, answers what was taken, closes every connection. The core stays open. */
  close(): Promise<void>;
}

export async function createApi(options: ApiOptions): Promise<Api> {
  const app = createApp(options);
  const context = createContext(options);
  const { core, nowMs } = options;
  addAnswers(app);
  // First: its hook marks upgrades, so that the socket of one turned away later is destroyed.
  await app.register(websocket, {
    options: WEBSOCKET_OPTIONS,
    // `ws` closes with the right code by itself (1009 for a frame too large).
    errorHandler: (err) => options.log.debug({ err }, 'websocket error'),
    // Sessions are answered before they are closed: see stop().
    preClose: (done) => done(),
  });
  addHeaders(app, options.origins, options.tls !== undefined);
  await addRates(app);
  addAuthentication(app, options.people, new ObserverTokens(core, nowMs));
  addBodyReaders(app);
  await app.register(swagger, { openapi: describeApi(options.version) });
  await addRoutes(app, context);
  const sockets = trackSockets(app.server);
  const stopListening = [
    core.onEvent((event) => context.events.publish(event)),
    core.onPeerEvent((event, isOwn) => followPeer(event, isOwn, context)),
    core.onEvent((event) => {
      if (event.kind === 'observer') context.sessions.observerChanged();
    }),
    core.onMissedEvents(() => context.events.startOver()),
    core.onMissedEvents(() => context.sessions.observerChanged()),
  ];
  await app.ready();
  return {
    app,
    beat() {
      context.sessions.beat();
      context.events.beat();
    },
    async close() {
      for (const each of stopListening) each();
      await stop(app, context, sockets);
    },
  };
}

/** An observer has one session, wherever: a newer one elsewhere replaces it, a revocation ends it. */
function followPeer(
  event: InventoryEvent,
  isOwn: boolean,
  { sessions, core, log }: ApiContext,
): void {
  if (event.kind !== 'observer' || !sessions.has(event.observerId)) return;
  const { observerId } = event;
  if (event.connected) {
    if (isOwn) sessions.confirm(observerId);
    else sessions.yield(observerId);
    return;
  }
  if (isOwn) return;
  core.observerKey(observerId).then(
    (key) => {
      if (key === undefined) sessions.revoke(observerId);
    },
    (err: unknown) => log.error({ err }, 'it could not be asked whether an observer was revoked'),
  );
}

/** Deflate stays off: it costs each socket 300 kB, and batches may be compressed as a whole. */
const WEBSOCKET_OPTIONS = {
  maxPayload: FRAME_BYTES_MAX,
  maxFragments: FRAGMENTS_MAX,
  maxBufferedChunks: BUFFERED_CHUNKS_MAX,
  closeTimeout: CLOSE_TIMEOUT_MS,
  perMessageDeflate: false,
};

/** Every connection, upgraded or not: the HTTP server itself forgets those it handed over. */
function trackSockets(server: Server): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  return sockets;
}

async function stop(
  app: App,
  { sessions, events }: ApiContext,
  sockets: ReadonlySet<Socket>,
): Promise<void> {
  // From here on no connection is taken; those that are open end one after the other.
  const closed = app.close();
  const cut = setTimeout(() => {
    for (const socket of sockets) socket.destroy();
  }, DRAIN_TIMEOUT_MS);
  await sessions.stop();
  events.stop();
  await closed;
  clearTimeout(cut);
}

function createApp({ tls, log, origins }: ApiOptions): App {
  return Fastify({
    serverFactory: (handler): Server => {
      const server =
        tls === undefined ? createHttpServer(handler) : createHttpsServer(tls, handler);
      server.requestTimeout = REQUEST_TIMEOUT_MS;
      return server;
    },
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_BYTES_MAX,
    forceCloseConnections: 'idle',
    // A proxy on this machine tells whom it speaks for; nobody else is believed.
    trustProxy: origins.publicUrl === undefined ? false : 'loopback',
    routerOptions: { maxParamLength: 512 },
  })
    .withTypeProvider<TypeBoxProvider>()
    .setValidatorCompiler(compileValidator)
    .setSerializerCompiler(() => JSON.stringify);
}

function createContext(options: ApiOptions): ApiContext {
  const { core, log, nowMs } = options;
  const metrics = new Metrics();
  const budget = new IntakeBudget(INTAKE_BYTES_MAX);
  const sessions = new ObserverSessions({ core, budget, metrics, log, nowMs });
  const events = new EventStream(metrics, nowMs);
  metrics.watch({
    sessions: () => sessions.size,
    eventClients: () => events.size,
    pendingBatches: () => budget.batches,
    pendingBytes: () => budget.bytes,
    stats: () => core.stats(),
  });
  const { tls, origins } = options;
  const isSecure = tls !== undefined || origins.publicUrl?.protocol === 'https:';
  return { ...options, metrics, budget, sessions, events, isSecure };
}

function addAnswers(app: App): void {
  app.setErrorHandler((error, request, reply) => {
    const { status, body, retryAfter } = describeError(error);
    if (status >= 500 && retryAfter === undefined) {
      request.log.error({ err: error, url: request.routeOptions.url }, 'request failed');
    }
    if (retryAfter !== undefined) reply.header('retry-after', retryAfter);
    return reply.code(status).send(body);
  });
  app.setNotFoundHandler((_, reply) =>
    reply.code(404).send(errorBody('not-found', 'there is nothing here for this method')),
  );
}

async function addRoutes(app: App, context: ApiContext): Promise<void> {
  addOpenRoutes(app, context);
  addPeopleRoutes(app, context);
  addInventoryRoutes(app, context);
  addAssetRoutes(app, context);
  addImportRoutes(app, context);
  await addImportFileRoute(app, context);
  addLabelRoutes(app, context);
  addLinkRoutes(app, context);
  addAssetRoute(app, context);
  addLifecycleRoutes(app, context);
  addCustodyRoutes(app, context);
  addTagRoutes(app, context);
  addPolicyRoutes(app, context);
  addStocktakeRoutes(app, context);
  await addEvidenceFileRoutes(app, context);
  addDecisionRoutes(app, context);
  addEvidenceRoute(app, context);
  addReportRoutes(app, context);
  addQueueRoutes(app, context);
  addRuleRoutes(app, context);
  addRelationRoutes(app, context);
  addMetricRoutes(app, context);
  addObserverRoutes(app, context);
  addEventRoutes(app, context);
  await addIntakeRoutes(app, context);
  await addConsoleRoutes(app, context);
}

function describeApi(version: string): NonNullable<SwaggerOptions['openapi']> {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Muster',
      version,
      description: 'Hardware inventory. Errors are { error: { code, message, problems? } }.',
    },
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'muster_session' },
        bearer: { type: 'http', scheme: 'bearer' },
      },
    },
    security: [{ session: [] }, { bearer: [] }],
  };
}
