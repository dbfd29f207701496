import { describe, expect, test } from 'vitest'
import { swapCleared } from '../../../src/findings/ruled-out/swap.ts'
import { type Files, meminfoOf, pairs } from '../looks.ts'
import { cleared } from './cleared.ts'

describe('swap', () => {
  const at = (used: number, pages: number): Files => ({
    '/proc/meminfo': meminfoOf({ SwapTotal: 1024, SwapFree: 1024 - used }),
    '/proc/vmstat': pairs({ pswpin: pages, pswpout: 0 }),
  })

  test('is cleared by what does not move, whatever its level', () => {
    expect(cleared(swapCleared, at(900, 5), at(900, 5))).toMatchObject({
      says: 'nothing moves in or out (900 MiB of 1.0 GiB used)',
    })
    expect(cleared(swapCleared, at(1000, 0), at(1000, 32))).toBeNull()
  })

  test('where there is none', () => {
    const files = { '/proc/meminfo': meminfoOf({ SwapTotal: 0, SwapFree: 0 }) }
    expect(cleared(swapCleared, files, files)?.says).toBe('there is none')
  })

  test('a few pages cost nothing, in and out together', () => {
    const moved = (into: number, out: number) => ({
      ...at(900, 0),
      '/proc/vmstat': pairs({ pswpin: into, pswpout: out }),
    })
    expect(cleared(swapCleared, moved(0, 0), moved(16, 15))?.says).toBe('64.0 KiB/s in, 60.0 KiB/s out')
    expect(cleared(swapCleared, moved(0, 0), moved(16, 16))).toBeNull()
  })

  test('is not claimed of one sample, nor where the traffic is not known', () => {
    const { '/proc/meminfo': meminfo = '' } = at(900, 0)
    expect(cleared(swapCleared, {}, at(900, 5))).toBeNull()
    expect(cleared(swapCleared, { '/proc/meminfo': meminfo }, { '/proc/meminfo': meminfo })).toBeNull()
  })
})
