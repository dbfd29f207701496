import { ParseError } from '../source.ts'

/**
 * A file of a few whole numbers in one line: `32768	60999` (ip_local_port_range), `21759	29014	43518` (tcp_mem), file-nr.
 * Kernel: kernel/sysctl.c proc_dointvec, which puts tabs between them
 */
export function parseNumbers(file: Buffer): readonly number[] {
  const text = file.toString('latin1', 0, 400).trim()
  const words = text.split(/\s+/)
  if (!words.every((word) => /^-?\d{1,19}$/.test(word))) throw new ParseError('numbers', text)
  return words.map(Number)
}
