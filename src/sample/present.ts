import type { Seconds } from '../units.ts'
import type { Process } from './process.ts'

interface Present {
  readonly rows: readonly Process[]
  readonly pids: Int32Array
  /** CPU time in ns by row. */
  readonly cpu: Float64Array
}

/** Those of the listed that are there and were read; the very arrays where that is everybody. */
export function present(rows: readonly (Process | null)[], pids: Int32Array, cpu: Float64Array): Present {
  if (isWhole(rows, cpu)) return { rows, pids, cpu }
  const left: Process[] = []
  const clocks: number[] = []
  rows.forEach((row, i) => {
    if (!row || Number.isNaN(cpu[i] as number)) return
    left.push(row)
    clocks.push(cpu[i] as number)
  })
  return { rows: left, pids: Int32Array.from(left, (row) => row.pid), cpu: Float64Array.from(clocks) }
}

function isWhole(rows: readonly (Process | null)[], cpu: Float64Array): rows is readonly Process[] {
  for (let i = 0; i < cpu.length; i++) if (Number.isNaN(cpu[i] as number) || rows[i] === null) return false
  return true
}

/** CPU time in ns from the records, where there are no clocks. */
export function ticksOf(rows: readonly (Process | null)[], tick: Seconds): Float64Array {
  return Float64Array.from(rows, (row) => (row ? (row.stat.utime + row.stat.stime) * tick * 1e9 : Number.NaN))
}

/** Where a pid stands among ascending ones; −1: nowhere. */
export function placeOf(pids: Int32Array, pid: number): number {
  let low = 0
  let high = pids.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const at = pids[middle] as number
    if (at === pid) return middle
    if (at < pid) low = middle + 1
    else high = middle - 1
  }
  return -1
}
