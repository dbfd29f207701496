import { age, clock } from '../../format.ts'
import { meaningOf } from '../../model/kernel-log/log.ts'
import { logNow } from '../../model/kernel-log/now.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import type { LogRecord } from '../../parse/kmsg.ts'
import type { Style } from '../../style.ts'
import { type Text, text } from '../../text.ts'
import type { Seconds } from '../../units.ts'

/** A time of day says nothing of it any more. */
export function isLongAgo(ago: Seconds | null): boolean {
  return ago !== null && ago > 86_400
}

/** As dmesg -x names them. */
export const LEVELS = ['emerg', 'alert', 'crit', 'err', 'warn', 'notice', 'info', 'debug'] as const

export function levelOf({ level }: Pick<LogRecord, 'level'>): (typeof LEVELS)[number] {
  return LEVELS[level] ?? 'debug'
}

export function levelStyle(record: LogRecord): Style {
  const { level } = record
  const weight = meaningOf(record)?.weight
  if (level <= 2 || weight === 'critical') return 'critical'
  if (level <= 3 || weight === 'warning') return 'warning'
  return level >= 6 ? 'dim' : 'plain'
}

/** How long ago it was said, the time suspended left out; null: not known. */
export function agoOf(snapshot: Snapshot, { at }: Pick<LogRecord, 'at'>): Seconds | null {
  const now = logNow(snapshot)
  return now === null ? null : Math.max(0, now - at)
}

/** The time of day, as `dmesg -T` has it; in a capture, or when it was long ago, how long that was: `41 d 03:12`. */
export function timeOf(snapshot: Snapshot, entry: Pick<LogRecord, 'at'>, now: Date): Text {
  const ago = agoOf(snapshot, entry)
  if (ago === null) return text`-`
  if (snapshot.facts.captured !== null || isLongAgo(ago)) return text`${age(ago)}`
  return clock(new Date(now.getTime() - ago * 1000))
}
