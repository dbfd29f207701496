import { age } from '../../format.ts'
import { kernelLog, kernelLogSource } from '../../model/kernel-log/log.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { uptime } from '../../parse/uptime.ts'
import { reading, type Samples } from '../../sample/sample.ts'
import { type Source, valueOf } from '../../source.ts'
import type { Evidence } from '../rule.ts'

/** Seconds; what the kernel said before is no evidence of what is now. */
const LATELY = 900
const MOST = 2

/** Dear: all that the kernel keeps is read at first. */
export function logSources(samples: Samples | null): readonly Source<unknown>[] {
  return [kernelLogSource(samples), uptime]
}

/** What the kernel itself said of it lately, the newest first; nothing where its log may not be read. `about`: words one of which is in it. */
export function logTold(
  snapshot: Snapshot,
  ids: readonly string[],
  about: readonly string[] = [],
): readonly Evidence[] {
  const log = valueOf(kernelLog(snapshot))
  const now = valueOf(reading(snapshot.samples.after, uptime))?.uptime
  if (!log || now === undefined) return []
  return log.entries
    .filter(({ pattern, at, text }) => {
      if (!pattern || !ids.includes(pattern.id) || now - at > LATELY) return false
      return about.length === 0 || about.some((word) => text.includes(word))
    })
    .slice(-MOST)
    .reverse()
    .map(({ text, at }) => ({
      what: `the kernel said, ${age(Math.max(0, now - at))} ago`,
      seen: text,
      limit: null,
      unit: '',
      from: '/dev/kmsg',
    }))
}
