import { count as number, numberOf } from '../format.ts'
import { allWatches, type InotifyUse, inotifySources, inotifyUses } from '../model/process/inotify.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { users } from '../model/users.ts'
import { slabinfo } from '../parse/slabinfo.ts'
import { maxUserInstances, maxUserWatches } from '../parse/sys/fs/inotify.ts'
import { reading, type Samples } from '../sample/sample.ts'
import { isMissing, valueOf } from '../source.ts'
import { offsetOf } from './beats.ts'
import { processCulprit } from './parts/culprits.ts'
import { count } from './parts/told.ts'
import type { Rule } from './rule.ts'

export const inotify: Rule = {
  id: 'INOTIFY',
  title: 'inotify runs out',
  help: 'Programs of one user watch nearly as many files, or have nearly as many inotify descriptors, as fs.inotify.max_user_watches and max_user_instances allow. Then a watch fails with ENOSPC although disks have room, and inotify_init with EMFILE. /proc/PID/fdinfo; programs are looked at in turns.',
  resource: 'limits',
  limits: {
    warning: { value: 80, unit: '%', why: 'one more editor, container or log shipper is enough' },
    critical: { value: 98, unit: '%', why: 'the next one is refused' },
    exit: { value: 75, unit: '%', why: 'a little below where it began' },
  },
  window: 0,
  every: 9,
  sources: () => [maxUserWatches, maxUserInstances, slabinfo, ...users.sources],
  sign: (snapshot, limits) => isTurn(snapshot) && mayBeFull(snapshot.samples, limits('exit')),
  dear: (samples) => ({
    sources: inotifySources(samples),
    processes: { threads: 'none', everybody: ['owner'] },
  }),
  see: (snapshot, limits) => {
    const { samples } = snapshot
    const watches = reading(samples.after, maxUserWatches)
    const instances = reading(samples.after, maxUserInstances)
    if (isMissing(watches)) return watches
    if (isMissing(instances)) return instances
    const slabs = reading(samples.after, slabinfo)
    const all = allWatches(samples)
    const uses = inotifyUses(samples)
    if (isMissing(slabs) && uses.length === 0) return slabs
    const judged = uses.map((use) => {
      const [ofWatches, ofInstances] = [(use.watches ?? 0) / watches.value, use.instances / instances.value]
      return { use, share: Math.max(ofWatches, ofInstances), byWatches: ofWatches >= ofInstances }
    })
    const [worst] = judged.sort((a, b) => b.share - a.share)
    const nameOf = ({ uid }: InotifyUse) => snapshot.get(users).get(uid) ?? `uid ${uid}`
    const from = (of: number) => Math.ceil((limits('warning') * of) / 100)
    const whole = count('watches of all users together', all, from(watches.value), '/proc/slabinfo inotify_inode_mark')
    const own = worst
      ? [
          count(`watches of ${nameOf(worst.use)}`, worst.use.watches, from(watches.value), '/proc/PID/fdinfo inotify'),
          count(`instances of ${nameOf(worst.use)}`, worst.use.instances, from(instances.value), '/proc/PID/fd'),
        ]
      : []
    if (!worst || worst.share * 100 < limits('exit')) return { clear: true, evidence: [...own, whole] }
    const { use, share, byWatches } = worst
    const holders = byWatches ? use.holders : [...use.holders].sort((a, b) => b.instances - a.instances)
    const used = byWatches
      ? `${number(use.watches)} of ${number(watches.value)} inotify watches`
      : `${number(use.instances)} of ${number(instances.value)} inotify instances`
    const setting = byWatches ? 'fs.inotify.max_user_watches' : 'fs.inotify.max_user_instances'
    return {
      seen: share * 100 >= limits('critical') ? 'critical' : 'warning',
      hold: share * 100 < limits('warning'),
      value: share * 100,
      says: `${nameOf(use)} has ${used}; then programs get ${byWatches ? '"No space left on device"' : '"Too many open files"'}.${holders[0] ? ` ${holders[0].process.stat.comm} ${holders[0].process.pid} has most.` : ''}`,
      evidence: [...own, whole],
      culprits: holders
        .slice(0, 3)
        .map((one) =>
          processCulprit(
            one.process,
            byWatches ? numberOf(one.watches, 'watch', 'watches') : numberOf(one.instances, 'instance'),
            'files',
          ),
        ),
      scope: { pids: holders.slice(0, 10).map(({ process }) => process.pid) },
      next: `Raise ${setting}, or have ${holders[0]?.process.stat.comm ?? 'the program'} watch less.`,
      caution: byWatches
        ? 'A watch takes about 1 KiB of kernel memory that cannot be swapped.'
        : 'In containers the same user id counts together.',
      verify: `sysctl ${setting}; find /proc/*/fd -lname anon_inode:inotify 2>/dev/null | wc -l`,
    }
  },
}

/** Seconds: what programs watch changes slowly, and to look takes a while. */
const SELDOM = 300
const AWHILE = 20
const BRIEF = 3

/**
 * In a run of seconds every look counts, and one so long after the last is seldom by itself. The turn begins where the rule looks at
 * rest, so that its next looks go on with it: the processes come with one, what they have open with the next, and its watches last.
 */
function isTurn({ interval, samples }: Snapshot): boolean {
  if (interval === null || interval < BRIEF || interval >= AWHILE) return true
  return (samples.after.at / 1e9 + SELDOM - offsetOf('limits')) % SELDOM < AWHILE
}

/** Each instance that is in use watches something, so that few watches in all leave no user near either limit. */
function mayBeFull(samples: Samples, percent: number): boolean {
  const all = allWatches(samples)
  const watches = valueOf(reading(samples.after, maxUserWatches))
  const instances = valueOf(reading(samples.after, maxUserInstances))
  if (watches === null || instances === null) return false
  return all === null || all >= (percent / 100) * Math.min(watches, instances)
}
