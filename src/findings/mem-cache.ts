import { bytesLong, percentOf } from '../format.ts'
import { cache } from '../model/memory/cache.ts'
import { memory } from '../model/memory.ts'
import { meminfo } from '../parse/meminfo.ts'
import { notTold } from './parts/missing.ts'
import { amount, share } from './parts/told.ts'
import type { Rule } from './rule.ts'

/** Low MemFree with much available is how a healthy machine looks: it clears memory, and is told only where the cache can't be dropped. */
export const memCache: Rule = {
  id: 'MEM-CACHE',
  title: 'memory is cache',
  help: 'Nearly no memory is free because the page cache has it, which is given back on demand: no problem, unless much of that cache is tmpfs or still to be written. MemFree against MemAvailable of /proc/meminfo.',
  resource: 'memory',
  advice: true,
  limits: {
    free: { value: 5, unit: '%', why: 'what people take for a shortage' },
    available: { value: 20, unit: '%', why: 'with less available it is no longer only cache' },
    held: { value: 50, unit: '%', why: 'more than half of the cache needs swap or a disk before it can go' },
    exit: { value: 45, unit: '%', of: ['held'], why: 'so that it does not come and go with each write' },
  },
  window: 10,
  every: 5,
  sources: () => [...memory.sources],
  see: (snapshot, limits) => {
    const now = snapshot.get(memory)
    const by = snapshot.get(cache)
    if (!now || now.available === null || !by)
      return notTold(snapshot, meminfo, 'MemAvailable or the lists of file pages')
    const held = by.total > 0 ? (by.dirty + by.shmem) / by.total : 0
    const [free, available] = [now.free / now.total, now.available / now.total]
    const evidence = [
      share('memory available', available, limits('available'), '/proc/meminfo MemAvailable'),
      share('memory free', free, limits('free'), '/proc/meminfo MemFree'),
      amount(
        'cache that can be dropped at once, at least',
        by.now,
        null,
        '/proc/meminfo Active(file), Inactive(file), Mapped',
      ),
      share('of the cache tmpfs or to be written', held, limits('held'), '/proc/meminfo Shmem, Dirty, Writeback'),
    ]
    const isCache = free * 100 < limits('free') && available * 100 >= limits('available')
    if (!isCache || held * 100 < limits('exit')) return { clear: true, evidence }
    return {
      seen: 'info',
      hold: held * 100 < limits('held'),
      value: held * 100,
      says: `${percentOf(held)} of the cache can't simply be dropped: ${bytesLong(by.shmem)} are tmpfs and shared memory, ${bytesLong(by.dirty)} must be written first.`,
      evidence,
      culprits: [],
      next: 'See what fills tmpfs (df -t tmpfs, ipcs -m) and who writes (disks pane).',
      caution: 'Do not drop caches: it frees nothing of these.',
      verify: 'free -w -h',
    }
  },
}
