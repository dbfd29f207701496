import { expect, test } from 'vitest'
import type { KernelThread } from '../../../src/model/disks/kernel-threads.ts'
import { type History, NO_HISTORY, withPoint } from '../../../src/model/history.ts'
import { FLUSHERS, flushersBusy, wakeUps } from '../../../src/model/writeback/flushers.ts'
import { record } from '../record.ts'

const SECOND = 1e9

function thread(duty: KernelThread['duty'], cpus: number, state = 'I'): KernelThread {
  return { process: record(7, { state }), duty, target: 'vda', cpus, cpuTime: 0, wchan: null, atWork: false }
}

/** So many flushers at work, second by second. */
function history(...busy: readonly number[]): History {
  return busy.reduce(
    (past, value, i) => withPoint(past, (i + 1) * SECOND, new Map([[FLUSHERS, value]])),
    NO_HISTORY as History,
  )
}

test('flushers that ran or are stuck, and nobody else', () => {
  const all = [thread('flusher', 0.02), thread('flusher', 0), thread('flusher', 0, 'D'), thread('kswapd', 0.5)]
  expect(flushersBusy(all, { fell: false })).toBe(2)
})

test('dirty data that was written tells of one that has another name by now', () => {
  expect(flushersBusy([], { fell: true })).toBe(1)
  expect(flushersBusy([], { fell: null })).toBe(0)
  expect(flushersBusy([thread('flusher', 0.1), thread('flusher', 0.1)], { fell: true })).toBe(2)
})

test('it wakes where it did not run before; how long ago it ran last', () => {
  expect(wakeUps(history(0, 1, 1, 0, 2, 0, 0), 7 * SECOND)).toEqual({ count: 2, over: 6, ago: 2 })
  expect(wakeUps(history(0, 0), 2 * SECOND)).toEqual({ count: 0, over: 1, ago: null })
})

test('one look, or none, is too short to say', () => {
  expect(wakeUps(history(1), 1 * SECOND)).toBeNull()
  expect(wakeUps(NO_HISTORY, 1 * SECOND)).toBeNull()
})
