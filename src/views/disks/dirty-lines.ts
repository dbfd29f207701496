import { age, bytes, bytesLong, bytesPerSecond, count } from '../../format.ts'
import { kernelThreads } from '../../model/disks/kernel-threads.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { wakeUps } from '../../model/writeback/flushers.ts'
import { type Level, type Writeback, writeback } from '../../model/writeback/model.ts'
import { hiddenWaits, paused } from '../../model/writeback/paused.ts'
import type { Line, Span, Style } from '../../style.ts'
import { clean, join, type Text, text } from '../../text.ts'
import type { Bytes } from '../../units.ts'
import { bar, type Fact, facts, type Part } from '../facts.ts'

const WIDE = 120

/** How much waits to be written against where the kernel begins to write, to pause and to stop; who is paused. */
export function dirtyLines(snapshot: Snapshot, width: number, size: 'short' | 'whole'): readonly Line[] {
  const now = snapshot.get(writeback)
  return [
    ...facts([level(now, width)], width),
    ...facts([thresholds(now)], width),
    ...facts([flow(now)], width),
    ...(size === 'whole' ? [pausedFact(snapshot), flushers(snapshot)].flatMap((fact) => facts([fact], width)) : []),
  ]
}

const STYLES: Readonly<Record<Level, Style>> = {
  calm: 'plain',
  background: 'info',
  paced: 'warning',
  limit: 'critical',
}

function level(now: Writeback, width: number): Fact {
  const { limit } = now
  const share = (part: Bytes | null) => (limit !== null && limit > 0 && part !== null ? part / limit : 0)
  const size = width < 80 ? bytes : bytesLong
  return {
    label: text`Dirty`,
    gauge: marked(
      bar(
        [
          { share: share(now.dirty), style: 'block1', mark: 'D' },
          { share: share(now.writeback), style: 'block2', mark: 'W' },
        ],
        width >= WIDE ? 48 : width < 80 ? 12 : 20,
      ),
      [share(now.background), share(now.freerun)],
    ),
    parts: [
      { text: size(now.waiting), style: now.level === null ? 'plain' : STYLES[now.level] },
      part('series1', width < 80 ? text`D ` : text`D dirty `, size(now.dirty)),
      part('series2', width < 80 ? text`W ` : text`W writeback `, size(now.writeback)),
    ],
  }
}

/** A stroke where a threshold is, on what the bar has not filled. */
function marked(spans: readonly Span[], shares: readonly number[]): readonly Span[] {
  const track = spans.at(-1)
  const cells = spans.reduce((sum, span) => sum + span.text.length, 0)
  if (track?.style !== 'dim') return spans
  const from = cells - track.text.length
  const at = shares.filter((share) => share > 0).map((share) => Math.round(share * cells) - from)
  const signs = [...track.text].map((sign, i) => (at.includes(i) ? '|' : sign))
  return [...spans.slice(0, -1), { text: signs.join('') as Text, style: 'dim' }]
}

function thresholds(now: Writeback): Fact {
  return {
    label: text`Limits`,
    parts: [
      plain(text`flushers from ${bytesLong(now.background)}`),
      plain(text`writers pause from ${bytesLong(now.freerun)}`),
      plain(text`limit ${bytesLong(now.limit)}`),
    ],
  }
}

function flow(now: Writeback): Fact {
  const parts: Part[] = [
    plain(text`dirtied ${bytesPerSecond(now.dirtiedPerSecond)}`),
    plain(text`written ${bytesPerSecond(now.writtenPerSecond)}`),
  ]
  if (now.drain !== null && (now.waiting ?? 0) > (now.background ?? 0))
    parts.push(plain(text`${age(now.drain)} to write out`))
  else if ((now.waiting ?? 0) > 0 && now.writtenPerSecond === 0) parts.push(plain(text`nothing is written now`))
  if (now.untilPaced !== null && now.untilPaced < SOON)
    parts.push({ text: text`writers pause in ${age(now.untilPaced)}`, style: 'warning' })
  if ((now.reclaimPerSecond ?? 0) > 0)
    parts.push({ text: text`reclaim meets ${count(now.reclaimPerSecond)} such pages/s`, style: 'warning' })
  return { label: text`Flow`, parts }
}

const SOON = 60

function pausedFact(snapshot: Snapshot): Fact {
  const threads = paused(snapshot)
  if (threads === null) return { label: text`Paused`, parts: [dim(text`~ threads are read at the next look`)] }
  const hidden = hiddenWaits(snapshot)
  if (threads.length === 0)
    return {
      label: text`Paused`,
      parts: hidden > 0 ? [dim(text`none known; ${count(hidden)} in D hidden`)] : [plain(text`no thread`)],
    }
  const names = threads.slice(0, MOST).map(({ look }) => clean(`${look.comm} ${look.tid}`))
  return {
    label: text`Paused`,
    parts: [
      { text: text`${count(threads.length)} in balance_dirty_pages:`, style: 'critical' },
      plain(join(names, text`, `)),
    ],
  }
}

const MOST = 4

function flushers(snapshot: Snapshot): Fact {
  const at = kernelThreads(snapshot).filter(({ duty }) => duty === 'flusher')
  const now = at.filter(({ atWork }) => atWork)
  const woken = wakeUps(snapshot.history, snapshot.samples.after.at)
  const targets = join(
    now.slice(0, MOST).map(({ target, wchan }) => clean(wchan ? `${target} (${wchan})` : `${target}`)),
    text`, `,
  )
  const parts: Part[] = [plain(now.length === 0 ? text`none at work` : text`at work for ${targets}`)]
  if (woken) {
    const last = woken.ago === null ? text`` : text`, last ${age(woken.ago)} ago`
    parts.push(
      plain(
        text`seen to wake ${count(woken.count)} ${woken.count === 1 ? text`time` : text`times`} in ${age(woken.over)}${last}`,
      ),
    )
  }
  return { label: text`Flushers`, parts }
}

function part(style: Style, name: Text, words: Text): Part {
  return { name: { text: name, style }, text: words, style: 'plain' }
}

function plain(words: Text): Part {
  return { text: words, style: 'plain' }
}

function dim(words: Text): Part {
  return { text: words, style: 'dim' }
}
