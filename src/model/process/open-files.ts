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
/** With fewer no usual limit is near. */
const MANY = 100

/** Counts in turns; of who has many at every look, with its limit. */
export function fileUseSources(samples: Samples | null): readonly Source<unknown>[] {
  if (!samples) return []
  const many = programsTold(samples, descriptors).flatMap(({ process, value }) => (value >= MANY ? [process] : []))
  return [
    ...new Set([...inTurn(programs(samples), AT_ONCE, samples), ...many].map(({ pid }) => descriptors(pid))),
    ...many.map(({ pid }) => limitsOf(pid)),
  ]
}

/** The nearest to its limit first. */
export function fileUses(samples: Samples): readonly FileUse[] {
  return programsTold(samples, descriptors)
    .flatMap(({ process, value: used }): readonly FileUse[] => {
      const limits = valueOf(reading(samples.after, limitsOf(process.pid)))
      const limit = limits?.find(({ name }) => name === 'Max open files')
      if (!limit || !(limit.soft > 0)) return []
      return [{ process, used, soft: limit.soft, hard: limit.hard, share: used / limit.soft }]
    })
    .sort((a, b) => b.share - a.share)
}

export function limitsOf(pid: number): Source<readonly Limit[]> {
  return source(`/proc/${pid}/limits`, parsePidLimits)
}
