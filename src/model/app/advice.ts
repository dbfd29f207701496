import { percentOf, perSecond } from '../../format.ts'
import { type Text, text } from '../../text.ts'
import { BLOCKING, cpusText, FULL, IDLE, LIMITS, ROOM, THROTTLED, WAITING } from '../process/scaling.ts'
import type { AppScaling } from './scaling.ts'

/** What the numbers say of the number of workers. */
export interface AppAdvice {
  readonly id: AppAdviceId
  readonly says: Text
  readonly weight: 'ok' | 'info' | 'warning'
}

export type AppAdviceId =
  | 'unknown'
  | 'throttled'
  | 'single'
  | 'crowded'
  | 'contended'
  | 'full'
  | 'few'
  | 'blocked'
  | 'blocking'
  | 'stuck'
  | 'idle'
  | 'fits'

/**
 * In plain sentences, the most telling first. CPU-bound work wants about as many workers as CPUs that may be used; work that blocks wants
 * more, as long as somebody waits for it and what it waits for is not the limit.
 */
export function appAdvice(scaling: AppScaling): readonly AppAdvice[] {
  const said = RULES.flatMap((rule) => rule(scaling) ?? [])
  return said.length > 0 ? said : [fits(scaling)]
}

type Rule = (scaling: AppScaling) => AppAdvice | null

const RULES: readonly Rule[] = [
  unknown,
  throttled,
  single,
  crowded,
  contended,
  full,
  few,
  blocked,
  blocking,
  stuck,
  idle,
]

function unknown({ used, effective }: AppScaling): AppAdvice | null {
  if (used === null) return say('unknown', 'info', text`How much it runs is known from the second sample on.`)
  if (effective) return null
  return say('unknown', 'info', text`How many CPUs it may use is not known: no CPU list could be read.`)
}

function throttled({ throttled: share, effective }: AppScaling): AppAdvice | null {
  if (share === null || share < THROTTLED || !effective) return null
  return say(
    'throttled',
    'warning',
    text`Its quota stops it: used up in ${percentOf(share)} of the periods. More workers would only use it up sooner; raise the quota, or run about ${about(effective.cpus)} workers.`,
  )
}

function single(scaling: AppScaling): AppAdvice | null {
  const { active, full: filled, effective, workers, unit } = scaling
  if (filled !== 1 || active !== 1 || !effective || roomOf(scaling) < ROOM) return null
  const which = workers === 1 ? text`Its only ${word(unit, 1)}` : text`One of its ${counted(workers, unit)}`
  return say(
    'single',
    'warning',
    text`${which} fills a CPU and no other works: CPU-bound, so about ${about(effective.cpus)} that share the work would use ${cpusText(effective.cpus)}.`,
  )
}

function crowded({ active, waiting, effective, unit }: AppScaling): AppAdvice | null {
  if (active === null || waiting === null || !effective || waiting < WAITING || active <= effective.cpus) return null
  return say(
    'crowded',
    'warning',
    text`CPU-bound, with more workers than CPUs: ${counted(active, unit, text`busy `)} share ${cpusText(effective.cpus)} and stand in line ${percentOf(waiting)} of the time they could run. About ${about(effective.cpus)} would do the same work with less waiting.`,
  )
}

function contended({ active, waiting, effective, unit }: AppScaling): AppAdvice | null {
  if (!active || waiting === null || !effective || waiting < WAITING || active > effective.cpus) return null
  return say(
    'contended',
    'warning',
    text`Others use its CPUs: its ${counted(active, unit, text`busy `)} would fit, yet ${active === 1 ? text`stands` : text`stand`} in line ${percentOf(waiting)} of the time they could run. More workers would wait too.`,
  )
}

function full({ used, effective, waiting, online }: AppScaling): AppAdvice | null {
  if (used === null || !effective || used < FULL * effective.cpus || (waiting ?? 0) >= WAITING) return null
  const why = effective.by === 'online' || effective.cpus === online ? text`` : text` (${LIMITS[effective.by]})`
  return say(
    'full',
    'info',
    text`CPU-bound, and it uses all of its ${cpusText(effective.cpus)}${why}: more workers give nothing, more CPUs or less work a request would.`,
  )
}

function few(scaling: AppScaling): AppAdvice | null {
  const { active, full: filled, effective, unit } = scaling
  if (!active || active < 2 || filled !== active || !effective || roomOf(scaling) < ROOM) return null
  return say(
    'few',
    'warning',
    text`CPU-bound: each of its ${counted(active, unit, text`busy `)} fills a CPU, and ${cpusText(roomOf(scaling))} are free. About ${about(effective.cpus)} would use them.`,
  )
}

function blocked({ blocked: count }: AppScaling): AppAdvice | null {
  if (count === 0) return null
  return say(
    'blocked',
    'warning',
    text`${count === 1 ? text`1 thread` : text`${count} threads`} in D: storage, memory reclaim or a lock in the kernel sets the pace there; neither CPUs nor workers do.`,
  )
}

/** They sleep of themselves most of the time; whether more are needed, its queue says. */
function blocking(scaling: AppScaling): AppAdvice | null {
  const { used, active, voluntary, involuntary, effective, queue, waiting } = scaling
  if (used === null || voluntary === null || !effective || used < IDLE || roomOf(scaling) < ROOM) return null
  if ((waiting ?? 0) >= WAITING) return null
  if (voluntary < BLOCKING || voluntary < 10 * (involuntary ?? 0) || used > FULL * Math.max(1, active ?? 0)) return null
  const waits = text`Its workers mostly wait for others (network, disk, locks): ${perSecond(voluntary)} voluntary switches/s, few involuntary.`
  if (queue === 0)
    return say('blocking', 'ok', text`${waits} Nobody waits in its accept queue, so there are enough of them.`)
  const each = active ? used / active : null
  const most = each ? text`up to about ${about(effective.cpus / each)} could` : text`more of them can`
  const room = queue === null ? (`${most.slice(0, 1).toUpperCase()}${most.slice(1)}` as Text) : most
  const queued = queue === null ? text`` : text`${queue} connections wait to be accepted: `
  return say(
    'blocking',
    queue === null ? 'info' : 'warning',
    text`${waits} ${queued}${room} use the ${cpusText(roomOf(scaling))} that are free, unless what they wait for is the limit.`,
  )
}

/** Idle, and yet somebody waits for it. */
function stuck({ used, queue, blocked: count }: AppScaling): AppAdvice | null {
  if (used === null || used >= IDLE || count > 0 || !queue) return null
  return say(
    'stuck',
    'warning',
    text`${queue === 1 ? text`1 connection waits` : text`${queue} connections wait`} to be accepted while its workers hardly run: they all wait for something else (an upstream, a disk, a lock), or are stopped. More of them help only if that is not the limit.`,
  )
}

function idle({ used, active, queue, blocked: count }: AppScaling): AppAdvice | null {
  if (used === null || used >= IDLE || active || count > 0 || queue) return null
  return say('idle', 'ok', text`It is idle: the number of workers makes no difference now.`)
}

function fits({ active, workers, effective, waiting, unit }: AppScaling): AppAdvice {
  const cpus = effective ? text` on ${cpusText(effective.cpus)}` : text``
  const some = active === null ? text`Its workers` : counted(active, unit, text`busy `)
  const busy = active === 0 ? text`None of its ${counted(workers, unit)} is busy` : some
  if (waiting === null)
    return say('unknown', 'info', text`${busy}${cpus}. Not known yet: how long they wait for a CPU.`)
  // Of the few that are busy contended() has told.
  if (waiting >= WAITING)
    return say(
      'contended',
      'info',
      text`${busy}${cpus}, yet ${workers === 1 ? text`it stands` : text`they stand`} in line ${percentOf(waiting)} of the time ${workers === 1 ? text`it` : text`they`} could run: others have the CPUs by then.`,
    )
  return say('fits', 'ok', text`${busy}${cpus}, with little waiting: their number fits.`)
}

function say(id: AppAdviceId, weight: AppAdvice['weight'], says: Text): AppAdvice {
  return { id, weight, says }
}

function roomOf({ used, effective }: AppScaling): number {
  return used === null || !effective ? 0 : Math.max(0, effective.cpus - used)
}

function about(workers: number): Text {
  return text`${Math.max(1, Math.round(workers))}`
}

function word(unit: AppScaling['unit'], count: number): Text {
  const name = unit === 'thread' ? text`thread` : text`process`
  return count === 1 ? name : unit === 'thread' ? text`threads` : text`processes`
}

function counted(count: number, unit: AppScaling['unit'], kind: Text = text``): Text {
  return text`${count} ${kind}${word(unit, count)}`
}
