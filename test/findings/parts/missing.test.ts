import { expect, test } from 'vitest'
import { noRate, notTold } from '../../../src/findings/parts/missing.ts'
import { vmstat } from '../../../src/parse/vmstat.ts'
import { snapshotWith } from './snapshot.ts'

const SOME = { '/proc/vmstat': 'nr_dirty 1\n' }
const of = (now: Readonly<Record<string, string>>, was?: Readonly<Record<string, string>>) =>
  snapshotWith(() => [vmstat], { now, ...(was && { was }) })

test('a file that is not there gives its own reason', () => {
  expect(notTold(of({}), vmstat, 'x')).toMatchObject({ missing: 'absent', why: expect.stringContaining('has no') })
  expect(noRate(of({}, SOME), vmstat, 'x').why).toContain('has no')
})

test('a file that is there lacks this number', () => {
  expect(notTold(of(SOME), vmstat, 'oom_kill').why).toBe('/proc/vmstat does not tell oom_kill')
  expect(noRate(of(SOME, SOME), vmstat, 'oom_kill').why).toBe('/proc/vmstat does not tell oom_kill')
})

test('a rate needs two samples, and the first of them to be there', () => {
  expect(noRate(of(SOME), vmstat, 'x')).toMatchObject({ missing: 'pending', remedy: null })
  expect(noRate(of(SOME, {}), vmstat, 'x').missing).toBe('pending')
})
