import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readAuxv } from '../../src/host/auxv.ts'
import { ParseError } from '../../src/source.ts'

const words = (...numbers: readonly bigint[]) => Buffer.from(new BigUint64Array(numbers).buffer)

test('this machine, as getconf says', () => {
  const getconf = (name: string) => Number(execFileSync('getconf', [name], { encoding: 'utf8' }))
  expect(readAuxv(readFileSync('/proc/self/auxv'))).toEqual({
    pageSize: getconf('PAGESIZE'),
    ticksPerSecond: getconf('CLK_TCK'),
  })
})

test('pages of 64 KiB, another tick, values beyond 2^53 beside them', () => {
  expect(readAuxv(words(16n, 2n ** 64n - 1n, 6n, 65536n, 17n, 250n, 0n, 0n))).toEqual({
    pageSize: 65536,
    ticksPerSecond: 250,
  })
})

test('a program of 32 bits has pairs of 32 bits', () => {
  const file = Buffer.from(Uint32Array.of(16, 0x1fb8d7, 6, 4096, 17, 100, 0, 0).buffer)
  expect(readAuxv(file, true)).toEqual({ pageSize: 4096, ticksPerSecond: 100 })
})

test('what lacks one of the two, or is cut before it, is refused rather than guessed', () => {
  const cut = words(6n, 4096n, 17n, 100n).subarray(0, 30)
  for (const file of [Buffer.alloc(0), words(6n, 4096n, 0n, 0n), words(17n, 100n), words(6n, 0n, 17n, 100n), cut])
    expect(() => readAuxv(file)).toThrow(ParseError)
})
