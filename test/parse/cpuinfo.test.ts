import { expect, test } from 'vitest'
import { parseCpuinfo } from '../../src/parse/cpuinfo.ts'
import { ParseError } from '../../src/source.ts'
import { bytes, fixture } from './fixture.ts'

test('captured', () => {
  const cpus = parseCpuinfo(fixture('load-d/t0/proc/cpuinfo'))
  expect(cpus.map((cpu) => cpu.id)).toEqual([0, 1, 2, 3])
  const { flags, ...first } = cpus[0] ?? { id: -1 }
  expect(flags).toContain('sse4_2')
  expect(cpus[3]?.flags).toBe(flags)
  expect(first).toEqual({
    id: 0,
    vendor: 'GenuineIntel',
    family: 6,
    model: 26,
    stepping: 3,
    bogomips: 5192.26,
    modelName: 'Intel Core i7 9xx (Nehalem Class Core i7)',
    mhz: 2596.133,
    hypervisor: true,
  })
})

test('on the metal the flag is missing; on arm64 there are no flags at all', () => {
  expect(parseCpuinfo(bytes('processor\t: 7\nflags\t\t: fpu hypervisors\n'))).toEqual([
    { id: 7, hypervisor: false, flags: ['fpu', 'hypervisors'] },
  ])
  expect(parseCpuinfo(bytes('processor\t: 0\nBogoMIPS\t: 50.00\nFeatures\t: fp asimd\n'))).toEqual([
    { id: 0, bogomips: 50, flags: ['fp', 'asimd'] },
  ])
  expect(parseCpuinfo(bytes(''))).toEqual([])
})

test('refuses a processor without a number', () => {
  expect(() => parseCpuinfo(bytes('processor\t: x\n'))).toThrow(ParseError)
})
