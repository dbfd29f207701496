import { expect, test } from 'vitest'
import { parseMemoryEvents } from '../../../src/parse/cgroup/memory-events.ts'
import { bytes, fixture } from '../fixture.ts'

test('captured', () => {
  expect(parseMemoryEvents(fixture('swap-4node/t0/sys/fs/cgroup/app.slice/memory.events'))).toEqual({
    low: 0,
    high: 0,
    max: 0,
    oom: 0,
    oomKill: 0,
  })
})

test('v1 has kills only', () => {
  expect(parseMemoryEvents(bytes('oom_kill_disable 0\nunder_oom 0\noom_kill 3\n'))).toEqual({ oomKill: 3 })
})
