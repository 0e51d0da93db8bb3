import { defineConfig, type ViteUserConfig } from 'vitest/config';

/** The console in a real Chromium. */
const config: ViteUserConfig = defineConfig({
  test: {
    include: ['test/browser/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});

export default config;
