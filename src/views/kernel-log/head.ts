import { age, count, numberOf } from '../../format.ts'
import { kernelLog, meaningOf } from '../../model/kernel-log/log.ts'
import type { Pattern } from '../../model/kernel-log/pattern.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import type { LogRecord } from '../../parse/kmsg.ts'
import { printk } from '../../parse/sys/kernel/printk.ts'
import { reading } from '../../sample/sample.ts'
import { isMissing, valueOf } from '../../source.ts'
import type { Line } from '../../style.ts'
import { clean, type Text, text } from '../../text.ts'
import type { Seconds } from '../../units.ts'
import { type Fact, facts, type Part } from '../facts.ts'
import { agoOf, LEVELS, levelOf } from './words.ts'

/** What is told of trouble is from so long ago at most. */
const LATELY: Seconds = 900

/** What the messages mean, then how many there are. */
export function headLines(snapshot: Snapshot, width: number): readonly Line[] {
  const log = kernelLog(snapshot)
  if (isMissing(log)) {
    const remedy = log.remedy === null ? [] : [{ text: clean(log.remedy), style: 'plain' as const }]
    return facts([{ label: text`Log`, parts: [{ text: clean(log.why), style: 'warning' }, ...remedy] }], width)
  }
  const { entries, lost } = log.value
  const [first] = entries
  const span = first ? agoOf(snapshot, first) : null
  const level = valueOf(reading(snapshot.samples.after, printk))
  const told: Fact[] = [
    { label: text`Trouble`, parts: trouble(snapshot, entries) },
    {
      label: text`Log`,
      parts: [
        { text: numberOf(entries.length, 'message'), style: 'plain' },
        ...(span === null ? [] : [{ text: text`of the last ${age(span)}`, style: 'plain' as const }]),
        ...errors(entries),
        ...(lost > 0
          ? [{ text: text`▲ ${count(lost)} lost: overwritten before they were read`, style: 'warning' as const }]
          : []),
        ...(level
          ? [
              {
                text: text`${onConsole(level.console)} to the console`,
                style: 'dim' as const,
                spare: 1,
              },
            ]
          : []),
      ],
    },
  ]
  return facts(told, width)
}

/** Those of a level below the one that is set: the most severe is 0. */
function onConsole(level: number): Text {
  if (level <= 0) return text`none go`
  if (level >= LEVELS.length) return text`all go`
  return level === 1 ? text`${clean(LEVELS[0] ?? '')} alone goes` : text`${clean(LEVELS[level - 1] ?? '')} and worse go`
}

function trouble(snapshot: Snapshot, entries: readonly LogRecord[]): readonly Part[] {
  const found = new Map<string, { readonly pattern: Pattern; readonly last: LogRecord; readonly times: number }>()
  for (const entry of entries) {
    if ((agoOf(snapshot, entry) ?? 0) > LATELY) continue
    const pattern = meaningOf(entry)
    if (!pattern || pattern.weight === 'info') continue
    found.set(pattern.means, { pattern, last: entry, times: (found.get(pattern.means)?.times ?? 0) + 1 })
  }
  if (found.size === 0)
    return [{ text: text`✓ nothing that whytop knows to mean harm in the last 15 minutes`, style: 'ok' }]
  return [...found.values()]
    .sort((a, b) => b.last.seq - a.last.seq)
    .map(({ pattern, last, times }) => ({
      text: text`▲ ${age(agoOf(snapshot, last))} ago${times > 1 ? text`, ${count(times)} times` : text``}: ${clean(pattern.means)}`,
      style: pattern.weight === 'critical' ? ('critical' as const) : ('warning' as const),
    }))
}

function errors(entries: readonly LogRecord[]): readonly Part[] {
  const failed = entries.filter(({ level }) => level <= 3).length
  const warned = entries.filter((entry) => levelOf(entry) === 'warn').length
  return [
    { text: numberOf(failed, 'error'), style: failed > 0 ? 'warning' : 'plain' },
    { text: numberOf(warned, 'warning'), style: 'plain' },
  ]
}
