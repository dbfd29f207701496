import { PF_KTHREAD } from '../parse/pid/stat.ts'
import type { Process } from './process.ts'

/** What is counted over all processes. Kept from sample to sample, so that one that stands still costs nothing. */
export interface Tally {
  readonly threads: number
  /** Processes by the state of their leader thread, of the states that are worth a count. */
  readonly states: Readonly<Record<Counted, number>>
  readonly kernelThreads: number
  /** By row: 1 for a kernel thread (PF_KTHREAD). The same array while none of them changed. */
  readonly isKernel: Uint8Array
}

export type Counted = 'R' | 'D' | 'T' | 't' | 'Z'

interface Counts {
  threads: number
  kernelThreads: number
  readonly states: Record<Counted, number>
}

/** Where the rows are those of before, only what is `fresh` is counted again. */
export function tallied(
  rows: readonly Process[],
  before: { readonly rows: readonly Process[]; readonly tally: Tally } | null,
  fresh: Uint8Array,
): Tally {
  if (!before) return counted(rows)
  const { tally } = before
  const counts: Counts = { threads: tally.threads, kernelThreads: tally.kernelThreads, states: { ...tally.states } }
  let isKernel = tally.isKernel
  for (let i = 0; i < fresh.length; i++) {
    if (fresh[i] === 0) continue
    const row = rows[i] as Process
    add(counts, before.rows[i] as Process, -1)
    add(counts, row, 1)
    if (isKernel[i] === kernel(row)) continue
    if (isKernel === tally.isKernel) isKernel = isKernel.slice()
    isKernel[i] = kernel(row)
  }
  return { ...counts, isKernel }
}

function counted(rows: readonly Process[]): Tally {
  const counts: Counts = { threads: 0, kernelThreads: 0, states: { R: 0, D: 0, T: 0, t: 0, Z: 0 } }
  const isKernel = new Uint8Array(rows.length)
  rows.forEach((row, i) => {
    add(counts, row, 1)
    isKernel[i] = kernel(row)
  })
  return { ...counts, isKernel }
}

function add(counts: Counts, { stat }: Process, sign: 1 | -1): void {
  counts.threads += sign * stat.threads
  if ((stat.flags & PF_KTHREAD) !== 0) counts.kernelThreads += sign
  const { state } = stat
  // Nearly all sleep: those need no counting.
  if (state !== 'S' && state !== 'I' && state in counts.states) counts.states[state as Counted] += sign
}

function kernel({ stat }: Process): 0 | 1 {
  return (stat.flags & PF_KTHREAD) === 0 ? 0 : 1
}
