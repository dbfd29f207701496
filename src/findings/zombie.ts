import { count as number } from '../format.ts'
import { unreaped } from '../model/process/zombies.ts'
import { pidMax } from '../parse/sys/kernel.ts'
import { rate, seconds } from '../rates.ts'
import { reading } from '../sample/sample.ts'
import { valueOf } from '../source.ts'
import type { Nanos } from '../units.ts'
import { processCulprit } from './parts/culprits.ts'
import { count, events } from './parts/told.ts'
import type { Rule } from './rule.ts'

/** How many there were, to tell whether they grow. */
interface Kept {
  readonly at: Nanos
  readonly zombies: number
}

/** Seconds over which growth is told. */
const SPAN = 20

export const zombie: Rule<Kept> = {
  id: 'ZOMBIE',
  title: 'children that are not waited for',
  help: 'Processes that have ended and whose parent does not ask how (wait). They use no memory and no CPU, only their pid; when pids run out nobody can fork. /proc/PID/stat state Z; sysctl kernel.pid_max.',
  resource: 'limits',
  limits: {
    all: { value: 20, unit: '', why: 'zombies in all: some are always about to be waited for' },
    parent: { value: 5, unit: '', why: 'of one parent, for a minute: it does not wait' },
    rising: { value: 1, unit: '/s', why: '4 million pids last for weeks then, the old 32,768 for 9 hours' },
    share: { value: 10, unit: '%', why: 'of all pids: the rest goes as fast' },
  },
  window: 60,
  every: 5,
  sources: () => [pidMax],
  sign: () => true,
  dear: () => ({ processes: { threads: 'none' } }),
  see(snapshot, limits, kept) {
    const { at } = snapshot.samples.after
    const parents = unreaped(snapshot)
    if (!parents)
      return { missing: 'pending', source: '/proc/PID/stat', why: 'processes are not looked at yet', remedy: null }
    const zombies = parents.reduce((sum, parent) => sum + parent.zombies, 0)
    const most = valueOf(reading(snapshot.samples.after, pidMax))
    const next = kept && seconds(kept.at, at) < SPAN ? kept : { at, zombies }
    const grows = kept ? rate(kept.zombies, zombies, seconds(kept.at, at)) : null
    const [first] = parents
    const evidence = [
      count('zombies', zombies, limits('all'), '/proc/PID/stat state Z'),
      count('of one parent', first?.zombies ?? 0, limits('parent'), '/proc/PID/stat ppid'),
      ...(grows === null ? [] : [events('more of them', grows, limits('rising'), '/proc/PID/stat state Z')]),
      ...(most === null ? [] : [count('pids there may be', most, null, '/proc/sys/kernel/pid_max')]),
    ]
    if (!first || (zombies < limits('all') && first.zombies < limits('parent')))
      return { clear: true, evidence, kept: next }
    const full = most !== null && zombies * 100 >= most * limits('share')
    const rising = (grows ?? 0) >= limits('rising')
    const { parent, ppid } = first
    const name = parent ? `${parent.stat.comm} ${ppid}` : `a parent outside of sight (${ppid})`
    return {
      seen: full ? 'critical' : rising ? 'warning' : 'info',
      value: zombies,
      says: `${number(zombies)} processes have ended and keep their pid${rising ? ', more at every look' : ''}: ${name} does not wait for ${number(first.zombies)} of them.`,
      evidence,
      culprits: parents
        .flatMap((one) => (one.parent ? [processCulprit(one.parent, `${number(one.zombies)} zombies`)] : []))
        .slice(0, 3),
      scope: { pids: parents.map((one) => one.ppid) },
      next:
        ppid === 1
          ? 'Give the container an init that waits (docker run --init, tini).'
          : `Restart ${name}: its zombies then go to init, which waits; the program has to be mended.`,
      caution: 'A zombie cannot be killed: it has ended.',
      verify: "ps -eo ppid,stat | awk '$2 ~ /Z/' | sort | uniq -c | sort -rn",
      kept: next,
    }
  },
}
