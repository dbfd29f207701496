import { load as average, count, percentOf, sign } from '../../format.ts'
import { earlier } from '../../model/history.ts'
import { perCpu as loadPerCpu, type Trend, trends } from '../../model/load/average.ts'
import { CAUSE_KEYS, UNCOUNTED_KEYS, type Uncounted } from '../../model/load/cause.ts'
import type { Decomposed } from '../../model/load/decompose.ts'
import { type Load, load } from '../../model/load/model.ts'
import { pressure, type Stalled, type StallShares } from '../../model/load/pressure.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import type { Line, Span, Style } from '../../style.ts'
import { width as cells, join, type Text, text } from '../../text.ts'
import type { Share } from '../../units.ts'
import { bar, type Fact, facts, LABEL, oneLine, type Part } from '../facts.ts'
import { MARKS, titleOf } from './marks.ts'

/** The averages, what the next one is made of, what does not count, pressure, and the kernel's own counters. */
export function summary(snapshot: Snapshot, width: number, rows: number): readonly Line[] {
  const now = snapshot.get(load)
  if (rows < TALL)
    return [
      ...oneLine([averages(snapshot, now)], width),
      ...next(now, width),
      ...notes(now, width),
      ...oneLine([queued(now), present(now.threads)], width),
      ...facts([pressures(snapshot, true)], width),
    ]
  return [
    ...facts([averages(snapshot, now)], width),
    ...next(now, width),
    ...facts([uncounted(now.threads)], width),
    ...notes(now, width),
    ...facts([pressures(snapshot, false)], width),
    ...facts([kernel(now)], width),
  ]
}

/** On fewer rows the threads below are worth more than what is zero, or is said beside it. */
export const TALL = 26

const ARROWS: Readonly<Record<Trend, Text>> = { rising: text`↑`, falling: text`↓`, steady: text`→` }

/** Where each average goes: the 1 minute one by where it was 15 to 60 s ago. */
export function trendsOf(snapshot: Snapshot) {
  const { averages: now } = snapshot.get(load)
  const past = earlier(snapshot.history, 'load1', snapshot.samples.after.at, 15, 60)
  return now && trends(now, past && { load1: past.value, age: past.age })
}

function averages(snapshot: Snapshot, now: Load): Fact {
  const trend = trendsOf(snapshot)
  if (!now.averages || !trend) return { label: text`Load`, parts: [plain(text`-`)] }
  const { load1, load5, load15 } = now.averages
  const cpus = now.effective?.cpus ?? 0
  const each = (value: number) => average(loadPerCpu(value, cpus))
  const style = (value: number): Style => (cpus > 0 && value > cpus ? 'warning' : 'strong')
  return {
    label: text`Load`,
    parts: [
      { text: text`${average(load1)} ${ARROWS[trend.load1]}`, style: style(load1) },
      { text: text`${average(load5)} ${ARROWS[trend.load5]}`, style: style(load5) },
      { text: text`${average(load15)} ${ARROWS[trend.load15]}`, style: style(load15) },
      plain(text` per CPU ${each(load1)} ${each(load5)} ${each(load15)}`),
      // The header has them too.
      { ...plain(cpus === 0 ? text`CPUs -` : text`${count(cpus)} ${cpus === 1 ? ONE_CPU : CPUS} online`), spare: 1 },
    ],
  }
}

const ONE_CPU = text`CPU`
const CPUS = text`CPUs`

/** `11 = on CPU 2 + block I/O 3 + …`: all causes that are there, so that it visibly adds up; and one sign for each thread. */
function next(now: Load, width: number): readonly Line[] {
  const { threads } = now
  const label: Span = { text: ` Next${' '.repeat(LABEL - 4)}` as Text, style: 'label' }
  if (!threads) return [{ spans: [label, { text: text`~ threads are read at the next look`, style: 'dim' }] }]
  const there = CAUSE_KEYS.filter((cause) => threads.tasks[cause] > 0)
  const sum: Part[] = there.map((cause, i) => ({
    name: { text: i === 0 ? EQUALS : PLUS, style: 'dim' },
    text: text`${titleOf(cause)} ${count(threads.tasks[cause])}`,
    style: MARKS[cause].style,
  }))
  const lines = wrapped([{ text: count(threads.total), style: 'strong' }, ...sum], label, width)
  const picture = signs(threads, now.effective?.cpus ?? 0, width >= 120 ? 64 : width - INDENT.length - 1)
  const [only] = lines
  const used = only ? only.spans.reduce((all, span) => all + cells(span.text), 0) : 0
  const beside = lines.length === 1 && only && used + picture.cells + 3 <= width
  if (beside) return [{ spans: [...only.spans, { text: text`   `, style: 'plain' }, ...picture.spans] }]
  return [...lines, { spans: [{ text: INDENT, style: 'plain' }, ...picture.spans] }]
}

const INDENT = ' '.repeat(LABEL + 1) as Text
const EQUALS = text` = `
const PLUS = text` + `

/** One sign a thread while there is room, up to the CPUs that nobody uses; else to scale. */
function signs({ tasks, total }: Decomposed, cpus: number, room: number) {
  const whole = Math.max(total, cpus, 1)
  const length = Math.min(whole, room)
  const parts = CAUSE_KEYS.map((cause) => ({
    share: tasks[cause] / whole,
    mark: MARKS[cause].mark,
    style: MARKS[cause].block,
  }))
  return { cells: length, spans: bar(parts, length) }
}

function wrapped(parts: readonly Part[], label: Span, width: number): readonly { readonly spans: readonly Span[] }[] {
  const lines: { spans: Span[] }[] = [{ spans: [label] }]
  let used = cells(label.text)
  for (const part of parts) {
    const own = cells(part.text) + (part.name ? cells(part.name.text) : 0)
    if (used + own > width) {
      lines.push({ spans: [{ text: INDENT, style: 'plain' }] })
      used = INDENT.length
    }
    lines.at(-1)?.spans.push(...(part.name ? [part.name] : []), { text: part.text, style: part.style })
    used += own
  }
  return lines
}

function uncounted(threads: Decomposed | null): Fact {
  return { label: text`Uncounted`, parts: UNCOUNTED_KEYS.map((why) => uncountedPart(why, threads)) }
}

/** Those that are there. All but idle kernel threads have their own row in the table of causes too, and can be spared. */
function present(threads: Decomposed | null): Fact {
  const there = UNCOUNTED_KEYS.filter((why) => (threads?.notCounted[why] ?? 0) > 0)
  const parts = there.map((why): Part => ({ ...uncountedPart(why, threads), spare: UNCOUNTED_KEYS.indexOf(why) }))
  const none = plain(threads ? text`none` : text`-`)
  return { label: text`Uncounted`, parts: parts.length > 0 ? parts : [none] }
}

function uncountedPart(why: Uncounted, threads: Decomposed | null): Span {
  const there = threads?.notCounted[why] ?? null
  const odd = (there ?? 0) > 0 && why !== 'idle'
  return { text: text`${why as Text} ${count(there)}`, style: odd ? 'info' : 'plain' }
}

/** What these two count is often taken for something else. */
function kernel(now: Load): Fact {
  const asleep = now.threads ? now.threads.threads.filter(({ look }) => look.state === 'D').length : null
  const blocked = text`procs_blocked ${count(now.procsBlocked)}: in io_schedule only`
  return {
    label: text`Kernel`,
    parts: [
      plain(text`procs_running ${count(now.procsRunning)}: the reader too`),
      plain(asleep === null ? blocked : text`${blocked}, of ${count(asleep)} in D`),
    ],
  }
}

/** The same two in short, named as by vmstat. */
function queued({ procsRunning, procsBlocked }: Load): Fact {
  return {
    label: text`Procs`,
    parts: [plain(text`running ${count(procsRunning)}`), plain(text`blocked ${count(procsBlocked)}`)],
  }
}

function pressures(snapshot: Snapshot, isShort: boolean): Fact {
  const all = snapshot.get(pressure)
  const shown = isShort ? all.filter((one) => one.missing || mostOf(one) >= 0.0005) : all
  const parts = shown.map(stalled)
  return { label: text`Pressure`, parts: parts.length > 0 ? parts : [{ text: text`none`, style: 'dim' }] }
}

function mostOf({ some, full }: Stalled): Share {
  return Math.max(some?.avg10 ?? 0, some?.now ?? 0, full?.avg10 ?? 0, full?.now ?? 0)
}

function stalled({ resource, some, full, missing }: Stalled): Span {
  const name = resource as Text
  if (missing) return { text: text`${name} ${sign(missing.missing)}`, style: 'dim' }
  const kinds = [some && text`some ${shown(some)}`, full && text`full ${shown(full)}`].filter((kind) => kind !== null)
  const most = Math.max(some?.avg10 ?? 0, some?.now ?? 0)
  return { text: text`${name} ${join(kinds, text` `)}`, style: most >= 0.2 ? 'warning' : 'plain' }
}

/** The kernel's 10 s, and this interval. */
function shown({ avg10, now }: StallShares): Text {
  return now === null ? percentOf(avg10) : text`${percentOf(avg10)}/${percentOf(now)}`
}

/** What must be explained lest it be taken for an error. */
function notes({ threads, hidesKernel, threadsSeen, threadsTotal }: Load, width: number): readonly Line[] {
  const lines: Line[] = []
  if (threads && threads.tasks.d_hidden > 0)
    lines.push(
      ...facts(
        [note(text`Hidden`, text`${count(threads.tasks.d_hidden)} in D; root or their owner may know why`)],
        width,
      ),
    )
  if (threads && threads.waitingNotFound > 0) {
    const why = hidesKernel
      ? [
          text`procs_running is of the whole machine`,
          text`/proc here shows ${count(threadsSeen)} of ${count(threadsTotal)} threads`,
        ]
      : [text`ended before they were read, or /proc hides them`]
    lines.push(...facts([note(text`Not found`, text`${count(threads.waitingNotFound)} waiting`, ...why)], width))
  }
  return lines
}

function note(label: Text, ...words: readonly Text[]): Fact {
  return { label, parts: words.map((part) => ({ text: part, style: 'info' })) }
}

function plain(words: Text): Span {
  return { text: words, style: 'plain' }
}
