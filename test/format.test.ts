import { describe, expect, test } from 'vitest'
import {
  age,
  bytes,
  bytesLong,
  bytesPerSecond,
  clock,
  count,
  countShort,
  cpuTime,
  load,
  numberOf,
  percent,
  percentOf,
  perSecond,
  roughly,
  sign,
  startTime,
} from '../src/format.ts'

const KI = 1024
const MI = KI * KI
const GI = MI * KI

test.each<[number | null, string, string]>([
  [null, '-', '-'],
  [Number.NaN, '-', '-'],
  [Number.POSITIVE_INFINITY, 'max', 'max'],
  [0, '0', '0 B'],
  [0.4, '0B', '0 B'],
  [512, '512B', '512 B'],
  [999, '999B', '999 B'],
  [999.6, '1.0K', '1.0 KiB'],
  [1023, '1.0K', '1.0 KiB'],
  [4096, '4.0K', '4.0 KiB'],
  [99.94 * KI, '99.9K', '99.9 KiB'],
  [99.96 * KI, '100K', '100 KiB'],
  [999.4 * KI, '999K', '999 KiB'],
  [999.6 * KI, '1.0M', '1.0 MiB'],
  [999.96 * KI, '1.0M', '1.0 MiB'],
  [1023 * KI, '1.0M', '1.0 MiB'],
  [21.3 * MI, '21.3M', '21.3 MiB'],
  [2.1 * GI, '2.1G', '2.1 GiB'],
  [1.25 * GI * KI, '1.3T', '1.3 TiB'],
  [2 ** 53, '8.0P', '8.0 PiB'],
  [2 ** 64, '16.0E', '16.0 EiB'],
  [-4096, '-4.0K', '-4.0 KiB'],
])('bytes %s: %s, %s', (amount, short, long) => {
  expect(bytes(amount)).toBe(short)
  expect(bytesLong(amount)).toBe(long)
})

test('bytes never take more than six cells', () => {
  for (let amount = 1; amount < 2 ** 64; amount *= 1.013) expect(bytes(amount).length).toBeLessThanOrEqual(6)
})

test('bytes per second', () => {
  expect([bytesPerSecond(null), bytesPerSecond(0), bytesPerSecond(6.2 * MI)]).toEqual(['-', '0 B/s', '6.2 MiB/s'])
})

test.each<[number | null, string]>([
  [null, '-'],
  [Number.NaN, '-'],
  [0, '0.0'],
  [0.0004, '0.0'],
  [0.0005, '0.1'],
  [0.412, '41.2'],
  [0.9999, '100.0'],
  [1, '100.0'],
  [9.9994, '999.9'],
  [9.9996, '1000'],
  [12.041, '1204'],
])('percent of %s: %s', (share, words) => {
  expect(percent(share)).toBe(words)
})

test('percent with its sign, unless it is not known', () => {
  expect([percentOf(0.004), percentOf(null)]).toEqual(['0.4 %', '-'])
})

test.each<[number | null, string, string]>([
  [null, '-', '-'],
  [0, '0', '0'],
  [7, '7', '7'],
  [999, '999', '999'],
  [1000, '1,000', '1,000'],
  [1204, '1,204', '1,204'],
  [9999, '9,999', '9,999'],
  [10_000, '10,000', '10.0k'],
  [12_345, '12,345', '12.3k'],
  [999_949, '999,949', '999.9k'],
  [999_950, '999,950', '1.0M'],
  [1_002_003, '1,002,003', '1.0M'],
  [2 ** 53, '9,007,199,254,740,992', '9.0P'],
  [-20, '-20', '-20'],
  [Number.POSITIVE_INFINITY, 'max', 'max'],
])('count %s: %s, %s', (amount, long, short) => {
  expect(count(amount)).toBe(long)
  expect(countShort(amount)).toBe(short)
})

test.each<[number | null, string]>([
  [null, '-'],
  [Number.NaN, '-'],
  [0, '0'],
  [0.01, '0.0'],
  [0.5, '0.5'],
  [24.06, '24.1'],
  [99.94, '99.9'],
  [99.96, '100'],
  [412.4, '412'],
  [1204, '1,204'],
  [123_456, '123.5k'],
])('%s per second: %s', (rate, words) => {
  expect(perSecond(rate)).toBe(words)
})

test.each<[number | null, string]>([
  [null, '-'],
  [0, '0.00'],
  [8.41, '8.41'],
  [0.05, '0.05'],
  [1204.999, '1205.00'],
])('load %s: %s', (average, words) => {
  expect(load(average)).toBe(words)
})

test.each<[number | null, string]>([
  [null, '-'],
  [0, '0:00.00'],
  [12.34, '0:12.34'],
  [0.29, '0:00.29'],
  [59.999, '0:59.99'],
  [60, '1:00.00'],
  [123 * 60 + 45.6, '123:45.60'],
  [999 * 60 + 59.99, '999:59.99'],
  [1000 * 60 + 7.5, '1000:07'],
  [999_999 * 60, '999999:00'],
  [1_000_000 * 60, '16666h'],
])('CPU time %s: %s', (time, words) => {
  expect(cpuTime(time)).toBe(words)
})

test('every tick has its own hundredth', () => {
  for (let ticks = 0; ticks < 6000; ticks++)
    expect(cpuTime(ticks * 0.01)).toBe(`0:${(ticks / 100).toFixed(2).padStart(5, '0')}`)
})

test.each<[number | null, string]>([
  [null, '-'],
  [0, '00:00'],
  [-3, '00:00'],
  [41.9, '00:41'],
  [3599, '59:59'],
  [3600, '1:00:00'],
  [3 * 3600 + 12 * 60 + 5, '3:12:05'],
  [86_399, '23:59:59'],
  [86_400, '1 d 00:00'],
  [41 * 86_400 + 3 * 3600 + 12 * 60, '41 d 03:12'],
])('age %s: %s', (time, words) => {
  expect(age(time)).toBe(words)
})

describe('moments, in local time', () => {
  const now = new Date(2026, 10, 21, 10, 42, 5)
  const at = (...moment: [number, number, number, number, number]) =>
    startTime(new Date(...moment).getTime() / 1000, now)

  test('clock', () => {
    expect(clock(now)).toBe('10:42:05')
  })

  test('start time as ps has it: by the calendar, not by 24 hours', () => {
    expect(at(2026, 10, 21, 0, 0)).toBe('00:00')
    expect(at(2026, 10, 20, 23, 59)).toBe('Nov20')
    expect(at(2026, 0, 1, 0, 0)).toBe('Jan01')
    expect(at(2025, 11, 31, 23, 59)).toBe('2025')
    expect(startTime(null)).toBe('-')
    expect(startTime(1e18)).toBe('-')
  })
})

test('signs of what is missing', () => {
  expect((['denied', 'absent', 'off', 'malformed', 'pending', 'gone'] as const).map(sign)).toEqual([
    'n/a',
    'off',
    'off',
    '?',
    '~',
    '-',
  ])
})

test('a length of time nobody needs to the second', () => {
  expect([40, 99, 100, 320, 5999, 6000, 10_240].map(roughly)).toEqual([
    '40 s',
    '100 s',
    '2 min',
    '6 min',
    '100 min',
    '2 h',
    '3 h',
  ])
})

test('one thing, and several', () => {
  expect([1, 2, 0, 1204].map((n) => numberOf(n, 'watch', 'watches'))).toEqual([
    '1 watch',
    '2 watches',
    '0 watches',
    '1,204 watches',
  ])
  expect([numberOf(1, 'page'), numberOf(8, 'page'), numberOf(null, 'page')]).toEqual(['1 page', '8 pages', '- pages'])
})
