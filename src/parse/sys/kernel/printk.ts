import { ParseError, source } from '../../../source.ts'

/** Levels of the kernel log: 0 emergency … 7 debug. */
export interface Printk {
  /** Messages below this level reach the console. */
  readonly console: number
  /** Of messages that name none. */
  readonly byDefault: number
  /** The least the console level may be set to. */
  readonly least: number
  /** The console level the kernel was built with. */
  readonly atBoot: number
}

/**
 * /proc/sys/kernel/printk: `4	4	1	7`.
 * Kernel: kernel/printk/sysctl.c; Documentation/admin-guide/sysctl/kernel.rst
 */
export function parsePrintk(file: Buffer): Printk {
  const line = file.toString('latin1', 0, 120).trim()
  const match = /^(-?\d{1,9})\s+(-?\d{1,9})\s+(-?\d{1,9})\s+(-?\d{1,9})$/.exec(line)
  if (match === null) throw new ParseError('printk', line)
  const [console, byDefault, least, atBoot] = match.slice(1).map(Number) as [number, number, number, number]
  return { console, byDefault, least, atBoot }
}

export const printk = source('/proc/sys/kernel/printk', parsePrintk, 10)
