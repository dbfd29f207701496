import { bytesPerSecond } from '../format.ts'
import { type Syncing, syncing } from '../model/disks/fsync.ts'
import { writeback } from '../model/writeback/model.ts'
import { stat } from '../parse/stat.ts'
import { culpritsOf, processCulprit } from './parts/culprits.ts'
import { diskDear, inMilliseconds, ioStall, ioWriters, milliseconds, stallTold, WAIT_SOURCES } from './parts/disks.ts'
import { notTold } from './parts/missing.ts'
import { amount, count, flow } from './parts/told.ts'
import type { Rule } from './rule.ts'

export const fsyncStall: Rule = {
  id: 'FSYNC-STALL',
  title: 'fsync waits long',
  help: 'A program that must have its data on the disk (fsync, a database commit) waits long, mostly behind the data of another one: the journal and the disk are shared, whatever the level of dirty data. The function it sleeps in and how often it ran since (/proc/PID/task/TID/wchan, schedstat).',
  resource: 'disks',
  limits: {
    warning: { value: 100, unit: 'ms', why: 'a hundred times what it takes on a disk that is not busy' },
    critical: { value: 1000, unit: 'ms', why: 'programs time out' },
    exit: { value: 50, unit: 'ms', why: 'half of where it began' },
    waits: { value: 2, unit: '%', why: 'while hardly any task waits for I/O no fsync can wait long' },
  },
  window: 10,
  sources: () => [...WAIT_SOURCES, ...writeback.sources],
  sign: (snapshot, limits) => (ioStall(snapshot) ?? 0) * 100 >= limits('waits'),
  dear: (samples) => {
    const dear = diskDear(samples)
    return { ...dear, processes: { ...dear.processes, active: ['cgroup', 'owner', 'schedstat'] } }
  },
  see: (snapshot, limits) => {
    const stalled = ioStall(snapshot)
    if (stalled === null) return notTold(snapshot, stat, 'procs_blocked')
    const found = syncing(snapshot)
    const stall = stallTold(snapshot, limits('waits'))
    if (!found) {
      if (stalled * 100 < limits('waits')) return { clear: true, evidence: [stall] }
      return {
        missing: 'pending',
        source: '/proc/PID/task/TID/wchan',
        why: 'threads are looked at since this moment',
        remedy: null,
      }
    }
    const [worst] = found.filter(({ wait }) => wait !== null && wait * 1000 >= limits('exit'))
    const waiting = count('threads that wait for fsync', found.length, null, '/proc/PID/task/TID/wchan')
    if (!worst || worst.wait === null) return { clear: true, evidence: [waiting, stall] }
    const { waiting: dirty, writtenPerSecond } = snapshot.get(writeback)
    // Who waits is no cause, unless nobody else writes.
    const all = ioWriters(snapshot)
    const victims = new Set(found.map(({ process }) => process.pid))
    const others = all.filter(({ most }) => !victims.has(most.pid))
    const blamed = others.length > 0 ? others : all
    const [first] = blamed
    return {
      seen: worst.wait * 1000 >= limits('critical') ? 'critical' : 'warning',
      hold: worst.wait * 1000 < limits('warning'),
      value: worst.wait * 1000,
      says: `${nameOf(worst)} waits ${milliseconds(worst.wait)} for each fsync${first ? `, behind what ${first.most.stat.comm} ${first.most.pid} writes (${bytesPerSecond(first.amount)})` : ''}.`,
      evidence: [
        inMilliseconds(
          'one wait of it',
          worst.wait,
          limits('warning'),
          '/proc/PID/task/TID/schedstat, time / times it ran',
        ),
        waiting,
        stall,
        amount('dirty and being written', dirty, null, '/proc/vmstat nr_dirty + nr_writeback'),
        flow('written', writtenPerSecond, null, '/proc/vmstat nr_written'),
      ],
      culprits: [
        ...culpritsOf(blamed, bytesPerSecond),
        processCulprit(worst.process, `waits ${milliseconds(worst.wait)}`),
      ],
      scope: { pids: [...victims] },
      next: 'Slow the other writer down (io.max of its cgroup), let it sync as it goes, or give the data that must be safe a disk of its own.',
      verify: `strace -f -T -e trace=fsync,fdatasync -p ${worst.process.pid}`,
    }
  },
}

function nameOf({ process }: Syncing): string {
  return `${process.stat.comm} ${process.pid}`
}
