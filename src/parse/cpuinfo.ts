import { ParseError, source } from '../source.ts'
import { lineAt } from './keyed.ts'

export interface CpuinfoCpu {
  readonly id: number
  /** Not on arm64, which has numbers of implementer and part instead. */
  readonly modelName?: string
  /** x86: of this moment where the CPU can tell. */
  readonly mhz?: number
  /** x86: this is a virtual machine. Absent where the architecture has no such flag. */
  readonly hypervisor?: boolean
}

/**
 * /proc/cpuinfo: a block of `name<tab>: value` per online CPU. Every architecture writes another file: what is not found is absent,
 * and no CPU at all is an empty list.
 * Kernel: arch/x86/kernel/cpu/proc.c show_cpuinfo
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
    else if (name === 'cpu MHz' && /^\d+(\.\d+)?$/.test(value)) cpu.mhz = Number(value)
    else if (name === 'flags') cpu.hypervisor = / hypervisor( |$)/.test(` ${value}`)
  }
  return cpus
}

export const cpuinfo = source('/proc/cpuinfo', parseCpuinfo)

function id(value: string, line: string): number {
  if (!/^\d{1,6}$/.test(value)) throw new ParseError('cpuinfo', line)
  return Number(value)
}
