import { expect, test } from 'vitest'
import type { HostFacts } from '../../../src/host/host.ts'
import { localHost } from '../../../src/host/local.ts'
import { NO_HISTORY } from '../../../src/model/history.ts'
import { logNow, logNowSources } from '../../../src/model/kernel-log/now.ts'
import { Snapshot } from '../../../src/model/snapshot.ts'
import { monotonic } from '../../../src/monotonic.ts'
import { samplesOf, someFacts } from '../samples-of.ts'

const nowOf = (facts: HostFacts, files: Readonly<Record<string, string>>, seconds: number) =>
  logNow(new Snapshot(samplesOf(logNowSources, files, null, seconds), facts, NO_HISTORY))

const files = { '/proc/uptime': '90000.00 1.00\n' }

test('records know nothing of the time the machine was suspended, the uptime does', () => {
  // It booted 100 s before the clock of the samples began, and slept for most of a day.
  expect(nowOf({ ...someFacts, booted: -100e9 }, files, 20)).toBe(120)
})

test('of a capture only the uptime is known', () => {
  expect(nowOf(someFacts, files, 20)).toBe(90_000)
  expect(nowOf(someFacts, {}, 20)).toBeNull()
})

test('here the boot is as long ago as CLOCK_MONOTONIC says', () => {
  const host = localHost()
  const { booted = Number.NaN } = host.facts
  host.close()
  expect((monotonic() * 1e6 - booted) / 1e9).toBeCloseTo(Number(process.hrtime.bigint()) / 1e9, 1)
})
