/** How often one address may ask: sign-in and enrolment tightly, the rest against runaway loops. */
import rateLimit from '@fastify/rate-limit';
import type { App } from './app.ts';
import { RequestFailure } from './failure.ts';
import { RATE_ADDRESSES_MAX, REQUESTS_PER_MINUTE } from './limits.ts';

export interface Rate {
  readonly max: number;
  readonly timeWindow: number;
}

export function perMinute(max: number): Rate {
  return { max, timeWindow: 60_000 };
}

/** Routes tighten it with `config.rateLimit`; counting is per address (per /64 for IPv6). */
export async function addRates(app: App): Promise<void> {
  await app.register(rateLimit, {
    ...perMinute(REQUESTS_PER_MINUTE),
    cache: RATE_ADDRESSES_MAX,
    enableDraftSpec: true,
    errorResponseBuilder: (_, { ttl }) =>
      new RequestFailure(429, 'too-many', 'too many requests from this address', {
        retryAfter: Math.ceil(ttl / 1000),
      }),
  });
}
