/** The kinds of recordings, in the order they run. A new kind is one file and one line here. */
import type { KindRunner } from './score.ts';

/** Loaded when asked for: a kind may bring a server or a database with it. */
export const kinds: Readonly<Record<string, () => Promise<{ readonly run: KindRunner }>>> = {
  agent: () => import('./agent.ts'),
  snmp: () => import('./snmp.ts'),
  ssh: () => import('./ssh.ts'),
  mqtt: () => import('./mqtt.ts'),
  identity: () => import('./identity.ts'),
};
