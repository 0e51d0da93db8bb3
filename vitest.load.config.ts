import { defineConfig, type ViteUserConfig } from 'vitest/config';

/** What needs a machine of its own for minutes: a hundred processes. Not part of CI. */
const config: ViteUserConfig = defineConfig({
  test: {
    include: ['test/load/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});

export default config;
