import { expect, test } from 'vitest'
import { INFO_FIELDS, infoValues } from '../../../src/parse/net/tcp-info.ts'

const END = Math.max(...INFO_FIELDS.map(({ at, size }) => at + size))
const LITTLE = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1

/** As the kernel of this machine would write them. */
function written(at: number, ...words: readonly number[]): Buffer {
  const info = Buffer.alloc(END)
  words.forEach((word, i) => {
    info.set(new Uint8Array(Uint32Array.of(word).buffer), at + 4 * i)
  })
  return info
}

const placeOf = (name: string) => INFO_FIELDS.find((field) => field.name === name) ?? expect.fail(name)

test('fields do not overlap, but for bits that share a byte', () => {
  const whole = INFO_FIELDS.filter(({ unit }) => unit !== 'scale').sort((a, b) => a.at - b.at)
  whole.forEach((field, i) => {
    const next = whole[i + 1]
    if (next) expect(field.at + field.size, `${field.name} ${next.name}`).toBeLessThanOrEqual(next.at)
  })
})

test('a number of four bytes, and of eight beyond 2^32', () => {
  expect(infoValues(written(placeOf('rtt').at, 12_345)).get('rtt')).toBe(12_345)
  const { at } = INFO_FIELDS.find(({ size }) => size === 8) ?? expect.fail('no u64')
  const large = INFO_FIELDS.find(({ size }) => size === 8)?.name as string
  expect(infoValues(written(at, ...(LITTLE ? [7, 3] : [3, 7]))).get(large)).toBe(3 * 2 ** 32 + 7)
  expect(infoValues(written(at, 0xffffffff, 0xffffffff)).get(large)).toBe(Number.POSITIVE_INFINITY)
})

test('an older kernel tells less: what is not there is not 0', () => {
  const { at, size } = placeOf('min_rtt')
  const info = written(at, 9)
  expect(infoValues(info.subarray(0, at + size)).get('min_rtt')).toBe(9)
  expect(infoValues(info.subarray(0, at + size - 1)).has('min_rtt')).toBe(false)
  expect(infoValues(Buffer.alloc(0)).size).toBe(0)
})
