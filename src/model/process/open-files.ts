import { descriptors } from '../../parse/pid/counts.ts'
import { type Limit, parsePidLimits } from '../../parse/pid/limits.ts'
import type { Process } from '../../sample/process.ts'
import { reading, type Samples } from '../../sample/sample.ts'
import { type Source, source, valueOf } from '../../source.ts'
import type { Share } from '../../units.ts'
import { inTurn, programs, programsTold } from './in-turn.ts'

/** Descriptors of a process against what it may have. */
export interface FileUse {
  readonly process: Process
  readonly used: number
  /** RLIMIT_NOFILE, soft: what binds. */
  readonly soft: number
  readonly hard: number
  readonly share: Share
}

/** Programs whose descriptors are counted at one look. */
const AT_ONCE = 250
/** Those that are counted at every look: the nearest to their limits, then who has most. */
const WATCHED = 150
/** With fewer no limit is near that a program could live with. */
const FEW = 16
/** From here on they are counted at every look: usual limits are some times as large. */
const MANY = 100
const NEAR: Share = 0.5
/** Seconds a limit that is not near stands: a program hardly ever changes its own. */
const STANDS = 60

/**
 * Counts in turns, and the limit of who has more than a few at the look after: a low one is met by few descriptors. Who is near it, or
 * has many, is counted at every look.
 */
export function fileUseSources(samples: Samples | null): readonly Source<unknown>[] {
  if (!samples) return []
  const turn = inTurn(programs(samples), AT_ONCE, samples)
  const uses = someUses(samples, FEW)
  const watched = uses.filter(({ used, share }) => used >= MANY || (share ?? 0) >= NEAR).slice(0, WATCHED)
  const unknown = uses.filter(({ share }) => share === null)
  const again = new Set([...unknown, ...watched].map(({ process }) => process))
  const inThis = new Set(turn)
  const limited = uses.filter(({ process }) => again.has(process) || inThis.has(process))
  return [
    ...[...new Set([...turn, ...again])].map(({ pid }) => descriptors(pid)),
    ...limited.map(({ process, share }) => ({ ...limitsOf(process.pid), every: (share ?? 0) < NEAR ? STANDS : 0 })),
  ]
}

/** The nearest to its limit first. */
export function fileUses(samples: Samples): readonly FileUse[] {
  return someUses(samples, 0).flatMap(({ limit, process, used, share }): readonly FileUse[] =>
    limit && share !== null ? [{ process, used, soft: limit.soft, hard: limit.hard, share }] : [],
  )
}

export function limitsOf(pid: number): Source<readonly Limit[]> {
  return source(`/proc/${pid}/limits`, parsePidLimits)
}

interface SomeUse {
  readonly process: Process
  readonly used: number
  /** Null: not told, or nothing may be open. */
  readonly limit: Limit | null
  /** Null: the limit was not asked for yet. */
  readonly share: Share | null
}

/** Of who has at least so many, the nearest to the limit first. */
function someUses(samples: Samples, least: number): readonly SomeUse[] {
  return programsTold(samples, descriptors)
    .filter(({ value }) => value >= least)
    .map(({ process, value: used }): SomeUse => {
      const asked = samples.after.files.get(limitsOf(process.pid).path)
      const limit = valueOf(reading(samples.after, limitsOf(process.pid)))?.find(
        ({ name }) => name === 'Max open files',
      )
      const isLimit = limit !== undefined && limit.soft > 0
      return { process, used, limit: isLimit ? limit : null, share: asked ? (isLimit ? used / limit.soft : 0) : null }
    })
    .sort((a, b) => (b.share ?? 0) - (a.share ?? 0) || b.used - a.used)
}
