import { percentOf, count as whole } from '../format.ts'
import { cpu } from '../model/cpu.ts'
import { dentries } from '../model/memory/dentries.ts'
import { reclaim } from '../model/reclaim/model.ts'
import { stat } from '../parse/stat.ts'
import { vfsCachePressure } from '../parse/sys/vm.ts'
import { vmstat } from '../parse/vmstat.ts'
import { settingCulprit } from './parts/culprits.ts'
import { noRate, notTold } from './parts/missing.ts'
import { count, events, share } from './parts/told.ts'
import type { Rule } from './rule.ts'

export const vfsPressure: Rule = {
  id: 'VFS-PRESSURE',
  title: 'name cache is scanned too hard',
  help: 'vm.vfs_cache_pressure above 100 makes reclaim look through more names and inodes than its share; with millions of them that is CPU time and locks, and programs stand still. slabs_scanned of /proc/vmstat; mm/shrinker.c.',
  resource: 'memory',
  limits: {
    weight: { value: 100, unit: '%', why: 'the fair share beside pages; above, each round scans more' },
    scanned: { value: 100_000, unit: '/s', why: 'objects: about a tenth of a CPU' },
    exit: { value: 50_000, unit: '/s', why: 'half of where it begins' },
    system: { value: 30, unit: '%', why: 'of all CPU time in the kernel: more than programs themselves mostly need' },
  },
  window: 10,
  sources: () => [...reclaim.sources, ...cpu.sources],
  sign: (snapshot, limits) => (snapshot.get(reclaim).slabScanned ?? 0) >= limits('exit'),
  dear: () => ({ sources: dentries.sources }),
  see: (snapshot, limits) => {
    const { slabScanned } = snapshot.get(reclaim)
    if (slabScanned === null) return noRate(snapshot, vmstat, 'slabs_scanned')
    const scan = events('kernel objects scanned', slabScanned, limits('scanned'), '/proc/vmstat slabs_scanned')
    if (slabScanned < limits('exit')) return { clear: true, evidence: [scan] }
    const now = snapshot.get(cpu)
    if (!now) return noRate(snapshot, stat, 'CPU times')
    const { weight, pressure, dentries: names, unused } = snapshot.get(dentries)
    if (weight === null) return notTold(snapshot, vfsCachePressure, 'vfs_cache_pressure')
    const evidence = [
      scan,
      share('weight of names beside pages', weight, limits('weight'), '/proc/sys/vm/vfs_cache_pressure'),
      share('CPU time in the kernel', now.sys, limits('system'), '/proc/stat system'),
      count('names that could go', unused, null, '/proc/sys/fs/dentry-state nr_unused'),
    ]
    if (weight * 100 <= limits('weight') || now.sys * 100 < limits('system') * 0.8) return { clear: true, evidence }
    return {
      seen: 'warning',
      hold: slabScanned < limits('scanned') || now.sys * 100 < limits('system'),
      value: slabScanned,
      says: `The kernel spends ${percentOf(now.sys)} of the CPUs, much of it on looking through ${whole(names)} names of files: vm.vfs_cache_pressure is ${whole(pressure)}.`,
      evidence,
      culprits: [settingCulprit('vm.vfs_cache_pressure', `${pressure}`, 'memory', 'slab')],
      next: 'Set vm.vfs_cache_pressure back to 100, and find what walks over so many files.',
      caution: 'Far below 100 names fill memory; 0 may end in an OOM kill.',
      verify: 'sysctl vm.vfs_cache_pressure; perf top # shrink_dcache, prune_icache',
    }
  },
}
