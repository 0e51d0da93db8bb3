/** Reads request bodies: strict UTF-8, JSON with the faulty line named, gzip that cannot be a bomb. */
import { Transform } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { App } from './app.ts';
import { RequestFailure } from './failure.ts';
import { type Decoded, decodeJson, decodeNdjson } from './json.ts';
import { BODIES_IN_FLIGHT_MAX, BODY_BYTES_MAX } from './limits.ts';

/** Where a route takes large bodies, this many of them are in memory at most. */
export class BodySlots {
  #taken = 0;

  take(): boolean {
    if (this.#taken >= BODIES_IN_FLIGHT_MAX) return false;
    this.#taken += 1;
    return true;
  }

  release(): void {
    this.#taken -= 1;
  }
}

export function addBodyReaders(app: App): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<Buffer>(
    'application/json',
    { parseAs: 'buffer' },
    async (_: unknown, body: Buffer) =>
      body.length === 0 ? undefined : unwrap(decodeJson(textOf(body))),
  );
  const slots = new BodySlots();
  app.addHook('preParsing', async (request, reply, payload) => {
    const limit = request.routeOptions.bodyLimit ?? BODY_BYTES_MAX;
    if (limit > BODY_BYTES_MAX) {
      if (!slots.take()) {
        throw new RequestFailure(503, 'busy', 'too many large bodies at once', { retryAfter: 1 });
      }
      reply.raw.once('close', () => slots.release());
    }
    const encoding = request.headers['content-encoding'] ?? 'identity';
    if (encoding === 'identity') return payload;
    if (encoding === 'gzip') return inflate(payload, limit);
    reply.header('accept-encoding', 'gzip');
    throw new RequestFailure(415, 'content-encoding', 'a body may be plain or gzip');
  });
}

/** For the one route that takes a stream of observations. */
export function addNdjsonReader(app: App): void {
  app.addContentTypeParser<Buffer>(
    ['application/x-ndjson', 'application/jsonl'],
    { parseAs: 'buffer' },
    async (_: unknown, body: Buffer) => unwrap(decodeNdjson(textOf(body))),
  );
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

function textOf(body: Buffer): string {
  try {
    return strictUtf8.decode(body);
  } catch {
    throw new RequestFailure(400, 'bad-encoding', 'the body is not UTF-8');
  }
}

function unwrap<T>(decoded: Decoded<T>): T {
  if (decoded.kind === 'decoded') return decoded.value;
  throw new RequestFailure(400, 'bad-json', decoded.message);
}

/** Fastify holds `receivedEncodedLength` against the content-length of the compressed body. */
type Inflated = Transform & { receivedEncodedLength: number };

/** Ends with 413 as soon as the limit is passed, whatever is still to come. */
function inflate(payload: NodeJS.ReadableStream, limit: number): Inflated {
  const gunzip = createGunzip();
  let inflatedBytes = 0;
  const bounded: Inflated = Object.assign(
    new Transform({
      transform(chunk: Buffer, _, done) {
        inflatedBytes += chunk.length;
        if (inflatedBytes <= limit) return done(null, chunk);
        done(new RequestFailure(413, 'too-large', 'the inflated body is larger than it may be'));
      },
    }),
    { receivedEncodedLength: 0 },
  );
  payload.on('data', (chunk: Buffer) => {
    bounded.receivedEncodedLength += chunk.length;
  });
  // The request itself is not destroyed with them: its answer still has to go out.
  const stop = (error: Error) => {
    payload.unpipe(gunzip);
    payload.resume();
    gunzip.destroy();
    bounded.destroy(error);
  };
  gunzip.on('error', () => stop(new RequestFailure(400, 'bad-gzip', 'the body is not gzip')));
  bounded.on('error', stop);
  payload.on('error', stop);
  payload.pipe(gunzip).pipe(bounded);
  return bounded;
}
