import type { Process } from '../../sample/process.ts'
import { reading, type Samples } from '../../sample/sample.ts'
import { type Source, valueOf } from '../../source.ts'
import type { Share, Unit } from '../../units.ts'
import { programs } from './in-turn.ts'
import { limitsOf } from './open-files.ts'

/** Threads of a user against RLIMIT_NPROC, which counts them all, whatever process asks. */
export interface UserThreads {
  readonly uid: Unit<'uid'>
  readonly threads: number
  readonly soft: number
  readonly share: Share
  /** The process with the lowest limit, and the one with most threads. */
  readonly bound: Process
  readonly most: Process
}

/** Who has fewer is not near any limit that is in use. */
const FEW = 10
const MOST_USERS = 64
/** Of each user so many processes are asked for their limit: a limit is of a process, and mostly of all of a user. */
const ASKED = 3

export function userThreadSources(samples: Samples | null): readonly Source<unknown>[] {
  return samples ? asked(samples).flatMap(({ rows }) => rows.map(({ pid }) => limitsOf(pid))) : []
}

/** The nearest to the limit first. Root is not bound by it. */
export function userThreads(samples: Samples): readonly UserThreads[] {
  return asked(samples)
    .flatMap(({ uid, threads, rows, most }): readonly UserThreads[] => {
      const known = rows.flatMap((process) => {
        const limit = valueOf(reading(samples.after, limitsOf(process.pid)))?.find(
          ({ name }) => name === 'Max processes',
        )
        return limit && limit.soft > 0 ? [{ process, soft: limit.soft }] : []
      })
      const [least] = known.sort((a, b) => a.soft - b.soft)
      if (!least || least.soft === Number.POSITIVE_INFINITY) return []
      return [{ uid, threads, soft: least.soft, share: threads / least.soft, bound: least.process, most }]
    })
    .sort((a, b) => b.share - a.share)
}

function asked(samples: Samples) {
  const users = new Map<number, Process[]>()
  for (const row of programs(samples)) {
    const uid = valueOf(row.more.owner)
    if (uid === null || uid === 0) continue
    const rows = users.get(uid)
    if (rows) rows.push(row)
    else users.set(uid, [row])
  }
  return [...users]
    .map(([uid, rows]) => {
      const byThreads = [...rows].sort((a, b) => b.stat.threads - a.stat.threads)
      const threads = rows.reduce((sum, { stat }) => sum + stat.threads, 0)
      // The newest is of the shell or unit that makes more of them.
      const newest = rows.reduce((last, row) => (row.stat.starttime > last.stat.starttime ? row : last))
      const few = [...new Set([newest, ...byThreads])].slice(0, ASKED)
      return { uid, threads, rows: few, most: byThreads[0] as Process }
    })
    .filter(({ threads }) => threads >= FEW)
    .sort((a, b) => b.threads - a.threads)
    .slice(0, MOST_USERS)
}
