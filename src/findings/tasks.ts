import { count as number, percentOf } from '../format.ts'
import { blame } from '../model/blame.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { limits as kernelLimits } from '../model/system/limits.ts'
import { loadavg } from '../parse/loadavg.ts'
import { pidMax, threadsMax } from '../parse/sys/kernel.ts'
import { culpritsOf, mostOf } from './parts/culprits.ts'
import { notTold } from './parts/missing.ts'
import { share } from './parts/told.ts'
import type { Rule } from './rule.ts'

export const tasks: Rule = {
  id: 'TASKS',
  title: 'process ids run out',
  help: 'Each thread has an id. When as many are in use as kernel.pid_max or kernel.threads-max allow, nobody can fork: EAGAIN. /proc/loadavg, the second of its pair. Limits of a user and of a cgroup are NPROC and CG-PIDS.',
  resource: 'limits',
  limits: {
    warning: { value: 80, unit: '%', why: 'time to act before logins fail' },
    critical: { value: 95, unit: '%', why: 'a shell pipeline may already fail' },
    exit: { value: 75, unit: '%', why: 'a little below where it began' },
    sign: { value: 50, unit: '%', why: 'from here on it is looked at who has them' },
  },
  window: 5,
  sources: () => [loadavg, pidMax, threadsMax],
  sign: (snapshot, limits) => (worst(snapshot)?.share ?? 0) * 100 >= limits('sign'),
  dear: () => ({ processes: { threads: 'none', everybody: ['cgroup'] } }),
  see: (snapshot, limits) => {
    const found = worst(snapshot)
    if (!found || found.share === null) return notTold(snapshot, loadavg, 'how many threads there are')
    const evidence = [
      share(`threads of ${found.name} there may be`, found.share, limits('warning'), `${found.counted}, ${found.file}`),
    ]
    const used = found.share * 100
    if (used < limits('exit')) return { clear: true, evidence }
    const blamed = blame(snapshot.tasks, (row) => snapshot.tasks.rows[row]?.stat.threads ?? null)
    const setting = found.id === 'pids' ? 'kernel.pid_max' : 'kernel.threads-max'
    return {
      seen: used >= limits('critical') ? 'critical' : 'warning',
      hold: used < limits('warning'),
      value: used,
      says: `${number(found.used)} of ${number(found.max)} ${found.name} are in use (${percentOf(found.share)}); then nobody can fork.${mostOf(blamed, 'Most are of')}`,
      evidence,
      culprits: culpritsOf(blamed, (threads) => `${number(threads)} threads`),
      next: `Find why so many are made (a pool without an end, children that are not waited for); raise ${setting} if they are needed.`,
      caution: 'Keep a root shell open: a new one may not start.',
      verify: `sysctl ${setting}; ps -eLf | wc -l`,
    }
  },
}

function worst(snapshot: Snapshot) {
  const known = snapshot
    .get(kernelLimits)
    .filter(({ id, share: of }) => (id === 'pids' || id === 'threads') && of !== null)
  return known.sort((a, b) => (b.share ?? 0) - (a.share ?? 0))[0] ?? null
}
