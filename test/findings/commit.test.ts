import { expect, test } from 'vitest'
import { commit } from '../../src/findings/commit.ts'
import { processes } from '../model/record.ts'
import { capturedLook, clear, holder, lookAt, meminfoOf, notEvaluable, seen } from './looks.ts'

const machine = (mode: number, committed: number, limit = 10_000) => ({
  '/proc/meminfo': meminfoOf({ SwapTotal: 2000, SwapFree: 2000, CommitLimit: limit, Committed_AS: committed }),
  '/proc/sys/vm/overcommit_memory': `${mode}\n`,
})

test('in mode 2 the next malloc fails', () => {
  const rows = [holder(5, 'db', 4000), holder(6, 'sh', 1)]
  const look = seen(lookAt(commit, { now: machine(2, 9000), processes: processes(1000, rows, [0, 0]) }))
  expect(look).toMatchObject({ seen: 'warning', hold: false })
  expect(look.culprits[0]).toMatchObject({ name: 'db 5', share: '3.9 GiB' })
  expect(seen(lookAt(commit, { now: machine(2, 9700) })).seen).toBe('critical')
})

test('silent at its limit', () => {
  expect(seen(lookAt(commit, { now: machine(2, 8999) })).hold).toBe(true)
  clear(lookAt(commit, { now: machine(2, 8699) }))
})

test('in mode 0 more than there is is told only, in mode 1 not even that', () => {
  expect(seen(lookAt(commit, { now: machine(0, 18_384) })).seen).toBe('info')
  clear(lookAt(commit, { now: machine(0, 18_380) }))
  clear(lookAt(commit, { now: machine(1, 90_000) }))
})

test('cannot be told without the mode or the sums', () => {
  const { '/proc/meminfo': own } = machine(2, 1)
  expect(notEvaluable(lookAt(commit, { now: { '/proc/meminfo': own } })).source).toBe('/proc/sys/vm/overcommit_memory')
  notEvaluable(lookAt(commit, { now: { ...machine(2, 1), '/proc/meminfo': meminfoOf({}) } }))
})

test('a captured machine is silent', async () => {
  clear(await capturedLook(commit, 'idle-4node'))
})
