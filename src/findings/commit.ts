import { bytesLong, percentOf } from '../format.ts'
import { promisedTo } from '../model/memory/promised.ts'
import { memory } from '../model/memory.ts'
import { overcommit } from '../model/overcommit.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { meminfo } from '../parse/meminfo.ts'
import { overcommitMemory } from '../parse/sys/vm.ts'
import { culpritsOf, mostOf } from './parts/culprits.ts'
import { notTold } from './parts/missing.ts'
import { amount, count, share } from './parts/told.ts'
import type { LimitValues, Rule } from './rule.ts'

const STRICT = 2

export const commit: Rule = {
  id: 'COMMIT',
  title: 'promised memory',
  help: 'With vm.overcommit_memory 2 the kernel refuses memory beyond CommitLimit, however much is free; in modes 0 and 1 more may be promised than there is. Committed_AS and CommitLimit of /proc/meminfo; mm/util.c __vm_enough_memory.',
  resource: 'memory',
  limits: {
    warning: { value: 90, unit: '%', why: 'of the limit: the next large malloc or fork fails' },
    critical: { value: 97, unit: '%', why: 'small ones fail too; 3 % are for root' },
    exit: { value: 87, unit: '%', why: 'a little below where it begins' },
    promised: { value: 100, unit: '%', why: 'of RAM and swap: if all of it were used, it would not fit' },
  },
  window: 10,
  every: 5,
  sources: () => [...overcommit.sources, ...memory.sources],
  sign: (snapshot, limits) => isStrict(snapshot) && (strictShare(snapshot) ?? 0) * 100 >= limits('exit'),
  dear: () => ({ processes: { everybody: ['cgroup'] } }),
  see: (snapshot, limits) => {
    const { mode, committed, limit } = snapshot.get(overcommit)
    if (mode === null) return notTold(snapshot, overcommitMemory, 'the mode')
    if (committed === null) return notTold(snapshot, meminfo, 'Committed_AS')
    const set = count('vm.overcommit_memory', mode, null, '/proc/sys/vm/overcommit_memory')
    if (mode !== STRICT) return loosely(snapshot, limits, committed, mode)
    const used = strictShare(snapshot)
    if (used === null || limit === null) return notTold(snapshot, meminfo, 'CommitLimit')
    const evidence = [
      share('of the limit promised', used, limits('warning'), '/proc/meminfo Committed_AS, CommitLimit'),
      amount('left to promise', limit - committed, null, '/proc/meminfo Committed_AS, CommitLimit'),
      set,
    ]
    if (used * 100 < limits('exit')) return { clear: true, evidence }
    const blamed = promisedTo(snapshot)
    return {
      seen: used * 100 >= limits('critical') ? 'critical' : 'warning',
      hold: used * 100 < limits('warning'),
      value: used * 100,
      says: `Programs will soon get no memory (ENOMEM): ${percentOf(used)} of the ${bytesLong(limit)} that may be promised are, and the kernel never promises more.${mostOf(blamed, 'Most was promised to')}`,
      evidence,
      culprits: culpritsOf(blamed, bytesLong),
      next: 'Raise vm.overcommit_ratio, or add swap, which counts in full; or set vm.overcommit_memory to 0.',
      caution: 'Mode 2 is set on purpose as a rule: ask who did.',
      verify: 'grep -i commit /proc/meminfo',
    }
  },
}

/** Promises that exceed all there is harm nobody before they are used. Mode 1 was set to allow just that. */
function loosely(snapshot: Snapshot, limits: LimitValues, committed: number, mode: number) {
  const now = snapshot.get(memory)
  if (!now) return notTold(snapshot, meminfo, 'MemTotal')
  const all = now.total + (now.swapTotal ?? 0)
  const evidence = [
    share('promised of RAM and swap', committed / all, limits('promised'), '/proc/meminfo Committed_AS'),
    count('vm.overcommit_memory', mode, null, '/proc/sys/vm/overcommit_memory'),
  ]
  if (mode !== 0 || (committed / all) * 100 < limits('promised')) return { clear: true, evidence } as const
  return {
    seen: 'info',
    value: (committed / all) * 100,
    says: `${bytesLong(committed)} are promised to programs and ${bytesLong(all)} are there with swap: no harm as long as they do not use it all.`,
    evidence,
    culprits: [],
    next: 'Nothing; watch MemAvailable.',
    verify: 'grep Committed_AS /proc/meminfo',
  } as const
}

function isStrict(snapshot: Snapshot): boolean {
  return snapshot.get(overcommit).mode === STRICT
}

function strictShare(snapshot: Snapshot): number | null {
  const { committed, limit } = snapshot.get(overcommit)
  return committed === null || limit === null || limit <= 0 ? null : committed / limit
}
