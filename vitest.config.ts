import { defineConfig, type ViteUserConfig } from 'vitest/config';

/** What needs nothing but npm. Services and the browser have configurations of their own. */
const config: ViteUserConfig = defineConfig({
  test: {
    include: [
      'agent/src/**/*.test.ts',
      'agent/packaging/**/*.test.ts',
      'collector/src/**/*.test.ts',
      'packages/*/src/**/*.test.ts',
      'test/system/**/*.test.ts',
      'test/tidy/**/*.test.ts',
      'test/conformance/**/*.test.ts',
      'test/identity/**/*.test.ts',
    ],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20_000,
  },
});

export default config;
