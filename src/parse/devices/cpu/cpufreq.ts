import { type Source, source } from '../../../source.ts'
import type { Unit } from '../../../units.ts'
import { parseNumber } from '../../number.ts'
import { parseWord } from '../../sys/kernel.ts'

export type Hertz = Unit<'Hz'>

// Documentation/admin-guide/pm/cpufreq.rst

/** The clock of a CPU; absent where nothing scales it, as in most virtual machines. */
export interface CpufreqFiles {
  readonly now: Source<Hertz>
  readonly least: Source<Hertz>
  readonly most: Source<Hertz>
  readonly governor: Source<string>
  readonly driver: Source<string>
}

const SELDOM = 60

export function cpufreqFiles(cpu: number): CpufreqFiles {
  const at = `/sys/devices/system/cpu/cpu${cpu}/cpufreq`
  return {
    now: source(`${at}/scaling_cur_freq`, parseKilohertz),
    least: source(`${at}/cpuinfo_min_freq`, parseKilohertz, SELDOM),
    most: source(`${at}/cpuinfo_max_freq`, parseKilohertz, SELDOM),
    governor: source(`${at}/scaling_governor`, parseWord, SELDOM),
    driver: source(`${at}/scaling_driver`, parseWord, SELDOM),
  }
}

/**
 * /sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq: `2600000`, kHz.
 * Kernel: drivers/cpufreq/cpufreq.c
 */
export function parseKilohertz(file: Buffer): Hertz {
  return parseNumber(file) * 1000
}
