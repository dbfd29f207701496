import { describe, expect, test } from 'vitest'
import { softnet } from '../../src/findings/softnet.ts'
import { second } from './cpu-machine.ts'
import { clear, lookAt, notEvaluable, seen } from './looks.ts'

type Counts = readonly [processed: number, dropped: number, squeezed: number, flowLimited: number]
const hex = (n: number) => (n >>> 0).toString(16).padStart(8, '0')
const line = ([processed, dropped, squeezed, flow]: Counts, cpu: number) =>
  [processed, dropped, squeezed, 0, 0, 0, 0, 0, 0, 0, flow, 0, cpu].map(hex).join(' ')
const stat = second({ cpus: [{}, {}] })
const look = (was: readonly Counts[], now: readonly Counts[]) =>
  lookAt(softnet, {
    was: { ...stat.was, '/proc/net/softnet_stat': `${was.map(line).join('\n')}\n` },
    now: { ...stat.now, '/proc/net/softnet_stat': `${now.map(line).join('\n')}\n` },
  })
const ZERO: Counts = [0, 0, 0, 0]

describe('SOFTNET', () => {
  test('packets that are lost are a warning', () => {
    const found = seen(look([ZERO, ZERO], [ZERO, [1000, 7, 3, 0]]))
    expect(found).toMatchObject({ seen: 'warning', value: 7 })
    expect(found.says).toContain('loses 7.0 packets/s before the network stack sees them: the backlog of CPU 1 is full')
  })

  test('a budget that is used up is info from 10 a second on one CPU', () => {
    expect(seen(look([ZERO, ZERO], [[50, 0, 10, 0], ZERO]))).toMatchObject({ seen: 'info', value: 10 })
    clear(
      look(
        [ZERO, ZERO],
        [
          [50, 0, 9, 0],
          [50, 0, 9, 0],
        ],
      ),
    )
  })

  test('what the limit for a single flow drops is not the backlog', () => {
    clear(look([ZERO, ZERO], [[50, 5, 0, 5], ZERO]))
    expect(seen(look([ZERO, ZERO], [[50, 6, 0, 5], ZERO])).value).toBe(1)
  })

  test('counters of 32 bits wrap', () => {
    expect(seen(look([[0, 0xffffffff, 0, 0]], [[0, 4, 0, 0]])).value).toBe(5)
  })

  test('one sample, and no such file', () => {
    const now = { '/proc/net/softnet_stat': `${line(ZERO, 0)}\n` }
    expect(notEvaluable(lookAt(softnet, { now })).missing).toBe('pending')
    expect(notEvaluable(lookAt(softnet, { now: {}, was: {} })).missing).toBe('absent')
  })
})
