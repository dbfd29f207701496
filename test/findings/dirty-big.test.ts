import { describe, expect, test } from 'vitest'
import { dirtyBig } from '../../src/findings/dirty-big.ts'
import { clear, lookAt, notEvaluable, pairs, seen } from './looks.ts'

const GIB = 2 ** 18 // pages

function allowed(gib: number, { dirty = 0, written = 0 } = {}) {
  const level = { nr_dirty_background_threshold: 0.1 * GIB, nr_dirty_threshold: gib * GIB }
  const at = (done: number) => ({
    '/proc/vmstat': pairs({ nr_dirty: dirty * GIB, nr_writeback: 0, ...level, nr_dirtied: done, nr_written: done }),
  })
  return { now: at(written * GIB), was: at(0) }
}

describe('much that may be dirty', () => {
  test('is more than 8 GiB while the disks are not known', () => {
    clear(lookAt(dirtyBig, allowed(8)))
    const look = seen(lookAt(dirtyBig, allowed(9)))
    expect(look.seen).toBe('info')
    expect(look.says).toContain('Up to 9.0 GiB may wait in memory')
    expect(dirtyBig.advice).toBe(true)
  })

  test('or more than the disks wrote in 30 s', () => {
    const slow = seen(lookAt(dirtyBig, allowed(4, { dirty: 1, written: 0.1 })))
    expect(slow.says).toContain('40 s at the 102 MiB/s the disks did')
    clear(lookAt(dirtyBig, allowed(2.99, { dirty: 1, written: 0.1 })))
  })

  test('fast disks drain much', () => {
    clear(lookAt(dirtyBig, allowed(20, { dirty: 1, written: 1 })))
    clear(lookAt(dirtyBig, { ...allowed(20), kept: 2 ** 30 }))
  })

  test('the speed counts only while there is something to write', () => {
    expect(clear(lookAt(dirtyBig, allowed(4, { dirty: 0.01, written: 0.001 }))).kept).toBeUndefined()
  })

  test('is not known without the threshold', () => {
    expect(notEvaluable(lookAt(dirtyBig, { now: {} })).missing).toBe('absent')
  })
})
