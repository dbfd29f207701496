import { count as number, percentOf } from '../format.ts'
import { allMappings, mapCountSources, mapCounts } from '../model/process/map-counts.ts'
import { slabinfo } from '../parse/slabinfo.ts'
import { maxMapCount } from '../parse/sys/vm/max-map-count.ts'
import { reading } from '../sample/sample.ts'
import { isMissing, valueOf } from '../source.ts'
import { processCulprit } from './parts/culprits.ts'
import { count } from './parts/told.ts'
import type { Rule } from './rule.ts'

/** Of x86 and most others; where it is 64 KiB, fewer processes are looked at than could be, by a sixteenth. */
const PAGE = 4096

export const maps: Rule = {
  id: 'MAPS',
  title: 'memory mappings run out',
  help: 'A program has nearly as many mappings as vm.max_map_count allows; then mmap, mprotect and the start of threads fail with ENOMEM although there is memory. Lines of /proc/PID/maps. They are counted only when all mappings of the machine (vm_area_struct in /proc/slabinfo) are so many that one program could have them.',
  resource: 'limits',
  limits: {
    warning: { value: 90, unit: '%', why: 'the rest goes with one more pool of threads or arena of memory' },
    exit: { value: 85, unit: '%', why: 'a little below where it began' },
  },
  window: 0,
  every: 8,
  sources: () => [slabinfo, maxMapCount],
  sign: (snapshot, limits) => {
    const most = valueOf(reading(snapshot.samples.after, maxMapCount))
    const all = valueOf(allMappings(snapshot.samples))
    return most !== null && all !== null && all >= (limits('exit') / 100) * most
  },
  dear: (samples) => {
    const most = samples && valueOf(reading(samples.after, maxMapCount))
    return { sources: most ? mapCountSources(samples, most, PAGE) : [], processes: { threads: 'none' } }
  },
  see: (snapshot, limits) => {
    const { samples } = snapshot
    const most = reading(samples.after, maxMapCount)
    if (isMissing(most)) return most
    const all = allMappings(samples)
    if (isMissing(all)) return all
    const from = Math.ceil((limits('warning') * most.value) / 100)
    const whole = count('mappings of all programs together', all.value, from, '/proc/slabinfo vm_area_struct')
    const [worst] = mapCounts(samples)
    const share = worst ? worst.count / most.value : 0
    const own = worst
      ? [count(`mappings of ${worst.process.stat.comm} ${worst.process.pid}`, worst.count, from, '/proc/PID/maps')]
      : []
    if (!worst || share * 100 < limits('exit')) return { clear: true, evidence: [...own, whole] }
    const { process } = worst
    return {
      seen: 'warning',
      hold: share * 100 < limits('warning'),
      value: share * 100,
      says: `${process.stat.comm} ${process.pid} has ${number(worst.count)} of ${number(most.value)} mappings (${percentOf(share)}); then mmap fails with ENOMEM although there is memory.`,
      evidence: [...own, whole],
      culprits: [processCulprit(process, `${number(worst.count)} mappings`, 'memory')],
      scope: { pids: [process.pid] },
      next: 'Raise vm.max_map_count (databases and search engines ask for 262,144 and more), unless they grow without end.',
      verify: `wc -l /proc/${process.pid}/maps; sysctl vm.max_map_count`,
    }
  },
}
