import { expect, test } from 'vitest'
import { parseMeminfo } from '../../src/parse/meminfo.ts'
import { ParseError } from '../../src/source.ts'
import { bytes, fixture } from './fixture.ts'

test('captured: bytes by name, counts of huge pages, and all there is', () => {
  const meminfo = parseMeminfo(fixture('load-d/t0/proc/meminfo'))
  expect(meminfo).toMatchObject({
    memTotal: 2016164 * 1024,
    memAvailable: 1747356 * 1024,
    buffers: 112 * 1024,
    hugePagesTotal: 0,
  })
  expect(meminfo.all.get('Active(anon)')).toBe(meminfo.activeAnon)
  expect(meminfo.all.has('HugePages_Total')).toBe(false)
  expect([...meminfo.all.keys()].slice(0, 2)).toEqual(['MemTotal', 'MemFree'])
})

test('what this kernel lacks is not there, what we do not know is only in all', () => {
  const meminfo = parseMeminfo(bytes('MemTotal: 4 kB\nMemFree: 1 kB\nGPUActive: 3 kB\nWords: some words'))
  expect('memAvailable' in meminfo).toBe(false)
  expect(meminfo.all).toEqual(
    new Map([
      ['MemTotal', 4096],
      ['MemFree', 1024],
      ['GPUActive', 3072],
    ]),
  )
})

test.each([
  ['', /without MemTotal/],
  ['MemTotal: 4 kB\n', /without MemTotal or MemFree: "MemTotal: 4 kB"/],
  ['MemTotal: four kB\nMemFree: 1 kB\n', /"MemTotal: four kB"/],
  ['MemTotal: 4\nMemFree: 1 kB\n', /"MemTotal: 4"/],
])('refuses %j', (file, message) => {
  expect(() => parseMeminfo(bytes(file))).toThrow(ParseError)
  expect(() => parseMeminfo(bytes(file))).toThrow(message)
})
