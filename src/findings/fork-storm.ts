import { load, perSecond } from '../format.ts'
import { cpu } from '../model/cpu.ts'
import { demand } from '../model/load/demand.ts'
import { kernelRates } from '../model/load/kernel-rates.ts'
import { shortLived } from '../model/load/short-lived.ts'
import { stat } from '../parse/stat.ts'
import { processCulprit } from './parts/culprits.ts'
import { HARM, harm, victimSays, whoWaits } from './parts/harm.ts'
import { noRate } from './parts/missing.ts'
import { THREADS_ASKED } from './parts/threads-asked.ts'
import { count, events } from './parts/told.ts'
import type { Rule } from './rule.ts'

export const forkStorm: Rule = {
  id: 'FORK-STORM',
  title: 'many short-lived processes',
  help: 'Processes are made so fast that they end between two looks: no list shows what they use, top neither. Their CPU time is in cutime and cstime of the parent that waited for them; /proc/stat processes counts forks and new threads.',
  resource: 'cpu',
  limits: {
    forks: { value: 100, unit: '/s', why: 'about 1 ms of CPU each to make and end one: from here on a tenth of a CPU' },
    storm: {
      value: 1000,
      unit: '/s',
      why: 'no build or script that works well makes so many; to make them alone fills a CPU',
    },
    exit: { value: 50, unit: '/s', why: 'half of the entry' },
    cpus: { value: 0.25, unit: 'CPUs', why: 'of those that ended, together: less is not what makes a machine slow' },
    share: { value: 50, unit: '%', why: 'of all CPUs, in a storm: then it is the main load' },
    ...HARM,
  },
  window: 10,
  sources: () => cpu.sources,
  sign: (snapshot, limits) => (kernelRates(snapshot)?.forks ?? 0) >= limits('exit'),
  dear: whoWaits,
  see(snapshot, limits) {
    const rates = kernelRates(snapshot)
    const now = demand(snapshot)
    if (!rates || !now) return noRate(snapshot, stat, 'how many processes were made')
    const forks = events('processes and threads made', rates.forks, limits('forks'), '/proc/stat processes')
    if (rates.forks < limits('exit')) return { clear: true, evidence: [forks] }
    if (!snapshot.samples.before?.processes || !snapshot.samples.after.processes) return THREADS_ASKED
    const parents = shortLived(snapshot, now.cpus)
    const [first] = parents
    const used = parents.reduce((sum, { cpus }) => sum + cpus, 0)
    const evidence = [
      forks,
      count('CPUs used by children that have ended', used, limits('cpus'), '/proc/PID/stat cutime + cstime'),
    ]
    if (!first || used < limits('cpus')) return { clear: true, evidence }
    const { severity, victim, evidence: more } = harm(snapshot, limits)
    const isStorm = rates.forks >= limits('storm') && used * 100 >= limits('share') * now.cpus
    return {
      seen: severity === 'info' && isStorm ? 'warning' : severity,
      hold: rates.forks < limits('forks'),
      value: rates.forks,
      says: `${victim ? `${victimSays(victim)}: ` : ''}${perSecond(rates.forks)} processes/s are made and end at once; those of ${first.parent.stat.comm} ${first.parent.pid} used ${load(first.cpus)} CPUs.`,
      evidence: [...evidence, ...more],
      culprits: parents.slice(0, 3).map(({ parent, cpus }) => processCulprit(parent, `${load(cpus)} CPUs in children`)),
      scope: { pids: parents.slice(0, 3).map(({ parent }) => parent.pid) },
      next: `See what ${first.parent.stat.comm} ${first.parent.pid} starts: a loop in a script, or a server that makes a process for each request.`,
      caution: 'A build makes many too; there it is the work itself.',
      verify: 'sar -w 1; execsnoop # proc/s',
    }
  },
}
