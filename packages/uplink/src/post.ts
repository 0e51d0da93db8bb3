/**
 * The road of one-shot agents: the spool, batch by batch, over `POST /api/v1/observations` as
 * gzipped NDJSON. The same answers mean the same as in a session.
 */
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { judgePostAnswer } from './answer.ts';
import type { Delivery, OutgoingBatch } from './delivery.ts';
import type { HttpClient } from './http.ts';

const compress = promisify(gzip);

export interface PostOptions {
  readonly url: URL;
  readonly http: HttpClient;
  readonly delivery: Delivery;
  /** A new token for every request. */
  readonly token: () => string;
  /** Told of the Date header of every answer. */
  readonly onDate: (date: string) => boolean;
  readonly signal: AbortSignal | undefined;
}

export type Posted =
  /** The spool is empty. */
  | { readonly kind: 'acknowledged' }
  | { readonly kind: 'observer-refused'; readonly reason: string; readonly isClock: boolean }
  | { readonly kind: 'unreachable'; readonly reason: string };

/** Posts until the spool is empty or the reconciler does not take more. */
export async function postPending(options: PostOptions): Promise<Posted> {
  const { delivery, signal } = options;
  try {
    for (;;) {
      if (signal?.aborted) return { kind: 'unreachable', reason: 'stopped before the end' };
      const batch = await delivery.take();
      if (batch === undefined) return { kind: 'acknowledged' };
      const stopped = await postBatch(batch, options);
      if (stopped !== undefined) return stopped;
    }
  } finally {
    delivery.giveBack();
  }
}

async function postBatch(
  batch: OutgoingBatch,
  { url, http, delivery, token, onDate, signal }: PostOptions,
): Promise<Posted | undefined> {
  const answered = await http.post({
    url,
    headers: {
      authorization: `Bearer ${token()}`,
      'content-type': 'application/x-ndjson',
      'content-encoding': 'gzip',
      accept: 'application/json',
    },
    body: await compress(`${batch.lines.join('\n')}\n`),
    signal,
  });
  const isClock =
    answered.kind === 'answered' && answered.date !== undefined && onDate(answered.date);
  const answer = judgePostAnswer(answered);
  switch (answer.kind) {
    case 'acknowledged':
      await delivery.acknowledged(batch, answer);
      await delivery.wanted(answer.wanted);
      return undefined;
    case 'batch-refused':
      await delivery.refused(batch, answer.reason);
      return undefined;
    case 'observer-refused':
      return { kind: 'observer-refused', reason: answer.reason, isClock };
    case 'unreachable':
      return { kind: 'unreachable', reason: answer.reason };
  }
}
