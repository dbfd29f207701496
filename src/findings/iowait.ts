import { count as number, percentOf } from '../format.ts'
import { cpu } from '../model/cpu.ts'
import { demand } from '../model/load/demand.ts'
import { pressure } from '../model/load/pressure.ts'
import { type Stuck, stuckThreads } from '../model/load/stuck.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { stat } from '../parse/stat.ts'
import { reading } from '../sample/sample.ts'
import { valueOf } from '../source.ts'
import { noRate } from './parts/missing.ts'
import { stuckCulprits } from './parts/stuck-threads.ts'
import { allThreads } from './parts/threads-asked.ts'
import { count, share } from './parts/told.ts'
import type { Evidence, LimitValues, Rule } from './rule.ts'

export const iowait: Rule = {
  id: 'IOWAIT',
  title: 'waiting for disks',
  help: 'Threads wait for disks a good part of the time. iowait alone tells little: it is idle time, vanishes as soon as a CPU finds other work, and of many CPUs one slow reader is a small part. Told by PSI and by threads that are blocked. proc.rst, psi.rst',
  resource: 'disks',
  limits: {
    some: { value: 10, unit: '%', why: 'of the time some thread waited for a disk' },
    exit: { value: 5, unit: '%', why: 'half of the entry' },
    iowait: { value: 0.25, unit: 'CPUs', why: 'where there is no PSI: idle with I/O under way, a quarter of one CPU' },
    blocked: { value: 1, unit: '', why: 'threads that wait for block I/O now' },
    victims: { value: 4, unit: '', why: 'threads that are hardly served: more than one program and its flusher' },
    served: { value: 20, unit: '/s', why: 'a thread that is given a CPU so often has its I/O done within 50 ms' },
  },
  window: 15,
  sources: () => [...new Set([...cpu.sources, ...pressure.sources])],
  sign: (snapshot, limits) => waits(snapshot, limits) >= limits('exit') && blocked(snapshot, null) >= limits('blocked'),
  dear: allThreads,
  see(snapshot, limits) {
    const now = demand(snapshot)
    if (!now) return noRate(snapshot, stat, 'where CPU time went')
    const threads =
      stuckThreads(snapshot)?.filter(({ thread: { cause } }) => cause === 'd_block' || cause === 'd_filesystem') ?? null
    const io = snapshot.get(pressure).find(({ resource }) => resource === 'io')
    const waiting = waits(snapshot, limits)
    const count_ = blocked(snapshot, threads)
    const evidence: readonly Evidence[] = [
      ...(io?.some
        ? [
            share(
              'time in which some thread waited for a disk',
              io.some.now ?? io.some.avg10,
              limits('some'),
              '/proc/pressure/io some',
            ),
          ]
        : []),
      count('threads that wait for block I/O', count_, limits('blocked'), '/proc/stat procs_blocked'),
      count(
        'CPUs that were idle with I/O under way',
        now.shares.iowait * now.cpus,
        io?.some ? null : limits('iowait'),
        '/proc/stat cpu iowait',
      ),
    ]
    if (waiting < limits('exit') || count_ < limits('blocked')) return { clear: true, evidence }
    const victims = threads?.filter(({ slices }) => slices !== null && slices < limits('served')) ?? []
    const many = victims.length >= limits('victims')
    const first = (many ? victims : threads)?.[0]
    return {
      seen: many ? 'warning' : 'info',
      hold: waiting < limits('some'),
      value: waiting / 100,
      says:
        `${first ? `${first.thread.look.comm} ${first.thread.look.pid}` : 'Some thread'} waits for a disk` +
        `${many ? `, and ${number(victims.length - 1)} others with it` : ''}: in ${percentOf(waiting / 100)} of the time somebody did.`,
      evidence,
      culprits: stuckCulprits(many ? victims : (threads ?? [])),
      next: 'See in the disks pane which device is slow or full, and who reads and writes there.',
      caution: 'A single reader on an idle machine looks the same and is no trouble.',
      verify: 'iostat -x 1; pidstat -d 1',
    }
  },
}

/** Percent of the time; without PSI iowait stands for it, by its own limit. */
function waits(snapshot: Snapshot, limits: LimitValues): number {
  const io = snapshot.get(pressure).find(({ resource }) => resource === 'io')
  if (io?.some) return (io.some.now ?? io.some.avg10) * 100
  const now = demand(snapshot)
  return now ? ((now.shares.iowait * now.cpus) / limits('iowait')) * limits('some') : 0
}

function blocked(snapshot: Snapshot, threads: readonly Stuck[] | null): number {
  const now = valueOf(reading(snapshot.samples.after, stat))?.procsBlocked ?? 0
  return Math.max(now, threads?.length ?? 0)
}
