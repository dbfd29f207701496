import { percentOf, perSecond } from '../format.ts'
import { demand } from '../model/load/demand.ts'
import { kernelRates } from '../model/load/kernel-rates.ts'
import { perCpu } from '../model/load/per-cpu.ts'
import { runners } from '../model/load/runners.ts'
import { stat } from '../parse/stat.ts'
import { HARM, harm, victimSays, whoWaits } from './parts/harm.ts'
import { noRate } from './parts/missing.ts'
import { threadCulprit } from './parts/thread-culprit.ts'
import { events, share } from './parts/told.ts'
import type { Rule } from './rule.ts'

export const ctxStorm: Rule = {
  id: 'CTX-STORM',
  title: 'too many context switches',
  help: 'CPUs change threads so often that the change itself costs: 2 to 5 µs each with cold caches. Locks that many fight for, tiny messages between threads, timers. /proc/stat ctxt; by thread /proc/PID/task/TID/schedstat.',
  resource: 'cpu',
  limits: {
    per_cpu: { value: 30_000, unit: '/s', why: 'on each CPU: at 3 µs a tenth of it goes to switching' },
    exit: { value: 20_000, unit: '/s', why: 'two thirds of the entry' },
    system: { value: 20, unit: '%', why: 'of all CPU time in the kernel: else the switches are cheap here' },
    ...HARM,
  },
  window: 15,
  sources: () => perCpu.sources,
  sign: (snapshot, limits) => {
    const now = demand(snapshot)
    return now !== null && (kernelRates(snapshot)?.switches ?? 0) / now.cpus >= limits('exit')
  },
  dear: whoWaits,
  see(snapshot, limits) {
    const rates = kernelRates(snapshot)
    const now = demand(snapshot)
    if (!rates || !now) return noRate(snapshot, stat, 'context switches')
    const each = rates.switches / now.cpus
    const evidence = [
      events('context switches on each CPU', each, limits('per_cpu'), '/proc/stat ctxt'),
      share('CPU time in the kernel', now.shares.sys, limits('system'), '/proc/stat cpu system'),
    ]
    if (each < limits('exit') || now.shares.sys * 100 < limits('system')) return { clear: true, evidence }
    const [...most] = runners(snapshot) ?? []
    most.sort((a, b) => b.slices - a.slices)
    const [first] = most
    const { severity, victim, evidence: more } = harm(snapshot, limits)
    return {
      seen: severity,
      hold: each < limits('per_cpu'),
      value: each,
      says:
        `Each CPU changes threads ${perSecond(each)} times/s, with ${percentOf(now.shares.sys)} of all CPU time in the kernel` +
        `${first ? `; ${first.stat.comm} ${first.tid} is switched most` : ''}${victim ? `; ${victimSays(victim)}` : ''}.`,
      evidence: [...evidence, ...more],
      culprits: most.slice(0, 3).map((one) => threadCulprit(one, `${perSecond(one.slices)} times/s`)),
      next: 'See what it waits for: a lock (futex), a pipe or socket with tiny messages, or a timer; hand over work in larger pieces.',
      caution: 'A server with many short requests switches much and works well.',
      verify: 'vmstat 1; pidstat -w -t 1 # cs, cswch/s',
    }
  },
}
