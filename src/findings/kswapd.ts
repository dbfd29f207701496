import { bytesPerSecond, percentOf } from '../format.ts'
import { kswapdCpu, memoryThreads } from '../model/reclaim/kswapd.ts'
import { reclaim } from '../model/reclaim/model.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { memoryPressure } from '../parse/pressure.ts'
import { vmstat } from '../parse/vmstat.ts'
import { noRate } from './parts/missing.ts'
import { memoryStall, STALL_FROM } from './parts/stall.ts'
import { flow, share } from './parts/told.ts'
import type { Rule } from './rule.ts'

export const kswapd: Rule = {
  id: 'KSWAPD',
  title: 'background reclaim',
  help: 'kswapd frees memory in the background, as it should; it is worth a warning when it looks through much and finds little. pgscan_kswapd and pgsteal_kswapd of /proc/vmstat.',
  resource: 'memory',
  limits: {
    scan: { value: 10e6, unit: 'B/s', why: 'below, reclaim keeps up without effort' },
    exit: { value: 5e6, unit: 'B/s', why: 'half of where it begins' },
    efficiency: { value: 30, unit: '%', why: 'of three pages looked at not one could be freed' },
    easy: {
      value: 90,
      unit: '%',
      why: 'nearly each page could be freed: files are streamed, which is healthy at any rate',
    },
    cpu: { value: 30, unit: '%', why: 'so much of one CPU goes into looking for memory' },
  },
  window: 10,
  sources: () => [...reclaim.sources, memoryPressure],
  sign: (snapshot, limits) => (scanned(snapshot) ?? 0) >= limits('exit'),
  dear: () => ({ processes: {} }),
  see: (snapshot, limits) => {
    const rate = scanned(snapshot)
    if (rate === null) return noRate(snapshot, vmstat, 'pgscan_kswapd')
    const scan = flow('scanned by kswapd', rate, limits('scan'), '/proc/vmstat pgscan_kswapd')
    if (rate < limits('exit')) return { clear: true, evidence: [scan] }
    const efficiency = own(snapshot)?.efficiency ?? null
    const cpu = kswapdCpu(memoryThreads(snapshot.tasks))
    const isVain = efficiency !== null && efficiency * 100 < limits('efficiency')
    const isEasy = efficiency !== null && efficiency * 100 >= limits('easy')
    const isBusy = cpu !== null && cpu * 100 >= limits('cpu') && !isEasy
    const found = efficiency === null ? '' : ` and could free ${percentOf(efficiency)} of it`
    return {
      seen: isVain || isBusy ? 'warning' : 'info',
      hold: rate < limits('scan'),
      value: rate,
      says: isEasy
        ? `The kernel frees ${bytesPerSecond(rate)} in the background with ease: files are read or written through the cache.`
        : `kswapd looked through ${bytesPerSecond(rate)}${found}: programs ask for memory faster than it can be had.`,
      evidence: [
        scan,
        share('of it freed', efficiency, limits('efficiency'), '/proc/vmstat pgsteal_kswapd / pgscan_kswapd'),
        share('CPU of kswapd', cpu, limits('cpu'), '/proc/PID/stat of kswapd'),
        share('time tasks waited for memory', memoryStall(snapshot).some, null, STALL_FROM),
      ],
      culprits: [],
      next: isVain
        ? 'See in the memory pane which pages fill the lists (locked, dirty, anonymous without swap) and who grows.'
        : 'Nothing, unless programs wait; then find who grows, or raise vm.watermark_scale_factor.',
      verify: 'sar -B 1',
    }
  },
}

function own(snapshot: Snapshot) {
  return snapshot.get(reclaim).reclaimers.find(({ key }) => key === 'kswapd') ?? null
}

function scanned(snapshot: Snapshot): number | null {
  return own(snapshot)?.scanned ?? null
}
