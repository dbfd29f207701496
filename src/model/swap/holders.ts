import { isBare, type Process } from '../../sample/process.ts'
import { isMissing } from '../../source.ts'
import type { Bytes, Nanos, Rate } from '../../units.ts'
import type { Snapshot } from '../snapshot.ts'
import { statRate } from '../task-rates.ts'

/** What a process holds of swap and memory, as smem counts it. Null: not read yet, or refused. */
export interface Holder {
  readonly process: Process
  /** Swap of smaps_rollup, shared memory too; until that is read VmSwap, without it. */
  readonly swap: Bytes | null
  /** VmSwap serves. */
  readonly rough: boolean
  /** Nothing that tells of its swap was asked for yet. */
  readonly isPending: boolean
  /** Private_Clean + Private_Dirty: what would be free if it ended. */
  readonly uss: Bytes | null
  readonly pss: Bytes | null
  readonly rss: Bytes
  /** Each swapped page divided by the processes that share it; shared memory counts nothing. */
  readonly swapPss: Bytes | null
  readonly majorFaults: Rate<'fault'> | null
  /** When its sums were read. */
  readonly at: Nanos | null
  readonly isRefused: boolean
}

/** All that have memory, in the order of the table: kernel threads and zombies have none. */
export function holdersOf(snapshot: Snapshot): readonly Holder[] {
  const table = snapshot.tasks
  const { pageSize } = snapshot.facts
  const holders: Holder[] = []
  table.rows.forEach((process, row) => {
    if (isBare(process)) return
    const majorFaults = statRate(table, row, ({ stat }) => stat.majflt)
    holders.push(holderOf(process, majorFaults, pageSize))
  })
  return holders
}

function holderOf(process: Process, majorFaults: Rate<'fault'> | null, pageSize: Bytes): Holder {
  const { smaps_rollup: rollup, status } = process.more
  const vmSwap = status && !isMissing(status) ? (status.value.vmSwap ?? null) : null
  const resident = (process.statm?.resident ?? process.stat.rssPages) * pageSize
  if (!rollup || isMissing(rollup)) {
    const none = { uss: null, pss: null, swapPss: null, at: null }
    const isRefused = rollup !== undefined && rollup.missing === 'denied'
    return { process, swap: vmSwap, rough: true, isPending: !status, ...none, rss: resident, majorFaults, isRefused }
  }
  const { swap, swapPss, pss, rss, privateClean, privateDirty } = rollup.value
  return {
    process,
    swap: swap ?? vmSwap,
    rough: swap === undefined,
    isPending: false,
    uss: privateClean + privateDirty,
    pss,
    rss,
    swapPss: swapPss ?? null,
    majorFaults,
    at: rollup.at,
    isRefused: false,
  }
}

export interface Sums {
  readonly processes: number
  /** Of them, those whose sums are read. */
  readonly read: number
  readonly refused: number
  /** Of which nothing is known yet: `held` will grow. */
  readonly pending: number
  /** Null: of none it is known. */
  readonly swap: Bytes | null
  readonly uss: Bytes | null
  readonly pss: Bytes | null
  readonly rss: Bytes
  readonly swapPss: Bytes | null
  readonly majorFaults: Rate<'fault'> | null
  /** What they hold, each page once: SwapPss, and VmSwap of those that are not read. */
  readonly held: Bytes
  /** VmSwap that is in `held`: pages that forked processes share count in each. */
  readonly rough: Bytes
}

export function sumsOf(holders: readonly Holder[]): Sums {
  let [read, refused, pending, held, rough, rss] = [0, 0, 0, 0, 0, 0]
  for (const holder of holders) {
    if (holder.at !== null) read++
    if (holder.isRefused) refused++
    if (holder.isPending) pending++
    rss += holder.rss
    held += holder.swapPss ?? holder.swap ?? 0
    if (holder.swapPss === null) rough += holder.swap ?? 0
  }
  return {
    processes: holders.length,
    read,
    refused,
    pending,
    swap: sum(holders, ({ swap }) => swap),
    uss: sum(holders, ({ uss }) => uss),
    pss: sum(holders, ({ pss }) => pss),
    rss,
    swapPss: sum(holders, ({ swapPss }) => swapPss),
    majorFaults: sum(holders, ({ majorFaults }) => majorFaults),
    held,
    rough,
  }
}

/** Of those it is known of. */
function sum(holders: readonly Holder[], of: (holder: Holder) => number | null): number | null {
  let total: number | null = null
  for (const holder of holders) {
    const part = of(holder)
    if (part !== null) total = (total ?? 0) + part
  }
  return total
}
