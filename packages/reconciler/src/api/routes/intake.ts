/** Observations over HTTP: what a session carries in frames, for one-shot agents and third parties. */
import type { Disposition } from '@muster/facts/inventory';
import { BATCH_ITEMS_MAX } from '@muster/facts/wire';
import type { IngestResult } from '../../ports.ts';
import type { Principal } from '../access.ts';
import type { App } from '../app.ts';
import { addNdjsonReader } from '../bodies.ts';
import type { ApiContext } from '../context.ts';
import { RequestFailure } from '../failure.ts';
import {
  OBSERVATION_POSTS_PER_MINUTE,
  OBSERVATIONS_BYTES_MAX,
  OBSERVATIONS_ITEMS_MAX,
} from '../limits.ts';
import { perMinute } from '../rates.ts';
import { views } from '../views.ts';

export async function addIntakeRoutes(app: App, context: ApiContext): Promise<void> {
  // In a scope of its own: no other route reads NDJSON.
  await app.register(async (scope: App) => {
    addNdjsonReader(scope);
    scope.post(
      '/api/v1/observations',
      {
        bodyLimit: OBSERVATIONS_BYTES_MAX,
        config: { access: 'intake', rateLimit: perMinute(OBSERVATION_POSTS_PER_MINUTE) },
        schema: { response: { 200: views.ingestResult } },
      },
      async ({ body, principal }) => {
        const result = await ingest(itemsOf(body), speakerOf(principal), context);
        if (principal?.kind === 'observer') context.sessions.heard(principal.id);
        return result;
      },
    );
  });
}

/** One observation, an array, or `{ items }`; what they hold is judged item by item. */
export function itemsOf(body: unknown): readonly unknown[] {
  const items = Array.isArray(body) ? body : itemsMember(body);
  if (items.length === 0) {
    throw new RequestFailure(400, 'bad-request', 'there is no observation in the body');
  }
  if (items.length > OBSERVATIONS_ITEMS_MAX) {
    const message = `more than ${OBSERVATIONS_ITEMS_MAX} observations at once`;
    throw new RequestFailure(413, 'too-many-items', message);
  }
  return items;
}

function itemsMember(body: unknown): readonly unknown[] {
  if (typeof body !== 'object' || body === null) {
    throw new RequestFailure(
      400,
      'bad-request',
      'the body is one observation, an array of them, or {"items": […]}',
    );
  }
  return 'items' in body && Array.isArray(body.items) ? body.items : [body];
}

/** Whoever posts with an API key speaks under that key's name. */
function speakerOf(principal: Principal | undefined): string {
  if (principal === undefined) throw new Error('the route asks for a principal');
  return principal.kind === 'observer' ? principal.id : principal.name;
}

/** The core takes a batch at a time; each is durable before the next is begun. */
async function ingest(
  items: readonly unknown[],
  observerId: string,
  { core, metrics, nowMs }: ApiContext,
): Promise<IngestResult> {
  const counts: Partial<Record<Disposition, number>> = {};
  const exceptions: IngestResult['exceptions'][number][] = [];
  const wanted: IngestResult['wanted'][number][] = [];
  for (let at = 0; at < items.length; at += BATCH_ITEMS_MAX) {
    const startedMs = nowMs();
    const result = await core.ingest(observerId, items.slice(at, at + BATCH_ITEMS_MAX));
    metrics.ingested(result.counts, (nowMs() - startedMs) / 1000);
    for (const [disposition, count] of entriesOf(result.counts)) {
      counts[disposition] = (counts[disposition] ?? 0) + count;
    }
    exceptions.push(...result.exceptions);
    wanted.push(...result.wanted);
  }
  return { counts, exceptions, wanted };
}

function entriesOf(counts: IngestResult['counts']): readonly [Disposition, number][] {
  return Object.entries(counts) as [Disposition, number][];
}
