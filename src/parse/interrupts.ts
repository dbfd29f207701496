import { ParseError, source } from '../source.ts'
import type { Counter } from '../units.ts'
import { lineAt } from './keyed.ts'

export interface Interrupts {
  /** Of the columns: those online. */
  readonly cpus: readonly number[]
  readonly lines: readonly Interrupt[]
}

export interface Interrupt {
  /** Its number, or a name such as LOC (local timer), RES (rescheduling), NMI. */
  readonly name: string
  /** One for each of `cpus`; a single one where the kernel keeps only a sum (ERR, MIS). 32 bits each. */
  readonly counts: readonly Counter<'interrupt'>[]
  /** Controller, trigger and the drivers that wait for it; or the name in full. Empty: none. Raw. */
  readonly what: string
}

/**
 * /proc/interrupts: a heading `CPU0 CPU1 …`, then ` 25:  0  7  PCI-MSI 49153-edge  virtio1-req.0` for each interrupt.
 * Kernel: kernel/irq/proc.c show_interrupts; arch/x86/kernel/irq.c arch_show_interrupts
 */
export function parseInterrupts(file: Buffer): Interrupts {
  const text = file.toString()
  const heading = lineAt(text, 0)
  const cpus = [...heading.matchAll(/\bCPU(\d{1,6})\b/g)].map((match) => Number(match[1]))
  if (cpus.length === 0) throw new ParseError('interrupts', heading)
  const lines: Interrupt[] = []
  for (let at = heading.length + 1; at < text.length; ) {
    const line = lineAt(text, at)
    at += line.length + 1
    if (line.trim() !== '') lines.push(lineOf(line, cpus.length))
  }
  return { cpus, lines }
}

export const interrupts = source('/proc/interrupts', parseInterrupts)

/** What follows the counts may begin with a number too, so no more of them are taken than there are CPUs. */
function lineOf(line: string, most: number): Interrupt {
  const [head, name] = /^ *([^\s:]+):/.exec(line) ?? []
  if (head === undefined || name === undefined) throw new ParseError('interrupts', line)
  const counts: number[] = []
  const number = / *(\d+)(?= |$)/y
  number.lastIndex = head.length
  let end = head.length
  while (counts.length < most) {
    const found = number.exec(line)
    if (!found) break
    counts.push(Number(found[1]))
    end = number.lastIndex
  }
  if (counts.length !== most && counts.length > 1) throw new ParseError('interrupts', line)
  return { name, counts, what: line.slice(end).trim().replace(/\s+/g, ' ') }
}
