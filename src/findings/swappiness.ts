import { percentOf } from '../format.ts'
import { areaSources, swapAreas } from '../model/swap/areas.ts'
import { fillsZram, isZramOnly } from '../model/swap/leaving.ts'
import { swapLevel } from '../model/swap/level.ts'
import { meminfo } from '../parse/meminfo.ts'
import { lruGen } from '../parse/mm/lru-gen.ts'
import { swappiness as file } from '../parse/sys/vm.ts'
import { reading, type Samples } from '../sample/sample.ts'
import { valueOf } from '../source.ts'
import { settingCulprit } from './parts/culprits.ts'
import { notTold } from './parts/missing.ts'
import { count, share } from './parts/told.ts'
import type { Rule } from './rule.ts'

export const swappiness: Rule = {
  id: 'SWAPPINESS',
  title: 'swappiness at an end',
  help: 'vm.swappiness weighs swapping against dropping file pages, 0 to 200: 0 and 1 keep programs in memory to the very last, above 100 swapping counts as cheaper than reading files. Documentation/admin-guide/sysctl/vm.rst.',
  resource: 'swap',
  advice: true,
  limits: {
    low: { value: 1, unit: '', why: 'at 0 and 1 reclaim goes for file pages alone until next to none is left' },
    high: {
      value: 100,
      unit: '',
      why: 'above, swap would have to be faster than the disks of the files, as compressed memory is',
    },
    available: { value: 10, unit: '%', why: 'memory is short …' },
    swap_free: { value: 50, unit: '%', why: '… and swap, which could help, is hardly used' },
  },
  window: 10,
  every: 10,
  sources: (samples) => [...swapLevel.sources, ...areaSources(samples), ...(isZero(samples) ? [lruGen] : [])],
  see: (snapshot, limits) => {
    const level = snapshot.get(swapLevel)
    if (!level) return notTold(snapshot, meminfo, 'SwapTotal')
    if (level.swappiness === null) return notTold(snapshot, file, 'swappiness')
    const set = level.swappiness
    const evidence = [count('vm.swappiness', set, null, '/proc/sys/vm/swappiness')]
    const areas = snapshot.get(swapAreas)
    const isFast = isZramOnly(areas) || fillsZram(areas) || level.zswap.enabled === true
    const isLow = set <= limits('low')
    if (level.total === 0 || (!isLow && (set <= limits('high') || isFast))) return { clear: true, evidence }
    const left = level.free / level.total
    const room = level.available === null ? null : level.available / level.memTotal
    const isNever = set === 0 && valueOf(reading(snapshot.samples.after, lruGen))?.on === true
    const isShort = room !== null && room * 100 < limits('available') && left * 100 > limits('swap_free')
    return {
      seen: !isLow || isShort ? 'warning' : 'info',
      value: set,
      says: !isLow
        ? `vm.swappiness is ${set}: programs are swapped to a disk rather than file pages dropped.`
        : isShort
          ? `Memory is short and ${percentOf(left)} of swap lie idle: vm.swappiness is ${set}, ${isNever ? NEVER : 'so the cache goes to the last page first'}.`
          : isNever
            ? `vm.swappiness is 0, ${NEVER}.`
            : `vm.swappiness is ${set}: cache is dropped to the last page before anything is swapped; in a v1 cgroup 0 means an OOM kill instead of swap.`,
      evidence: [
        ...evidence,
        share('memory available', room, limits('available'), '/proc/meminfo MemAvailable'),
        share('swap free', left, limits('swap_free'), '/proc/meminfo SwapFree'),
      ],
      culprits: [settingCulprit('vm.swappiness', `${set}`, 'memory', 'reclaim')],
      next: isLow
        ? 'Try 10 to 60, and watch refaults.'
        : 'Set 100 or less, unless swap is faster than the disks of the files, as compressed memory is.',
      caution: isLow ? 'Some databases are run with 1 on purpose.' : 'Test under the real load.',
      verify: 'sysctl vm.swappiness',
    }
  },
}

/** mm/vmscan.c isolate_folios: with generations anonymous pages are then left out, whatever is left of file pages. */
const NEVER = 'and with MGLRU on nothing is swapped at all: when the cache is gone the OOM killer comes'

function isZero(samples: Samples | null): boolean {
  return samples !== null && valueOf(reading(samples.after, file)) === 0
}
