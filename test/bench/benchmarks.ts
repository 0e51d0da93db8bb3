/** The benchmarks by name. A new one is one file and one line here. */
import type { Benchmark } from './report.ts';

export const benchmarks: Readonly<Record<string, () => Promise<{ readonly bench: Benchmark }>>> = {
  agent: () => import('./agent.ts'),
  identify: () => import('./identify.ts'),
  intake: () => import('./intake.ts'),
  inventory: () => import('./inventory.ts'),
  mqtt: () => import('./mqtt.ts'),
  postgres: () => import('./postgres.ts'),
  rogue: () => import('./rogue.ts'),
  snmp: () => import('./snmp.ts'),
  ssh: () => import('./ssh.ts'),
  sweep: () => import('./sweep.ts'),
  trap: () => import('./trap.ts'),
};
