import { count as number, percentOf } from '../format.ts'
import { userThreadSources, userThreads } from '../model/process/user-threads.ts'
import { users } from '../model/users.ts'
import { processCulprit } from './parts/culprits.ts'
import { share } from './parts/told.ts'
import type { Rule } from './rule.ts'

export const nproc: Rule = {
  id: 'NPROC',
  title: 'a user may not make more processes',
  help: 'RLIMIT_NPROC is how many threads one user may have; at it fork fails with EAGAIN ("Resource temporarily unavailable") although the machine has room. Root is not bound. /proc/PID/limits Max processes against the threads of all processes of that user.',
  resource: 'limits',
  limits: {
    warning: { value: 80, unit: '%', why: 'time to act before fork fails' },
    critical: { value: 95, unit: '%', why: 'one more pool of workers is enough' },
    exit: { value: 75, unit: '%', why: 'a little below where it began' },
  },
  window: 0,
  every: 5,
  sources: () => users.sources,
  sign: () => true,
  dear: (samples) => ({ sources: userThreadSources(samples), processes: { threads: 'none', everybody: ['owner'] } }),
  see: (snapshot, limits) => {
    if (!snapshot.samples.after.processes)
      return { missing: 'pending', source: '/proc/PID/limits', why: 'processes are not looked at yet', remedy: null }
    const [worst] = userThreads(snapshot.samples)
    const nameOf = (uid: number) => snapshot.get(users).get(uid) ?? `uid ${uid}`
    const evidence = [
      share(
        worst ? `threads of ${nameOf(worst.uid)}` : 'threads of any user with a limit',
        worst?.share ?? 0,
        limits('warning'),
        '/proc/PID/stat num_threads, /proc/PID/limits Max processes',
      ),
    ]
    if (!worst || worst.share * 100 < limits('exit')) return { clear: true, evidence }
    const { uid, threads, soft, most, bound } = worst
    const name = nameOf(uid)
    return {
      seen: worst.share * 100 >= limits('critical') ? 'critical' : 'warning',
      hold: worst.share * 100 < limits('warning'),
      value: worst.share * 100,
      says: `${name} has ${number(threads)} of ${number(soft)} threads (${percentOf(worst.share)}); then its programs cannot fork. ${most.stat.comm} ${most.pid} has ${number(most.stat.threads)} of them.`,
      evidence,
      culprits: [
        {
          kind: 'user',
          key: String(uid),
          name,
          share: `${number(threads)} of ${number(soft)}`,
          drill: { view: 'processes', about: {}, filter: `user="${name.startsWith('uid ') ? uid : name}"` },
        },
        processCulprit(most, `${number(most.stat.threads)} threads`),
      ],
      scope: { pids: [...new Set([most.pid, bound.pid])] },
      next: `Find what makes them in ${name}'s processes; raise nproc in /etc/security/limits.conf, or LimitNPROC of the unit, if they are needed.`,
      caution:
        'Threads of all containers with the same user id count together, unless they have user namespaces of their own (Linux 5.14).',
      verify: `ps -L -u ${uid} | wc -l; prlimit -u -p ${bound.pid}`,
    }
  },
}
