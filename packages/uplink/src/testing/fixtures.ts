/** What tests of observers need again and again: a data folder, sightings, a quiet log. */
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sighting } from '@muster/facts/observation';
import { type Logger, pino } from 'pino';
import { Secret } from '../secret.ts';
import type { UplinkLimits, UplinkOptions } from '../uplink.ts';

export const quiet: Logger = pino({ level: 'silent' });

/** Short enough that a test sees a second and a third attempt within a moment. */
export const BRISK: Partial<UplinkLimits> = { backoffFirstMs: 10, backoffMaxMs: 50 };

export interface TestFolder {
  readonly path: string;
  readonly remove: () => Promise<void>;
}

export async function makeTestFolder(): Promise<TestFolder> {
  const path = await mkdtemp(join(tmpdir(), 'muster-uplink-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** A serial such as a maker would print: it must not look like a placeholder. */
export function serialOf(key: string): string {
  return `EX${createHash('sha256').update(key).digest('hex').slice(0, 10).toUpperCase()}`;
}

/** An invented device. The serial is what differs. */
export function sightingOf(key: string, changes: Partial<Sighting> = {}): Sighting {
  return {
    observedAt: '2026-11-21T10:00:00.000Z',
    source: 'agent',
    profile: 'linux',
    key,
    presence: 'seen',
    device: { vendor: 'Example', model: 'Box 1', serial: serialOf(key) },
    ...changes,
  };
}

export function optionsFor(
  dataFolder: string,
  reconciler: string,
  changes: Partial<UplinkOptions> = {},
): UplinkOptions {
  return {
    reconciler,
    dataFolder,
    observer: { kind: 'agent', name: 'host-1', version: '0.1.0' },
    mode: 'session',
    enrolmentToken: { kind: 'value', value: new Secret('let-me-in') },
    logger: quiet,
    limits: BRISK,
    ...changes,
  };
}

/** Polls for what other processes and sockets bring about. Fails by the test's own time limit. */
export async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise((resolve) => setTimeout(resolve, 5));
}
