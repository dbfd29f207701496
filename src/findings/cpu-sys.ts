import { count as counted, load, percentOf } from '../format.ts'
import { type Blamed, blame } from '../model/blame.ts'
import { demand } from '../model/load/demand.ts'
import { kernelRates } from '../model/load/kernel-rates.ts'
import { perCpu } from '../model/load/per-cpu.ts'
import { pressure } from '../model/load/pressure.ts'
import { statRate } from '../model/task-rates.ts'
import { stat } from '../parse/stat.ts'
import type { Share } from '../units.ts'
import { culpritsOf } from './parts/culprits.ts'
import { HARM, harm, victimSays, whoWaits } from './parts/harm.ts'
import { noRate } from './parts/missing.ts'
import { events, share } from './parts/told.ts'
import type { Rule } from './rule.ts'

export const cpuSys: Rule = {
  id: 'CPU-SYS',
  title: 'CPU time goes to the kernel',
  help: 'The kernel uses more CPU time than programs do: system calls, page faults, context switches, forks, locks. What a guest of this machine uses is not among it. /proc/stat system; /proc/PID/stat stime.',
  resource: 'cpu',
  limits: {
    system: { value: 30, unit: '%', why: 'of all CPU time: servers that work well stay below 20' },
    exit: { value: 20, unit: '%', why: 'two thirds of the entry' },
    ...HARM,
  },
  window: 15,
  sources: () => [...new Set([...perCpu.sources, ...pressure.sources])],
  sign: (snapshot, limits) => (demand(snapshot)?.shares.sys ?? 0) * 100 >= limits('exit'),
  dear: whoWaits,
  see(snapshot, limits) {
    const now = demand(snapshot)
    if (!now) return noRate(snapshot, stat, 'where CPU time went')
    const { sys, usr, nice, guest, gnice } = now.shares
    const programs = usr + nice + guest + gnice
    const rates = kernelRates(snapshot)
    const evidence = [
      share('CPU time in the kernel', sys, limits('system'), '/proc/stat cpu system'),
      share('CPU time in programs', programs, null, '/proc/stat cpu user, nice, guest'),
      events('context switches', rates?.switches ?? null, null, '/proc/stat ctxt'),
      events('forks and new threads', rates?.forks ?? null, null, '/proc/stat processes'),
    ]
    if (sys * 100 < limits('exit') || sys < programs) return { clear: true, evidence }
    const table = snapshot.tasks
    const { tick } = snapshot.facts
    const who = blame(table, (row) => {
      const ticks = statRate(table, row, ({ stat }) => stat.stime)
      return ticks === null ? null : ticks * tick
    })
    const { severity, victim, evidence: more } = harm(snapshot, limits)
    const most = userOfMost(who, sys * now.cpus)
    return {
      seen: severity,
      hold: sys * 100 < limits('system'),
      value: sys,
      says: `The kernel uses ${percentOf(sys)} of all CPU time${most ? `, ${most.part >= 0.5 ? 'most' : percentOf(most.part)} of it for ${most.name}` : ''}${victim ? `; ${victimSays(victim)}` : ''}.`,
      evidence: [...evidence, ...more],
      culprits: culpritsOf(who, (cpus) => `${load(cpus)} CPUs in the kernel`),
      next: 'See what it asks of the kernel: its system calls (process page), faults, switches and forks.',
      caution: 'strace slows what it looks at several times over; perf top shows kernel functions at little cost.',
      verify: 'mpstat 1; pidstat -u 1 # %sys, %system',
    }
  },
}

/** Of less than this part of it nobody is named: many have a little each. */
const NOTABLE: Share = 0.2

/** A process where one has a notable part of the CPUs that the kernel uses, else a cgroup, else all processes of one name. */
function userOfMost(who: readonly Blamed[], cpus: number): { readonly name: string; readonly part: Share } | null {
  const processes = who.map(({ most, mostAmount }) => ({ name: `${most.stat.comm} ${most.pid}`, amount: mostAmount }))
  const groups = who.flatMap(({ cgroup, amount }) => (cgroup === null ? [] : [{ name: cgroup, amount }]))
  for (const all of [processes, groups, programs(who)]) {
    const most = all.reduce((a, b) => (b.amount > a.amount ? b : a), { name: '', amount: 0 })
    const part = Math.min(1, most.amount / cpus)
    if (part >= NOTABLE) return { name: most.name, part }
  }
  return null
}

/** Of those in no cgroup. */
function programs(who: readonly Blamed[]): readonly { readonly name: string; readonly amount: number }[] {
  const found = new Map<string, { amount: number; count: number }>()
  for (const { cgroup, most, amount } of who) {
    if (cgroup !== null) continue
    const { comm } = most.stat
    const known = found.get(comm) ?? { amount: 0, count: 0 }
    found.set(comm, { amount: known.amount + amount, count: known.count + 1 })
  }
  return [...found].map(([comm, { amount, count }]) => ({ name: `${counted(count)} processes ${comm}`, amount }))
}
