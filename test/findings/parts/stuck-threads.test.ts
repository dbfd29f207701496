import { expect, test } from 'vitest'
import { itWaits, mostWait, stuckCulprits } from '../../../src/findings/parts/stuck-threads.ts'
import { loadSources } from '../../../src/model/load/model.ts'
import { stuckThreads } from '../../../src/model/load/stuck.ts'
import { CPU_STAT, scannedAt, writer } from '../disk-machine.ts'
import { snapshotWith } from './snapshot.ts'

const of = (wchans: readonly string[]) => {
  const rows = wchans.map((_, i) => writer(i + 1, `p${i + 1}`, 0, 1000))
  const stuck = Object.fromEntries(wchans.map((wchan, i) => [i + 1, wchan]))
  return stuckThreads(snapshotWith(loadSources, { now: CPU_STAT, processes: scannedAt(1000, rows, stuck) })) ?? []
}

test('what most of them wait for, and not the first', () => {
  const said = mostWait(of(['balance_dirty_pages', 'submit_bio_wait', 'submit_bio_wait']))
  expect(said).toBe(mostWait(of(['submit_bio_wait'])))
  expect(said).not.toBe(mostWait(of(['balance_dirty_pages'])))
  expect(mostWait([])).toBe('sleeps in the kernel')
})

test('three of them, with where they sleep', () => {
  const culprits = stuckCulprits(of(['submit_bio_wait', 'submit_bio_wait', 'a_b', 'c_d']))
  expect(culprits.map(({ kind, key, name, share }) => [kind, key, name, share])).toEqual([
    ['process', '1:1', 'p1 1', 'submit_bio_wait'],
    ['process', '2:2', 'p2 2', 'submit_bio_wait'],
    ['process', '3:3', 'p3 3', 'a_b'],
  ])
})

test('a thread of a process by both numbers; a function that is not told is not made up', () => {
  const [first] = of(['submit_bio_wait'])
  if (!first) throw new Error('none is stuck')
  const { thread } = first
  const other = { ...first, thread: { ...thread, wchan: null, look: { ...thread.look, tid: 77 } } }
  expect(stuckCulprits([other])[0]).toMatchObject({
    ...{ kind: 'thread', key: '1:1:77', name: 'p1 77', share: 'its kernel function is not told' },
    drill: { view: 'process', page: 'threads', about: { pid: 1, start: 1 } },
  })
})

test.each([
  ['waits inside ext4', 'it waits inside ext4'],
  ['its cgroup is over its memory limit', 'its cgroup is over its memory limit'],
  ['the queue of the disk is full', 'the queue of the disk is full'],
  ['a driver sleeps for a while', 'a driver sleeps for a while'],
  ['vfork parent of 7', 'it is a vfork parent of 7'],
  ['in a kernel function that whytop does not know', 'it is in a kernel function that whytop does not know'],
])('%s: a clause of its own', (wait, clause) => {
  expect(itWaits(wait)).toBe(clause)
})
