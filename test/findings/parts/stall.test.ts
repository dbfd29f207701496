import { expect, test } from 'vitest'
import { memoryStall } from '../../../src/findings/parts/stall.ts'
import { pressure } from '../../../src/model/load/pressure.ts'
import { pressureOf } from '../looks.ts'
import { snapshotWith } from './snapshot.ts'

const of = (now: Readonly<Record<string, string>>) => memoryStall(snapshotWith(() => pressure.sources, { now }))

test('is of memory, and of no other resource', () => {
  const now = { '/proc/pressure/memory': pressureOf(12, 3), '/proc/pressure/io': pressureOf(80, 70) }
  expect(of(now)).toEqual({ some: 0.12, full: 0.03, missing: null })
})

test('is not 0 where the kernel does not tell', () => {
  expect(of({})).toMatchObject({ some: null, full: null, missing: { missing: 'off', remedy: 'boot with psi=1' } })
})
