import { describe, expect, test } from 'vitest'
import { memoryCleared } from '../../../src/findings/ruled-out/memory.ts'
import { type Files, meminfoOf, pairs, pressureOf } from '../looks.ts'
import { cleared, stalledFor } from './cleared.ts'

describe('memory', () => {
  const vmstat = (stalls: number, kills = 0) => pairs({ allocstall_normal: stalls, oom_kill: kills })
  const at = (available: number, stalls = 0, kills = 0): Files => ({
    '/proc/meminfo': meminfoOf({ MemAvailable: available }),
    '/proc/vmstat': vmstat(stalls, kills),
    '/proc/pressure/memory': pressureOf(0),
  })

  test('is cleared by what is available, and nobody who frees', () => {
    expect(cleared(memoryCleared, at(8192), at(8192))).toMatchObject({
      says: '8.0 GiB available (50.0 %), nothing waits for it',
    })
    expect(cleared(memoryCleared, at(8192), at(1600))).toBeNull()
    expect(cleared(memoryCleared, at(8192), at(8192, 1))).toBeNull()
    expect(cleared(memoryCleared, at(8192), at(8192, 0, 1))).toBeNull()
  })

  test('is not claimed where allocstall is not known', () => {
    const files = { '/proc/meminfo': meminfoOf({ MemAvailable: 8192 }) }
    expect(cleared(memoryCleared, files, files)).toBeNull()
  })

  test('a tenth of a small machine is enough, and 2 GiB of a large one', () => {
    expect(cleared(memoryCleared, at(1639), at(1639))).not.toBeNull()
    expect(cleared(memoryCleared, at(1638), at(1638))).toBeNull()
    const large = (available: number) => ({
      ...at(0),
      '/proc/meminfo': meminfoOf({ MemTotal: 65_536, MemAvailable: available }),
    })
    expect(cleared(memoryCleared, large(2048), large(2048))?.says).toMatch(/^2\.0 GiB available \(3\.1 %\)/)
    expect(cleared(memoryCleared, large(2047), large(2047))).toBeNull()
  })

  test('not where a task waited for it a twentieth of the time', () => {
    const waits = (share: number) => ({ ...at(8192), '/proc/pressure/memory': stalledFor(share) })
    expect(cleared(memoryCleared, waits(0), waits(0.04))?.evidence).toContainEqual(
      expect.objectContaining({ what: 'time a task waited for memory', seen: 4, limit: 5 }),
    )
    expect(cleared(memoryCleared, waits(0), waits(0.05))).toBeNull()
  })

  test('what this kernel does not count is no evidence', () => {
    const files = {
      '/proc/meminfo': meminfoOf({ MemAvailable: 8192 }),
      '/proc/vmstat': pairs({ allocstall_normal: 7 }),
    }
    expect(cleared(memoryCleared, files, files)?.evidence.map(({ what }) => what)).toEqual([
      'memory available',
      'entries into direct reclaim',
    ])
  })
})
