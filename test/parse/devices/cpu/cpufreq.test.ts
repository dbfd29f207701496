import { expect, test } from 'vitest'
import { cpufreqFiles, parseKilohertz } from '../../../../src/parse/devices/cpu/cpufreq.ts'
import { bytes } from '../../fixture.ts'

test('kHz become Hz', () => {
  expect(parseKilohertz(bytes('2600000\n'))).toBe(2.6e9)
})

test('the limits of the hardware, not those that are set', () => {
  expect(cpufreqFiles(0).most.path).toBe('/sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq')
})
