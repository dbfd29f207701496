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

test('on arm64 the numbers of implementer and part tell the model', () => {
  const cpu = (implementer: string, part: string) =>
    parseCpuinfo(
      bytes(
        `processor\t: 0\nBogoMIPS\t: 243.75\nFeatures\t: fp\nCPU implementer\t: ${implementer}\nCPU architecture: 8\nCPU variant\t: 0x3\nCPU part\t: ${part}\nCPU revision\t: 1\n`,
      ),
    )[0]
  expect(cpu('0x41', '0xd0c')).toMatchObject({ vendor: 'ARM', modelName: 'Neoverse-N1' })
  expect(cpu('0x48', '0xd01')).toMatchObject({ vendor: 'HiSilicon', modelName: 'TaiShan-v110' })
  expect(cpu('0x41', '0xfff')).toMatchObject({ vendor: 'ARM', modelName: 'part 0xfff' })
  expect(cpu('0x99', '0x001')).toMatchObject({ vendor: '0x99', modelName: 'part 0x001' })
  const named =
    'processor\t: 0\nmodel name\t: ARMv8 Processor rev 1 (v8l)\nCPU implementer\t: 0x41\nCPU part\t: 0xd0c\n'
  expect(parseCpuinfo(bytes(named))[0]?.modelName).toBe('ARMv8 Processor rev 1 (v8l)')
})

test('refuses a processor without a number', () => {
  expect(() => parseCpuinfo(bytes('processor\t: x\n'))).toThrow(ParseError)
})
