import { age, bytesLong, perSecond } from '../format.ts'
import { defaultMinFree } from '../model/memory/min-free.ts'
import { reclaim } from '../model/reclaim/model.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { zones } from '../model/zones.ts'
import { minFreeKbytes } from '../parse/sys/vm.ts'
import { vmstat } from '../parse/vmstat.ts'
import { zoneinfo } from '../parse/zoneinfo.ts'
import { reading } from '../sample/sample.ts'
import { valueOf } from '../source.ts'
import { settingCulprit } from './parts/culprits.ts'
import { allocationFailures, logSources } from './parts/kernel-log.ts'
import { noRate, notTold } from './parts/missing.ts'
import { amount, events } from './parts/told.ts'
import type { Rule } from './rule.ts'

export const minfreeLow: Rule = {
  id: 'MINFREE-LOW',
  title: 'reserve too small',
  help: 'The kernel keeps too little memory free for bursts: vm.min_free_kbytes is far below what it would be by itself, or kswapd is outrun again and again while programs have to free memory, or the kernel found no free page and said so in its log. kswapd_low_wmark_hit_quickly and allocstall of /proc/vmstat; mm/page_alloc.c.',
  resource: 'memory',
  limits: {
    share: { value: 50, unit: '%', why: 'of the default: somebody set it so low' },
    outrun: { value: 1, unit: '/s', why: 'kswapd had just reached its goal and was below it at once' },
    stalls: { value: 1, unit: '/s', why: 'and programs had to free memory themselves' },
    exit: { value: 0.2, unit: '/s', of: ['outrun', 'stalls'], why: 'a fifth of where it begins' },
    order: {
      value: 4,
      unit: '',
      why: 'a failure for so large a block is want of whole pieces (FRAG), not of free pages',
    },
  },
  window: 15,
  every: 5,
  sources: () => [...zones.sources, ...reclaim.sources],
  sign: isPressed,
  dear: (samples) => ({ sources: logSources(samples) }),
  see: (snapshot, limits) => {
    const { minFree, scaleFactor, missing } = snapshot.get(zones)
    const raw = valueOf(reading(snapshot.samples.after, zoneinfo))
    if (missing) return missing
    if (minFree === null || !raw) return notTold(snapshot, minFreeKbytes, 'min_free_kbytes')
    const usual = defaultMinFree(raw, { on: false, size: null }, snapshot.facts.pageSize).bytes
    const { lowHit, stalls } = snapshot.get(reclaim)
    const failures = allocationFailures(snapshot).filter(({ order }) => order < limits('order'))
    const [failure] = failures
    const evidence = [
      amount('memory kept free', minFree, (usual * limits('share')) / 100, '/proc/sys/vm/min_free_kbytes'),
      amount('the kernel’s own choice', usual, null, '/proc/zoneinfo managed'),
      events('kswapd was outrun', lowHit, limits('outrun'), '/proc/vmstat kswapd_low_wmark_hit_quickly'),
      events('programs that had to free memory', stalls, limits('stalls'), '/proc/vmstat allocstall_*'),
      ...failures.slice(0, 2).map(({ told }) => told),
    ]
    const isSmall = minFree < (usual * limits('share')) / 100
    if (!isSmall && !failure && (lowHit === null || stalls === null))
      return noRate(snapshot, vmstat, 'kswapd_low_wmark_hit_quickly')
    const least = Math.min(lowHit ?? 0, stalls ?? 0)
    const isOutrun = (lowHit ?? 0) >= limits('outrun') && (stalls ?? 0) >= limits('stalls')
    if (!isSmall && !failure && least < limits('exit')) return { clear: true, evidence }
    const isHarm = failure !== undefined || isOutrun || (stalls ?? 0) >= limits('stalls')
    return {
      seen: isHarm ? 'warning' : 'info',
      hold: !isSmall && !isOutrun && !failure,
      value: isSmall ? minFree : least,
      says: isSmall
        ? `Only ${bytesLong(minFree)} are kept free for bursts; the kernel itself would keep ${bytesLong(usual)}.`
        : failure && !isOutrun
          ? `The kernel found no free page for a request ${age(failure.ago)} ago, and programs or the network went without: what is kept free, ${bytesLong(minFree)}, is too little for bursts.`
          : `Bursts outrun kswapd ${perSecond(lowHit)} times a second, and programs must free memory themselves: it is woken too late.`,
      evidence,
      culprits: [
        isSmall
          ? settingCulprit('vm.min_free_kbytes', bytesLong(minFree), 'memory', 'zones')
          : settingCulprit(
              'vm.watermark_scale_factor',
              scaleFactor === null ? null : `${scaleFactor}`,
              'memory',
              'zones',
            ),
      ],
      next: 'Raise vm.watermark_scale_factor first (10 to 50 or 100): kswapd then starts sooner.',
      caution: 'What is kept free is lost to programs; short bursts do not need it.',
      verify: 'sysctl vm.min_free_kbytes vm.watermark_scale_factor; sar -B 1',
    }
  },
}

/** Free pages are short, or were: only then the kernel may have had none to give. */
function isPressed(snapshot: Snapshot): boolean {
  const { lowHit, stalls } = snapshot.get(reclaim)
  return (lowHit ?? 0) > 0 || (stalls ?? 0) > 0 || snapshot.get(zones).zones.some(({ free, low }) => free < low)
}
