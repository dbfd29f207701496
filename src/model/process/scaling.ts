import { percentOf, perSecond } from '../../format.ts'
import { type Text, text } from '../../text.ts'
import type { Rate, Share } from '../../units.ts'
import type { EffectiveCpus } from '../load/effective.ts'

/** What a process makes of the CPUs it may use. Null: not known (yet). */
export interface Scaling {
  /** CPUs used by all its threads together since the last sample. */
  readonly parallelism: number | null
  /** CPUs it could keep busy, and what sets that. */
  readonly effective: EffectiveCpus | null
  /** CPUs of the machine that are online. */
  readonly online: number | null
  readonly threads: number
  /** Threads that used more than BUSY of a CPU, and more than FULL. */
  readonly busy: number | null
  readonly full: number | null
  /** Of the time its threads could run, they had no CPU. */
  readonly waiting: Share | null
  /** Threads in D now. */
  readonly blocked: number
  /** Of the periods of its quota, those in which it was used up; with the group whose quota it is. */
  readonly throttled: Share | null
  readonly voluntary: Rate<'switch'> | null
  readonly involuntary: Rate<'switch'> | null
}

/** A thread that uses more of a CPU than this does real work. */
export const BUSY: Share = 0.05
/** From here on a thread has no more to give: a CPU is full, but for what the kernel takes. */
export const FULL: Share = 0.9
/** Less than this, in CPUs, is nothing that more workers could speed up. */
export const IDLE = 0.05
/** From here on lines for a CPU are felt as latency. */
export const WAITING: Share = 0.1
/** One period in twenty: the slowest 5 % of requests feel the quota. */
export const THROTTLED: Share = 0.05
/** Free CPUs, below which there is no room for another worker. */
export const ROOM = 0.5
/** Voluntary switches a second that a CPU-bound program does not have. */
export const BLOCKING: Rate<'switch'> = 50

export interface Advice {
  readonly id: AdviceId
  readonly says: Text
  readonly weight: 'ok' | 'info' | 'warning'
}

export type AdviceId =
  | 'unknown'
  | 'idle'
  | 'throttled'
  | 'single'
  | 'crowded'
  | 'contended'
  | 'full'
  | 'blocked'
  | 'blocking'
  | 'fits'

/** CPUs that it may still use. */
export function headroom({ parallelism, effective }: Scaling): number | null {
  return parallelism === null || effective === null ? null : Math.max(0, effective.cpus - parallelism)
}

/**
 * What the numbers say of the number of workers, in plain sentences, the most telling first. A sentence is said only when the
 * numbers it is made of are known.
 */
export function advise(scaling: Scaling): readonly Advice[] {
  const said = RULES.flatMap((rule) => rule(scaling) ?? [])
  return said.length > 0 ? said : [fits(scaling)]
}

type Rule = (scaling: Scaling) => Advice | null

const RULES: readonly Rule[] = [unknown, throttled, single, crowded, contended, full, blocked, blocking, idle]

function unknown({ parallelism, effective }: Scaling): Advice | null {
  if (parallelism === null)
    return { id: 'unknown', weight: 'info', says: text`How much it runs is known from the second sample on.` }
  if (effective === null)
    return {
      id: 'unknown',
      weight: 'info',
      says: text`How many CPUs it may use is not known: no CPU list could be read.`,
    }
  return null
}

function throttled({ throttled: share, effective }: Scaling): Advice | null {
  if (share === null || share < THROTTLED) return null
  const cpus = effective ? cpusText(effective.cpus) : text`its CPUs`
  return {
    id: 'throttled',
    weight: 'warning',
    says: text`Its quota stops it: used up in ${percentOf(share)} of the periods. More workers would only use it up sooner; raise the quota, or run no more workers than ${cpus}.`,
  }
}

function single(scaling: Scaling): Advice | null {
  const room = headroom(scaling)
  if (scaling.full !== 1 || scaling.busy !== 1 || room === null || room < ROOM) return null
  return {
    id: 'single',
    weight: 'warning',
    says: text`Bound to a single thread: one thread fills its CPU and no other works. More CPUs do not help; ${cpusText(room)} would be free for more threads or processes, if the work can be split.`,
  }
}

function crowded({ busy, waiting, effective }: Scaling): Advice | null {
  if (busy === null || waiting === null || !effective || waiting < WAITING || busy <= effective.cpus) return null
  return {
    id: 'crowded',
    weight: 'warning',
    says: text`More workers than CPUs: ${busy} busy threads share ${cpusText(effective.cpus)} and stand in line ${percentOf(waiting)} of the time they could run. About ${Math.max(1, Math.round(effective.cpus))} workers would do the same work with less waiting.`,
  }
}

function contended({ busy, waiting, effective }: Scaling): Advice | null {
  if (busy === null || waiting === null || !effective || waiting < WAITING || busy > effective.cpus || busy === 0)
    return null
  return {
    id: 'contended',
    weight: 'warning',
    says: text`Others use its CPUs: its ${counted(busy, text`busy thread`)} would fit, yet ${busy === 1 ? text`stands` : text`stand`} in line ${percentOf(waiting)} of the time they could run. Look for what else runs there; more workers would wait too.`,
  }
}

function full({ parallelism, effective, online, waiting }: Scaling): Advice | null {
  if (parallelism === null || !effective || parallelism < FULL * effective.cpus) return null
  const why = limitedBy(effective, online)
  const line = waiting !== null && waiting < WAITING ? text` It hardly waits, so the number of workers fits.` : text``
  return {
    id: 'full',
    weight: 'info',
    says: text`It uses all it may use, ${cpusText(effective.cpus)}${why}. More workers give nothing; more CPUs, or less work for each request, would.${line}`,
  }
}

function blocked({ blocked: count }: Scaling): Advice | null {
  if (count === 0) return null
  return {
    id: 'blocked',
    weight: 'warning',
    says: text`${counted(count, text`thread`)} in D: storage, memory reclaim or a lock in the kernel sets the pace there, not the CPU.`,
  }
}

function blocking(scaling: Scaling): Advice | null {
  const { parallelism, voluntary, involuntary, busy } = scaling
  const room = headroom(scaling)
  if (parallelism === null || voluntary === null || room === null || room < ROOM || parallelism < IDLE) return null
  if (
    voluntary < BLOCKING ||
    voluntary < 10 * (involuntary ?? 0) ||
    (busy ?? 0) === 0 ||
    parallelism > FULL * (busy ?? 0)
  )
    return null
  return {
    id: 'blocking',
    weight: 'info',
    says: text`Its threads mostly wait for others (I/O, network, locks): ${perSecond(voluntary)} voluntary switches/s, few involuntary. More workers can use the ${cpusText(room)} that are free, unless what they wait for is the limit.`,
  }
}

function idle({ parallelism, blocked: count }: Scaling): Advice | null {
  if (parallelism === null || parallelism >= IDLE || count > 0) return null
  return { id: 'idle', weight: 'ok', says: text`It is idle: the number of workers makes no difference now.` }
}

/** Nothing was found: an all-clear only where all that could limit it is known. */
function fits(scaling: Scaling): Advice {
  const { parallelism, effective, busy } = scaling
  const unseen = [
    scaling.waiting === null ? text`how long its threads wait for a CPU` : null,
    scaling.throttled === null ? text`whether a quota stops it` : null,
    scaling.voluntary === null ? text`how often its threads block` : null,
  ].filter((one) => one !== null)
  const threads = busy === null ? text`` : text` by ${counted(busy, text`busy thread`)}`
  const cpus = effective ? text` of the ${cpusText(effective.cpus)} it may use` : text``
  const used = text`${parallelism === null ? text`-` : (parallelism.toFixed(2) as Text)} CPUs used${threads}${cpus}`
  if (unseen.length > 0)
    return { id: 'unknown', weight: 'info', says: text`${used}. Not known yet: ${unseen.join(', ') as Text}.` }
  // Of the few that are busy contended() has told.
  const { waiting } = scaling
  if (waiting !== null && waiting >= WAITING)
    return {
      id: 'contended',
      weight: 'info',
      says: text`${used}, yet its threads stand in line ${percentOf(waiting)} of the time they could run: others have the CPUs by then.`,
    }
  return {
    id: 'fits',
    weight: 'ok',
    says: text`${used}, with little waiting: nothing here limits it.`,
  }
}

function limitedBy({ by, cpus }: EffectiveCpus, online: number | null): Text {
  return by === 'online' || online === null || cpus >= online ? text`` : text` of ${online} (${LIMITS[by]})`
}

/** What sets the number of CPUs, in words. */
export const LIMITS: Readonly<Record<EffectiveCpus['by'], Text>> = {
  online: text`all that are online`,
  affinity: text`its CPU affinity`,
  cpuset: text`its cpuset`,
  quota: text`the CPU quota of its cgroup`,
}

/** `1 CPU`, `2 CPUs`, `1.5 CPUs`. */
export function cpusText(cpus: number): Text {
  const amount = `${Math.round(cpus * 100) / 100}` as Text
  return amount === '1' ? text`1 CPU` : text`${amount} CPUs`
}

function counted(count: number, what: Text): Text {
  return count === 1 ? text`1 ${what}` : text`${count} ${what}s`
}
