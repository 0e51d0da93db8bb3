import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { isPostgresMissing } from './test/services/postgres.ts';

const patient = { pool: 'forks', maxWorkers: 1, testTimeout: 60_000, hookTimeout: 60_000 } as const;

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
          include: isPostgresMissing() ? [] : ['packages/reconciler/src/open.test.ts'],
          setupFiles: ['test/services/on-postgres.ts'],
        },
      },
    ],
  },
});

export default config;
