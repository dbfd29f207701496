import { expect, test } from 'vitest'
import { parsePidSmaps } from '../../../src/parse/pid/smaps.ts'
import { parsePidSmapsSwap } from '../../../src/parse/pid/smaps-swap.ts'
import { ParseError } from '../../../src/source.ts'
import { bytes, fixture } from '../fixture.ts'

const MAPPING = (head: string, swap: number, pss: number) =>
  `${head}\nSize:  8192 kB\nRss:  100 kB\nPss:   40 kB\nPss_Dirty: 1 kB\nShared_Clean: 0 kB\nPrivate_Clean: 0 kB\nPrivate_Dirty: 0 kB\nSwap:  ${swap} kB\nSwapPss:  ${pss} kB\nLocked: 0 kB\nVmFlags: rd wr\n`
const HEAP = '561f26917000-561f2691b000 rw-p 00000000 00:00 0                  [heap]'
const ANON = '7f1f26917000-7f1f2691b000 rw-p 00000000 00:00 0 '

test('only what holds swap, one row a name, most first', () => {
  const file = bytes(MAPPING(HEAP, 16, 16) + MAPPING(ANON, 64, 32) + MAPPING(ANON, 0, 0) + MAPPING(ANON, 36, 18))
  expect(parsePidSmapsSwap(file)).toEqual([
    { name: '[anon]', mappings: 2, swap: 100 * 1024, swapPss: 50 * 1024, pss: 80 * 1024, rss: 200 * 1024 },
    { name: '[heap]', mappings: 1, swap: 16 * 1024, swapPss: 16 * 1024, pss: 40 * 1024, rss: 100 * 1024 },
  ])
})

test('a kernel without SwapPss', () => {
  const file = bytes(MAPPING(HEAP, 16, 16).replace(/SwapPss.*\n/, ''))
  expect(parsePidSmapsSwap(file)).toMatchObject([{ name: '[heap]', swapPss: null }])
})

test('holds what smaps holds', () => {
  const file = fixture('idle-4node/t0/proc/1/smaps')
  const sum = parsePidSmaps(file).reduce((all, { swap = 0 }) => all + swap, 0)
  expect(parsePidSmapsSwap(file).reduce((all, { swap }) => all + swap, 0)).toBe(sum)
})

test('refuses what is not smaps', () => {
  expect(() => parsePidSmapsSwap(bytes('what\nSwap:  16 kB\n'))).toThrow(ParseError)
  expect(() => parsePidSmapsSwap(bytes(`${HEAP}\nSwap:  many kB\n`))).toThrow(ParseError)
})
