import { bytesLong, bytesPerSecond } from '../format.ts'
import { writeback } from '../model/writeback/model.ts'
import { vmstat } from '../parse/vmstat.ts'
import type { Rate } from '../units.ts'
import { notTold } from './parts/missing.ts'
import { amount, flow } from './parts/told.ts'
import type { Rule } from './rule.ts'

/** `kept`: the most that was written in a second while flushers were at work. */
export const dirtyBig: Rule<Rate<'B'>> = {
  id: 'DIRTY-BIG',
  title: 'much may be dirty',
  help: 'The limit of dirty data is a share of memory, and on a large machine that is more than its disks write in half a minute: an fsync may wait as long for the data of others, and a crash loses it. nr_dirty_threshold of /proc/vmstat.',
  resource: 'disks',
  advice: true,
  limits: {
    drain: { value: 30, unit: 's', why: 'longer than dirty data is kept by age (vm.dirty_expire_centisecs)' },
    size: {
      value: 8 * 2 ** 30,
      unit: 'B',
      why: 'while it is not known how fast the disks are: 80 s of a disk with moving parts',
    },
    busy: { value: 64 * 2 ** 20, unit: 'B', why: 'with less to write the speed of the disks does not show' },
  },
  window: 0,
  every: 10,
  sources: () => writeback.sources,
  see: (snapshot, limits, kept) => {
    const { limit, waiting, writtenPerSecond, level } = snapshot.get(writeback)
    if (limit === null || waiting === null) return notTold(snapshot, vmstat, 'nr_dirty_threshold')
    const isBusy = level !== 'calm' && waiting >= limits('busy')
    const speed = Math.max(kept ?? 0, isBusy ? (writtenPerSecond ?? 0) : 0)
    const time = speed > 0 ? limit / speed : null
    const evidence = [
      amount('may be dirty', limit, time === null ? limits('size') : null, '/proc/vmstat nr_dirty_threshold'),
      ...(time === null
        ? []
        : [
            {
              what: 'time to write that',
              seen: time,
              limit: limits('drain'),
              unit: 's',
              from: '/proc/vmstat nr_written',
            },
          ]),
      flow('most that was written', speed > 0 ? speed : null, null, '/proc/vmstat nr_written'),
    ]
    const memory = speed > 0 ? { kept: speed } : {}
    // Fast disks drain much: what they were seen to do decides where it is known.
    if (time === null ? limit <= limits('size') : time <= limits('drain')) return { clear: true, evidence, ...memory }
    return {
      seen: 'info',
      value: limit,
      says: `Up to ${bytesLong(limit)} may wait in memory to be written${time === null ? '' : `, ${Math.round(time)} s at the ${bytesPerSecond(speed)} the disks did`}: fsync may wait for it, and a crash loses it.`,
      evidence,
      culprits: [
        {
          kind: 'setting',
          key: 'vm.dirty_ratio',
          name: 'vm.dirty_ratio',
          drill: { view: 'disks', page: 'writeback', about: {} },
        },
      ],
      next: 'Set vm.dirty_bytes and vm.dirty_background_bytes to a few seconds of writing, for example 1 GiB and 256 MiB.',
      caution: 'Programs that rewrite the same pages write more then.',
      verify: 'sysctl vm.dirty_ratio vm.dirty_bytes; grep nr_dirty /proc/vmstat',
      ...memory,
    }
  },
}
