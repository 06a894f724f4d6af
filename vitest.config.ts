import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Real browsers, peers and lane faults on a machine that has other work: another try tells a starved run from a broken one, and the report says that it was needed.
    retry: 2,
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/build-once.ts'],
    // Real threads, real sockets, two cores: a slow machine is no failure.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
  },
});
