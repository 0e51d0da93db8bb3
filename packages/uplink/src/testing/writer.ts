/**
 * A process that observes without end, for tests that kill it: prints a key as soon as, and only
 * when, its sighting is durable in the spool. Its argument is JSON: data folder, reconciler,
 * the prefix of its keys, limits.
 */
import { writeSync } from 'node:fs';
import { enableCompileCache, flushCompileCache } from 'node:module';
import { join } from 'node:path';
import type { UplinkLimits } from '../uplink.ts';

export interface WriterOptions {
  readonly dataFolder: string;
  readonly reconciler: string;
  readonly prefix: string;
  readonly limits: Partial<UplinkLimits>;
  /** What a stand-in takes where absent. */
  readonly token?: string;
}

/** Whoever should kill it has gone: it does not stay behind. */
const LIFE_MS = 60_000;
setTimeout(() => process.exit(1), LIFE_MS).unref();

const given = JSON.parse(process.argv[2] ?? '{}') as WriterOptions;
const { dataFolder, reconciler, prefix, limits, token } = given;
// Later runs start faster. Written down by hand, since this process does not end by itself.
enableCompileCache(join(dataFolder, 'compiled'));
const { openUplink } = await import('../uplink.ts');
const { optionsFor, sightingOf } = await import('./fixtures.ts');
flushCompileCache();

const { Secret } = await import('../secret.ts');
const enrolmentToken = { kind: 'value', value: new Secret(token ?? 'let-me-in') } as const;
const uplink = await openUplink(optionsFor(dataFolder, reconciler, { limits, enrolmentToken }));
for (let n = 0; ; n += 1) {
  const key = `${prefix}-${n}`;
  // Now and then one that nothing joins, so that kills meet new files and joined ones.
  const text = 'x'.repeat(n % 5 === 0 ? 70_000 : 10);
  const sent = await uplink.send([sightingOf(key, { extensions: { text } })]);
  if (sent.kind === 'spooled') writeSync(1, `${key}\n`);
}
