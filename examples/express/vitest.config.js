import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    globalSetup: './sandbox.js',
    // Each test has a sandbox tenant of its own.
    sequence: { concurrent: true },
    maxConcurrency: 10,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
