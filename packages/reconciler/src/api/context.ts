/** What the routes share: the core behind its ports, and what lives beside it. */
import type { FastifyBaseLogger } from 'fastify';
import type { LedgerWitness } from '../evidence/witness.ts';
import type { Reconciler } from '../ports.ts';
import type { EventStream } from './event-stream.ts';
import type { IntakeBudget } from './intake-budget.ts';
import type { Metrics } from './metrics.ts';
import type { ObserverSessions } from './observer-sessions.ts';
import type { OriginRules } from './origins.ts';
import type { People } from './people/people.ts';

export interface ApiContext {
  readonly core: Reconciler;
  readonly people: People;
  readonly witness: LedgerWitness;
  readonly sessions: ObserverSessions;
  readonly events: EventStream;
  readonly metrics: Metrics;
  readonly budget: IntakeBudget;
  readonly origins: OriginRules;
  /** The address as people see it has TLS: cookies are kept to it. */
  readonly isSecure: boolean;
  readonly log: FastifyBaseLogger;
  readonly nowMs: () => number;
  readonly version: string;
  /** `packages/console/dist`. */
  readonly consoleDir: string;
}
