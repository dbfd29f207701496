import { bytesLong, countShort, percentOf } from '../format.ts'
import { dentries } from '../model/memory/dentries.ts'
import { fileObjects } from '../model/memory/file-objects.ts'
import { parts } from '../model/memory/parts.ts'
import { slab } from '../model/slab.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { meminfo } from '../parse/meminfo.ts'
import { memoryPressure } from '../parse/pressure.ts'
import { dentryState } from '../parse/sys/fs/dentry-state.ts'
import { notTold } from './parts/missing.ts'
import { memoryStall, STALL_FROM } from './parts/stall.ts'
import { count, share } from './parts/told.ts'
import type { LimitValues, Rule } from './rule.ts'

export const dentry: Rule = {
  id: 'DENTRY',
  title: 'large name cache',
  help: 'The kernel keeps very many names and inodes of files, or names that do not exist (negative dentries). They are given back on demand, but one by one. /proc/sys/fs/dentry-state, /proc/slabinfo dentry and *inode_cache; fs/dcache.c.',
  resource: 'memory',
  limits: {
    size: { value: 15, unit: '%', why: 'of memory: reclaim has to walk through millions of objects' },
    negative: { value: 50, unit: '%', why: 'most names that are kept are of files that are not there' },
    least: { value: 1e6, unit: '', why: 'fewer are searched and dropped in no time' },
    exit: { value: 80, unit: '%', of: 'each', why: 'of each limit' },
    stall: { value: 10, unit: '%', why: 'tasks wait for memory in a tenth of the time: then it harms' },
  },
  window: 20,
  every: 5,
  sources: () => [meminfo, memoryPressure, ...dentries.sources],
  sign: (snapshot, limits) => {
    const known = snapshot.get(parts)
    const loose = known?.parts.slab_reclaimable ?? 0
    return isProbed(snapshot, limits, 1) || (known !== null && (loose / known.total) * 100 >= limits('size') * 0.8)
  },
  dear: () => ({ sources: slab.sources }),
  see: (snapshot, limits) => {
    const known = snapshot.get(parts)
    const names = snapshot.get(dentries)
    if (!known) return notTold(snapshot, meminfo, 'MemTotal')
    if (names.dentries === null) return notTold(snapshot, dentryState, 'nr_dentry')
    const loose = known.parts.slab_reclaimable
    const objects = fileObjects(snapshot.get(slab))
    // Without the right to read slabinfo all that is reclaimable stands for them, nearly all of which they are.
    const size = objects ?? loose
    const { some } = memoryStall(snapshot)
    const evidence = [
      share(
        objects === null ? 'of memory reclaimable kernel objects' : 'of memory names and inodes',
        size === null ? null : size / known.total,
        limits('size'),
        objects === null ? '/proc/meminfo SReclaimable' : '/proc/slabinfo dentry, *inode_cache',
      ),
      count('names', names.dentries, null, '/proc/sys/fs/dentry-state nr_dentry'),
      count('of files that do not exist', names.negative, limits('least'), '/proc/sys/fs/dentry-state nr_negative'),
      share('time tasks waited for memory', some, limits('stall'), STALL_FROM),
    ]
    const times = limits('exit') / 100
    const isBig = (by: number) => size !== null && (size / known.total) * 100 >= limits('size') * by
    if (!isBig(times) && !isProbed(snapshot, limits, times)) return { clear: true, evidence }
    const negative = names.negative ?? 0
    const isHarm = isBig(1) && some !== null && some * 100 >= limits('stall')
    return {
      seen: isHarm ? 'warning' : 'info',
      hold: !isBig(1) && !isProbed(snapshot, limits, 1),
      value: size === null ? negative : (size / known.total) * 100,
      says: isProbed(snapshot, limits, times)
        ? `Programs look for files that are not there: ${countShort(negative)} of ${countShort(names.dentries)} names that are kept do not exist (${bytesLong(size)}).`
        : `Names and inodes of files take ${bytesLong(size)} (${percentOf((size ?? 0) / known.total)} of memory), ${countShort(names.dentries)} names.`,
      evidence,
      culprits: [],
      next: 'Find what walks over so many names (find, backup, a program that probes paths: strace -f -e trace=%file), and stop or slow it.',
      caution:
        'A higher vm.vfs_cache_pressure (120 to 200) drops them sooner, but may end in long lock waits; on a file server they are meant.',
      verify: 'cat /proc/sys/fs/dentry-state; slabtop -o -s c',
    }
  },
}

function isProbed(snapshot: Snapshot, limits: LimitValues, by: number): boolean {
  const { dentries: all, negative } = snapshot.get(dentries)
  if (all === null || negative === null) return false
  return negative >= limits('least') * by && negative * 100 >= all * limits('negative') * by
}
