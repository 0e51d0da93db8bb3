import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { isPostgresMissing } from './test/services/postgres.ts';

const patient = { pool: 'forks', maxWorkers: 1, testTimeout: 60_000, hookTimeout: 60_000 } as const;

/** Tests that open a core (`testing/core.ts`) and look at it from outside. */
const CORE = [
  'packages/reconciler/src/acts/**/*.test.ts',
  'packages/reconciler/src/decisions/decide.test.ts',
  'packages/reconciler/src/evidence/evidence.test.ts',
  'packages/reconciler/src/decisions/link.test.ts',
  'packages/reconciler/src/judge/timed.test.ts',
  'packages/reconciler/src/nothing-lost.test.ts',
  'packages/reconciler/src/open.test.ts',
  'packages/reconciler/src/read/as-of.test.ts',
  'packages/reconciler/src/registry/registry.test.ts',
  'packages/reconciler/src/rules/rules.test.ts',
];

/** Against real snmpd, sshd, Mosquitto, PostgreSQL, NATS: see test/services/README.md. */
const config: ViteUserConfig = defineConfig({
  test: {
    projects: [
      { test: { ...patient, name: 'services', include: ['test/services/**/*.test.ts'] } },
      {
        // What `npm test` runs on SQLite, once more.
        test: {
          ...patient,
          name: 'core on PostgreSQL',
          include: isPostgresMissing() ? [] : CORE,
          setupFiles: ['test/services/on-postgres.ts'],
        },
      },
    ],
  },
});

export default config;
