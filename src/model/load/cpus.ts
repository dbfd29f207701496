import type { CpuSchedstat } from '../../parse/proc-schedstat.ts'
import type { Cpu, CpuTicks } from '../../parse/stat.ts'
import { rate } from '../../rates.ts'
import type { Seconds, Share } from '../../units.ts'

/** Where CPU time went between two looks, with the names of mpstat. All but `busy` add up to 1. */
export interface CpuShares {
  /** Without guest, which the kernel counts in user too. */
  readonly usr: Share
  /** Without gnice, which the kernel counts in nice too. */
  readonly nice: Share
  readonly sys: Share
  readonly iowait: Share
  readonly irq: Share
  readonly soft: Share
  /** Taken by the hypervisor. */
  readonly steal: Share
  readonly guest: Share
  readonly gnice: Share
  readonly idle: Share
  /** All but idle and iowait. */
  readonly busy: Share
}

/** One CPU. Null: its first look, or it did not tick since. */
export interface CpuLoad {
  readonly id: number
  readonly shares: CpuShares | null
}

/**
 * CPUs that are online now, matched by id. One that came or went has no shares: its counters stood still, or began anew.
 * Like mpstat; top counts guest twice in its total.
 */
export function cpuLoads(before: readonly Cpu[] | null, after: readonly Cpu[]): readonly CpuLoad[] {
  const earlier = new Map((before ?? []).map((cpu) => [cpu.id, cpu]))
  return after.map((cpu) => {
    const growth = grown(earlier.get(cpu.id) ?? null, cpu)
    return { id: cpu.id, shares: growth && sharesOf(growth) }
  })
}

/**
 * All CPUs together: those in both looks. Not the `cpu` line, which also sums CPUs that are offline and jumps when one goes;
 * it stands in only where no single CPU is listed.
 */
export function allCpus(before: CpuLook | null, after: CpuLook): CpuShares | null {
  if (before === null) return null
  const earlier = new Map(before.cpus.map((cpu) => [cpu.id, cpu]))
  const growths = after.cpus.map((cpu) => grown(earlier.get(cpu.id) ?? null, cpu)).filter((growth) => growth !== null)
  const sum = after.cpus.length > 0 ? growths.reduce(plus, NONE) : grown(before.cpu, after.cpu)
  return sum && sharesOf(sum)
}

/** The part of /proc/stat that is needed. */
export interface CpuLook {
  readonly cpu: CpuTicks
  readonly cpus: readonly Cpu[]
}

/** Threads that waited in the run queue of each CPU, on average over `dt`; null where it cannot be known. */
export function queueWaits(
  before: readonly CpuSchedstat[] | null,
  after: readonly CpuSchedstat[],
  dt: Seconds,
): ReadonlyMap<number, number | null> {
  const earlier = new Map((before ?? []).map((cpu) => [cpu.id, cpu.wait]))
  return new Map(
    after.map((cpu) => {
      const waited = rate(earlier.get(cpu.id), cpu.wait, dt)
      return [cpu.id, waited === null ? null : waited / 1e9]
    }),
  )
}

const FIELDS = ['user', 'nice', 'system', 'idle', 'iowait', 'irq', 'softirq', 'steal', 'guest', 'guestNice'] as const

type Growth = Readonly<Record<(typeof FIELDS)[number], number>>

const NONE: Growth = growthOf(() => 0)

/** Null: no look before, or the counters began anew. */
function grown(before: CpuTicks | null, after: CpuTicks): Growth | null {
  if (before === null) return null
  // idle and iowait of a CPU may step back by a little (Documentation/filesystems/proc.rst): they stood still then.
  const growth = growthOf((field) => {
    const ticks = after[field] - before[field]
    return field === 'idle' || field === 'iowait' ? Math.max(0, ticks) : ticks
  })
  return FIELDS.some((field) => growth[field] < 0) ? null : growth
}

/** Null: not a single tick. */
function sharesOf(growth: Growth): CpuShares | null {
  const { user, nice, system, idle, iowait, irq, softirq, steal } = growth
  const total = user + nice + system + idle + iowait + irq + softirq + steal
  if (total === 0) return null
  // Guest time is added to both counters, but not in one moment.
  const guest = Math.min(growth.guest, user)
  const gnice = Math.min(growth.guestNice, nice)
  return {
    usr: (user - guest) / total,
    nice: (nice - gnice) / total,
    sys: system / total,
    iowait: iowait / total,
    irq: irq / total,
    soft: softirq / total,
    steal: steal / total,
    guest: guest / total,
    gnice: gnice / total,
    idle: idle / total,
    busy: (total - idle - iowait) / total,
  }
}

function plus(a: Growth, b: Growth): Growth {
  return growthOf((field) => a[field] + b[field])
}

function growthOf(ticks: (field: (typeof FIELDS)[number]) => number): Growth {
  return Object.fromEntries(FIELDS.map((field) => [field, ticks(field)])) as Growth
}
