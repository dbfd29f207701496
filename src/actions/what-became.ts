import type { Target } from '../effect.ts'
import { monotonic } from '../monotonic.ts'
import { wait } from '../wait.ts'
import { lookAgain } from './each-target.ts'

/** ms: most programs have tidied up by then, and a person still looks. */
const MOST_WAIT = 2000
const PACE = 100
const MOST_TOLD = 3

/** Whether they have ended, as soon as all have, or who is still there after a while: `12 has ended`. */
export async function whatBecame(targets: readonly Target[]): Promise<string> {
  const until = monotonic() + MOST_WAIT
  let left = await stillThere(targets)
  while (left.length > 0 && monotonic() < until) {
    await wait(PACE, false)
    left = await stillThere(left.map(({ target }) => target))
  }
  const [first, ...others] = left
  if (!first) return targets.length === 1 ? `${targets[0]?.pid} has ended` : `all ${targets.length} have ended`
  const pids = left.slice(0, MOST_TOLD).map(({ target }) => target.pid)
  const more = left.length > MOST_TOLD ? ` and ${left.length - MOST_TOLD} more` : ''
  const told = `${pids.join(', ')}${more} ${others.length > 0 ? 'are' : 'is'} still there after ${MOST_WAIT / 1000} s`
  return others.length > 0 ? told : `${told}${WHY[first.state] ?? ''}`
}

interface Left {
  readonly target: Target
  readonly state: string
}

/** Of one: why it has not taken the signal, where its state tells. proc_pid_stat(5) */
const WHY: Readonly<Record<string, string>> = {
  D: ': it is in D, and takes it when its wait is over',
  T: ': it is stopped, and takes it after SIGCONT',
  t: ': a debugger has stopped it',
}

/** A zombie has ended: what is left of it waits for its parent. */
const ENDED = ['Z', 'X']

async function stillThere(targets: readonly Target[]): Promise<readonly Left[]> {
  const left: Left[] = []
  for (const target of targets) {
    const now = await lookAgain(target.pid)
    const isGone = now === 'ENOENT' || now === 'ESRCH'
    if (typeof now === 'string' ? isGone : now.start !== target.start || ENDED.includes(now.state)) continue
    left.push({ target, state: typeof now === 'string' ? '' : now.state })
  }
  return left
}
