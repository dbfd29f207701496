import { bytesLong, percentOf } from '../format.ts'
import { memory } from '../model/memory.ts'
import { zones } from '../model/zones.ts'
import { meminfo } from '../parse/meminfo.ts'
import { minFreeKbytes } from '../parse/sys/vm.ts'
import { settingCulprit } from './parts/culprits.ts'
import { notTold } from './parts/missing.ts'
import { amount, share } from './parts/told.ts'
import type { Rule } from './rule.ts'

export const minfreeHigh: Rule = {
  id: 'MINFREE-HIGH',
  title: 'reserve too large',
  help: 'vm.min_free_kbytes keeps much memory free for good: programs cannot have it, and reclaim and OOM kills come early. Documentation/admin-guide/sysctl/vm.rst.',
  resource: 'memory',
  advice: true,
  limits: {
    share: { value: 5, unit: '%', why: 'of memory: the kernel itself never goes above that' },
    own: { value: 110, unit: '%', why: 'of the kernel’s own choice, huge pages included: then nobody set it' },
  },
  window: 60,
  every: 30,
  sources: () => [...memory.sources, ...zones.sources],
  see: (snapshot, limits) => {
    const { minFree, minFreeDefault, missing } = snapshot.get(zones)
    const now = snapshot.get(memory)
    if (!now) return notTold(snapshot, meminfo, 'MemTotal')
    if (minFree === null) return notTold(snapshot, minFreeKbytes, 'min_free_kbytes')
    if (missing) return missing
    const kept = minFree / now.total
    const usual = minFreeDefault?.bytes ?? null
    const evidence = [
      share('of memory kept free', kept, limits('share'), '/proc/sys/vm/min_free_kbytes, /proc/meminfo MemTotal'),
      amount('that is', minFree, null, '/proc/sys/vm/min_free_kbytes'),
      amount('the kernel’s own choice', usual, null, '/proc/zoneinfo managed'),
    ]
    const isOwn = usual !== null && minFree <= (usual * limits('own')) / 100
    if (kept * 100 <= limits('share') || isOwn) return { clear: true, evidence }
    return {
      seen: 'warning',
      value: kept * 100,
      says: `${bytesLong(minFree)} (${percentOf(kept)} of memory) are kept free for good (vm.min_free_kbytes)${usual === null ? '' : `; the kernel itself would keep ${bytesLong(usual)}`}.`,
      evidence,
      culprits: [settingCulprit('vm.min_free_kbytes', bytesLong(minFree), 'memory', 'zones')],
      next: 'Lower it towards the kernel’s own choice, and raise vm.watermark_scale_factor if bursts were the reason.',
      caution: 'Network cards and huge pages may have been the reason for it: ask who set it.',
      verify: 'sysctl vm.min_free_kbytes',
    }
  },
}
