import { sign } from '../../format.ts'
import { hidesWchan, readerOf } from '../../model/load/rights.ts'
import { missingFrom } from '../../sample/missing.ts'
import { isMissing, type Missing } from '../../source.ts'
import type { Line } from '../../style.ts'
import { clean, type Text, text } from '../../text.ts'
import type { Lines } from '../view.ts'
import type { Page, Seen } from './page.ts'
import { wrapped } from './show.ts'

/** What of a page's files could not be read. What its kind of process never has is not missing. */
export function pageMissing(page: Page, on: Seen): readonly Missing[] {
  const { looked, snapshot } = on
  if (looked.ended) return []
  if (looked.refused) return [refusal(looked.id.pid, snapshot.facts.uid)]
  const files = snapshot.samples.after.processes?.focus?.files
  const lacks = looked.kind === 'user' ? [] : page.userOnly
  const own = page.files.flatMap((file) => {
    const reading = lacks.includes(file) ? undefined : files?.get(file)
    return reading && isMissing(reading) ? [reading] : []
  })
  return [...own, ...hiddenWchan(page, on), ...(page.missing?.(on) ?? [])]
}

/** It is read, and says `0`. */
function hiddenWchan({ files }: Page, { looked, snapshot }: Seen): readonly Missing[] {
  const { id, process, more } = looked
  const { samples, facts } = snapshot
  const isHidden = process && files.includes('wchan') && hidesWchan(readerOf(samples, facts), { ...process, more })
  return isHidden ? [missingFrom(`/proc/${id.pid}/wchan`, 'EACCES', facts)] : []
}

function refusal(pid: number, uid: number | null): Missing {
  return { ...missingFrom(`/proc/${pid}/stat`, 'EACCES', { uid }), why: 'it may not be read any more' }
}

/** Each reason once, with what it keeps from sight and the remedy. */
export function whySection(missing: readonly Missing[], pid: number): Lines | null {
  if (missing.length === 0) return null
  const reasons = new Map<string, Missing[]>()
  for (const one of missing) {
    const key = `${one.missing} ${isRight(one) ? (one.remedy ?? '') : one.why}`
    reasons.set(key, [...(reasons.get(key) ?? []), one])
  }
  const lines = (width: number): readonly Line[] =>
    [...reasons.values()].flatMap((same) => wrapped(text``, reason(same, pid), 'dim', width))
  return { kind: 'lines', id: 'process-why', priority: 2, least: Math.min(4, 2 * reasons.size), lines }
}

function reason(same: readonly Missing[], pid: number): Text {
  const [first] = same as [Missing, ...Missing[]]
  const names = clean([...new Set(same.map(({ source }) => source.replace(`/proc/${pid}/`, '')))].join(', '))
  const why = isRight(first) ? text`no right to read ${names}` : text`${names}: ${clean(first.why)}`
  return text`${sign(first.missing)}  ${why}${first.remedy === null ? text`` : text` (${clean(first.remedy)})`}`
}

function isRight({ missing }: Missing): boolean {
  return missing === 'denied'
}
