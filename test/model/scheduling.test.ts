import { describe, expect, test } from 'vitest'
import { hasNice, policyName, priorityName } from '../../src/model/scheduling.ts'

// Class as ps CLS, priority as top PR: measured with the eight policies.
describe.each([
  ['other', { policy: 0, rtPriority: 0, priority: 20 }, 'TS', '20', true],
  ['other, nice −20', { policy: 0, rtPriority: 0, priority: 0 }, 'TS', '0', true],
  ['other, nice 19', { policy: 0, rtPriority: 0, priority: 39 }, 'TS', '39', true],
  ['fifo, 1', { policy: 1, rtPriority: 1, priority: -2 }, 'FF/1', '-2', false],
  ['fifo, 98', { policy: 1, rtPriority: 98, priority: -99 }, 'FF/98', '-99', false],
  ['fifo, 99', { policy: 1, rtPriority: 99, priority: -100 }, 'FF/99', 'rt', false],
  ['round robin, 50', { policy: 2, rtPriority: 50, priority: -51 }, 'RR/50', '-51', false],
  ['batch', { policy: 3, rtPriority: 0, priority: 25 }, 'B', '25', true],
  ['idle', { policy: 5, rtPriority: 0, priority: 20 }, 'IDL', '20', true],
  ['deadline', { policy: 6, rtPriority: 0, priority: -101 }, 'DLN', 'rt', false],
  ['sched_ext', { policy: 7, rtPriority: 0, priority: 20 }, 'EXT', '20', true],
  ['one this program does not know', { policy: 12, rtPriority: 0, priority: 20 }, '12', '20', false],
])('%s', (_, stat, policy, priority, nice) => {
  test('policy, priority and whether nice means anything', () => {
    expect([policyName(stat), priorityName(stat), hasNice(stat)]).toEqual([policy, priority, nice])
  })
})
