import { defineConfig, type ViteUserConfig } from 'vitest/config';

/** Against real snmpd, sshd, Mosquitto, PostgreSQL, NATS: see test/services/README.md. */
const config: ViteUserConfig = defineConfig({
  test: {
    include: ['test/services/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});

export default config;
