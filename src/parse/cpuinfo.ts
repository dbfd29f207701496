import { ParseError, source } from '../source.ts'
import { armModel, armVendor } from './arm.ts'
import { lineAt } from './keyed.ts'

export interface CpuinfoCpu {
  readonly id: number
  /** arm64 has numbers of implementer and part instead: the name they stand for, or the numbers. */
  readonly modelName?: string
  /** x86: GenuineIntel, AuthenticAMD …; arm64: ARM, Ampere … */
  readonly vendor?: string
  /** x86: with model and stepping, what errata and microcode go by. */
  readonly family?: number
  readonly model?: number
  readonly stepping?: number
  /** x86: of this moment where the CPU can tell. */
  readonly mhz?: number
  /** What the kernel measured at boot; says nothing of speed. */
  readonly bogomips?: number
  /** x86: this is a virtual machine. Absent where the architecture has no such flag. */
  readonly hypervisor?: boolean
  /** `flags` of x86, `Features` of ARM: what it can do. */
  readonly flags?: readonly string[]
}

/**
 * /proc/cpuinfo: a block of `name<tab>: value` per online CPU. Every architecture writes another file: what is not found is absent,
 * and no CPU at all is an empty list.
 * Kernel: arch/x86/kernel/cpu/proc.c show_cpuinfo; arch/arm64/kernel/cpuinfo.c c_show
 */
export function parseCpuinfo(file: Buffer): readonly CpuinfoCpu[] {
  const text = file.toString()
  const cpus: { -readonly [K in keyof CpuinfoCpu]: CpuinfoCpu[K] }[] = []
  for (let at = 0; at < text.length; ) {
    const line = lineAt(text, at)
    at += line.length + 1
    const colon = line.indexOf(':')
    if (colon === -1) continue
    const name = line.slice(0, colon).trimEnd()
    const value = line.slice(colon + 1).trim()
    if (name === 'processor') cpus.push({ id: id(value, line) })
    const cpu = cpus.at(-1)
    if (cpu === undefined) continue
    if (name === 'model name') cpu.modelName = value
    else if (name === 'CPU implementer') cpu.vendor = armVendor(value)
    else if (name === 'CPU part') cpu.modelName ??= armModel(cpu.vendor, value)
    else if (name === 'vendor_id') cpu.vendor = value
    else if (name === 'flags' || name === 'Features') cpu.flags = cpu.flags ?? flagsOf(value, cpus)
    else if (NUMBER.test(value)) {
      if (name === 'cpu MHz') cpu.mhz = Number(value)
      else if (name === 'cpu family') cpu.family = Number(value)
      else if (name === 'model') cpu.model = Number(value)
      else if (name === 'stepping') cpu.stepping = Number(value)
      else if (name.toLowerCase() === 'bogomips') cpu.bogomips = Number(value)
    }
    if (name === 'flags') cpu.hypervisor = cpu.flags?.includes('hypervisor') ?? false
  }
  return cpus
}

const NUMBER = /^\d{1,15}(\.\d{1,15})?$/

/** They are the same for every CPU nearly everywhere: then one list is kept. */
function flagsOf(value: string, cpus: readonly CpuinfoCpu[]): readonly string[] {
  const flags = value.split(' ')
  const [first] = cpus
  const same = first?.flags?.length === flags.length && first.flags.every((flag, i) => flag === flags[i])
  return same && first?.flags ? first.flags : flags
}

export const cpuinfo = source('/proc/cpuinfo', parseCpuinfo)

function id(value: string, line: string): number {
  if (!/^\d{1,6}$/.test(value)) throw new ParseError('cpuinfo', line)
  return Number(value)
}
