import { age } from '../../format.ts'
import { kernelLog, kernelLogSource, meaningOf } from '../../model/kernel-log/log.ts'
import { logNow, logNowSources } from '../../model/kernel-log/now.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import type { Samples } from '../../sample/sample.ts'
import { type Source, valueOf } from '../../source.ts'
import type { Seconds } from '../../units.ts'
import type { Evidence } from '../rule.ts'

/** What the kernel said before is no evidence of what is now. */
const LATELY: Seconds = 900
const MOST = 2

/** Dear: all that the kernel keeps is read at first. */
export function logSources(samples: Samples | null): readonly Source<unknown>[] {
  return [kernelLogSource(samples), ...logNowSources]
}

/** What the kernel itself said of it lately, the newest first; nothing where its log may not be read. `about`: words one of which is in it. */
export function logTold(
  snapshot: Snapshot,
  ids: readonly string[],
  about: readonly string[] = [],
): readonly Evidence[] {
  return said(snapshot, ids)
    .filter(({ text }) => about.length === 0 || about.some((word) => text.includes(word)))
    .slice(0, MOST)
    .map(lineOf)
}

/** A request for free pages that the kernel could not grant: `page allocation failure: order:4, mode:0x…`. mm/page_alloc.c warn_alloc() */
export interface AllocationFailure {
  /** Blocks of 2^order pages that lie together. */
  readonly order: number
  readonly ago: Seconds
  readonly told: Evidence
}

export function allocationFailures(snapshot: Snapshot): readonly AllocationFailure[] {
  return said(snapshot, ['alloc']).flatMap((entry) => {
    const order = /page allocation failure: order:(\d+)/.exec(entry.text)?.[1]
    return order === undefined ? [] : [{ order: Number(order), ago: entry.ago, told: lineOf(entry) }]
  })
}

interface Said {
  readonly text: string
  readonly ago: Seconds
}

function said(snapshot: Snapshot, ids: readonly string[]): readonly Said[] {
  const log = valueOf(kernelLog(snapshot))
  const now = logNow(snapshot)
  if (!log || now === null) return []
  return log.entries
    .filter((record) => now - record.at <= LATELY && ids.includes(meaningOf(record)?.id ?? ''))
    .map(({ text, at }) => ({ text, ago: Math.max(0, now - at) }))
    .reverse()
}

function lineOf({ text, ago }: Said): Evidence {
  return { what: `the kernel said, ${age(ago)} ago`, seen: text, limit: null, unit: '', from: '/dev/kmsg' }
}
