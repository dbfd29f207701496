import { count as number, numberOf, percentOf } from '../format.ts'
import { type PidsUse, pidsSources, pidsUses } from '../model/cgroups/pids.ts'
import { stillTroubled } from '../model/cgroups/turns.ts'
import { rate, seconds } from '../rates.ts'
import { shellWord } from '../shell-word.ts'
import type { Nanos } from '../units.ts'
import { cgroupCulprit } from './parts/culprits.ts'
import { count, share } from './parts/told.ts'
import type { Rule } from './rule.ts'

/** How many forks each group was refused when it was last looked at. */
type Refusals = ReadonlyMap<string, { readonly at: Nanos; readonly refused: number }>

interface Kept {
  readonly refusals: Refusals
  /** Folders of those that were in trouble, and when they were last: they stay in sight. */
  readonly troubled: ReadonlyMap<string, Nanos>
}

/** Seconds: longer than the turns of thousands take; groups that are gone are not remembered for ever. */
const REMEMBERED = 3600

export const cgPids: Rule<Kept> = {
  id: 'CG-PIDS',
  title: 'a cgroup may not make more processes',
  help: 'A container or unit has as many threads as pids.max of its cgroup (TasksMax) allows: fork fails with EAGAIN in it, and nowhere else. pids.events counts that, pids.current is how many there are. Cgroups are looked at in turns, those in trouble at every look.',
  resource: 'limits',
  limits: {
    refused: { value: 1, unit: '', why: 'each is a fork that failed' },
    warning: { value: 80, unit: '%', why: 'time to act before fork fails' },
    critical: { value: 95, unit: '%', why: 'one more pool of workers is enough' },
    exit: { value: 75, unit: '%', why: 'a little below where it began' },
  },
  window: 0,
  latch: 60,
  every: 5,
  sources: () => pidsSources(null),
  sign: () => true,
  dear: (samples, kept) => ({
    sources: pidsSources(samples, [...(kept?.troubled.keys() ?? [])]),
    processes: { threads: 'none', everybody: ['cgroup'] },
  }),
  see: (snapshot, limits, kept) => {
    const { samples } = snapshot
    if (!samples.after.processes)
      return {
        missing: 'pending',
        source: 'pids.current',
        why: 'processes and their cgroups are not looked at yet',
        remedy: null,
      }
    const { at } = samples.after
    const uses = pidsUses(samples)
    const refusals = new Map([...(kept?.refusals ?? [])].filter(([, was]) => seconds(was.at, at) < REMEMBERED))
    const judged = uses.map((use) => {
      const was = kept?.refusals.get(use.folder)
      const dt = was ? seconds(was.at, at) : 0
      const refused = was && use.refused !== null ? (rate(was.refused, use.refused, dt) ?? 0) * dt : 0
      if (use.refused !== null) refusals.set(use.folder, { at, refused: use.refused })
      return { use, refused: Math.round(refused), used: (use.share ?? 0) * 100 }
    })
    const isTroubled = judged.filter(({ refused, used }) => refused >= limits('refused') || used >= limits('exit'))
    const troubled = isTroubled.map(({ use }) => use.folder)
    const next: Kept = { refusals, troubled: stillTroubled(kept?.troubled, at, troubled) }
    // One that is refused nothing yet, and is full, is worse off than one that was refused a fork and has room again.
    const isCritical = ({ used }: { readonly used: number }) => used >= limits('critical')
    const [worst] = judged.sort(
      (a, b) => Number(isCritical(b)) - Number(isCritical(a)) || b.refused - a.refused || b.used - a.used,
    )
    const evidence = [
      share(
        worst ? `threads of ${worst.use.path}` : 'threads of any cgroup with a limit',
        worst?.use.share ?? 0,
        limits('warning'),
        'pids.current, pids.max',
      ),
      count('forks refused since the last look', worst?.refused ?? 0, limits('refused'), 'pids.events max'),
    ]
    const isRefused = worst !== undefined && worst.refused >= limits('refused')
    if (!worst || (!isRefused && worst.used < limits('exit'))) return { clear: true, evidence, kept: next }
    const { use, refused, used } = worst
    return {
      seen: isCritical(worst) ? 'critical' : 'warning',
      hold: !isRefused && used < limits('warning'),
      value: isRefused ? refused : used,
      says: isRefused
        ? `${use.path} could not fork ${numberOf(refused, 'time')}: it may have ${number(use.max)} threads (pids.max).`
        : `${use.path} has ${number(use.current)} of ${number(use.max)} threads that pids.max allows (${percentOf(use.share)}); then its programs cannot fork.`,
      evidence,
      culprits: [cgroupCulprit(use.path, told(use))],
      scope: { cgroups: [use.path] },
      next: 'See in its processes what makes them (a pool without an end, zombies); raise TasksMax of the unit or --pids-limit of the container if they are needed.',
      verify: `cat ${['current', 'max', 'events'].map((file) => shellWord(`${use.folder}/pids.${file}`)).join(' ')}`,
      kept: next,
    }
  },
}

function told({ current, max }: PidsUse): string {
  return `${number(current)} of ${number(max)} threads`
}
