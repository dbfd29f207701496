import { expect, test } from 'vitest'
import { swapFull } from '../../src/findings/swap-full.ts'
import { capturedLook, clear, lookAt, meminfoOf, notEvaluable, pressureOf, seen } from './looks.ts'

/** Swap of 2,048 MiB (or another) and memory of 16,384. */
const machine = (free: number, available: number, stall = 0, total = 2048) => ({
  now: {
    '/proc/meminfo': meminfoOf({ SwapTotal: total, SwapFree: free, MemAvailable: available }),
    '/proc/pressure/memory': pressureOf(stall),
  },
})

test('harms when memory is short as well', () => {
  expect(seen(lookAt(swapFull, machine(150, 2000)))).toMatchObject({ seen: 'warning', hold: false })
  expect(seen(lookAt(swapFull, machine(30, 1500))).seen).toBe('critical')
  expect(seen(lookAt(swapFull, machine(30, 2000))).seen).toBe('warning')
})

test('full of cold pages with memory to spare is told only', () => {
  expect(seen(lookAt(swapFull, machine(10, 8000))).seen).toBe('info')
  expect(seen(lookAt(swapFull, machine(10, 8000, 10))).seen).toBe('warning')
  // Of the whole machine half is available.
  expect(seen(lookAt(swapFull, machine(10, 8000, 10))).says).toContain('tasks wait for memory, although')
})

test('silent at its limit', () => {
  expect(seen(lookAt(swapFull, machine(205, 2000))).hold).toBe(true)
  clear(lookAt(swapFull, machine(246, 2000)))
})

test('a tiny swap may well be full; none at all is no finding', () => {
  expect(seen(lookAt(swapFull, machine(1, 1500, 20, 512))).seen).toBe('info')
  clear(lookAt(swapFull, machine(0, 1500, 20, 0)))
})

test('cannot be told without its numbers', () => {
  notEvaluable(lookAt(swapFull, { now: { '/proc/meminfo': meminfoOf({}) } }))
})

test('a captured machine with half its swap free is silent', async () => {
  clear(await capturedLook(swapFull, 'swap-4node'))
})
