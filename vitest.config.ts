import { defineConfig } from 'vitest/config'

const result = process.env.WHYTOP_TEST_RESULT

export default defineConfig({
  test: {
    // Live tests look at a machine that moves: what fails by chance is looked at again, what is wrong fails thrice.
    retry: 2,
    // Minutes of real trouble, by `npm run incidents`.
    include: [process.env.WHYTOP_INCIDENTS ? 'test/incidents/*.incident.ts' : 'test/**/*.test.ts'],
    globalSetup: 'test/build.ts',
    // One time zone for every frame, whatever the machine's.
    env: { TZ: 'UTC' },
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // With live tests that read the whole machine, more workers than CPUs would only time each other out.
    maxWorkers: 2,
    ...(result === undefined ? {} : { reporters: ['default', 'json'], outputFile: { json: result } }),
  },
})
