import { isMissing, type Missing } from '../../source.ts'
import type { SleepCause } from './cause.ts'
import { RULES, type Rule, type Weight } from './rules.ts'
import type { ThreadLook } from './thread.ts'

/** Why one thread sleeps in D. */
export interface Sleep {
  readonly cause: SleepCause
  /** The kernel function, as the kernel names it; null when it names none. */
  readonly wchan: string | null
  readonly says: string
  /** It waits for its vfork child: no I/O, and the child can be named. */
  readonly isVfork: boolean
}

type Slept = Pick<ThreadLook, 'wchan' | 'stack'>

/**
 * Cause of a thread in state D, by the function it sleeps in, then by those further out on its stack where it may be read.
 */
export function classify(thread: Slept): Sleep {
  const frames = (thread.stack ?? []).map(functionName).filter((name) => name !== '')
  const wchan = typeof thread.wchan === 'string' ? functionName(thread.wchan) : (frames[0] ?? null)
  if (wchan === null) return unnamed(thread.wchan)
  const rule = decide(wchan, frames)
  if (rule === null) return sleep('d_other', wchan, 'in a kernel function that whytop does not know')
  return { cause: rule.cause, wchan, says: rule.says, isVfork: rule === VFORK }
}

/** The function of a wchan file or a stack line: `[<0>] mnt_want_write+0x8b/0xc0 [ext4]`, without what the compiler put behind it. */
export function functionName(line: string): string {
  const name = line.trim().replace(/^\[<[^>]*>\] */, '')
  return name.replace(/\+0x.*$/s, '').replace(/(\.(isra|constprop|part|cold|llvm)(\.\d+)?)+$/, '')
}

/** The rule for one kernel function, if it is known. */
export function ruleOf(name: string): Rule | null {
  const bare = name.replace(/^_+/, '')
  for (let end = bare.length; end > 1; end--) {
    const rule = BY_NAME.get(bare.slice(0, end))
    if (rule) return rule
  }
  return null
}

const BY_NAME: ReadonlyMap<string, Rule> = new Map(RULES.flatMap((rule) => rule.names.map((name) => [name, rule])))

const VFORK = ruleOf('kernel_clone')

/** A percpu rw semaphore whose stack has no file system in it: CPU hot-plug, cgroup moves and others use them too. */
const PERCPU_LOCK: Rule = { cause: 'd_lock', says: 'waits for a lock in the kernel', names: [], weight: 'bare' }

// Work done for a page the thread wanted (reclaim, throttling) or on a file server's behalf says more than where exactly it sleeps.
const DECISIVE: readonly SleepCause[] = ['d_dirty', 'd_reclaim', 'd_network_fs']

function decide(wchan: string, frames: readonly string[]): Rule | null {
  const own = ruleOf(wchan)
  const outer = frames.map(ruleOf).filter((rule) => rule !== null)
  for (const cause of DECISIVE) {
    const decisive = outer.find((rule) => rule.cause === cause)
    if (decisive) return decisive
  }
  if (own && own.weight !== 'bare') return own
  const decides: readonly Weight[] = own ? ['usual', 'weak'] : ['usual']
  const further = outer.find((rule) => decides.includes(rule.weight))
  if (further) return further
  return wchan === 'percpu_rwsem_wait' && frames.length > 0 ? PERCPU_LOCK : own
}

/** The kernel named no function: hidden from us, or not said. */
function unnamed(wchan: string | null | Missing): Sleep {
  if (wchan === null || typeof wchan === 'string' || !isMissing(wchan)) {
    return sleep('d_other', null, 'unknown kernel function')
  }
  if (wchan.missing === 'denied') return sleep('d_hidden', null, 'hidden')
  return sleep('d_other', null, wchan.why)
}

function sleep(cause: SleepCause, wchan: string | null, says: string): Sleep {
  return { cause, wchan, says, isVfork: false }
}
