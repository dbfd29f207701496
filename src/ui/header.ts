import { age, bytesLong, clock, percentOf } from '../format.ts'
import type { Findings } from '../model/findings.ts'
import { type Machine, machine } from '../model/machine.ts'
import type { Snapshot } from '../model/snapshot.ts'
import type { Line, Span } from '../style.ts'
import { clean, cut, fit, type Text, text, width } from '../text.ts'
import type { Bytes, Share } from '../units.ts'
import { paneById, panes, viewById } from '../views/index.ts'
import { Spans } from './spans.ts'
import { type State, visitOf } from './state.ts'

/** What whytop itself costs. */
export interface SelfCost {
  /** Of one CPU. Null: not measured yet. */
  readonly cpu: Share | null
  /** It was measured where one was before, as it is not yet known of this pane. */
  readonly isOld?: boolean
  readonly rss: Bytes | null
}

/** Host, the place where no tab says it, kernel, uptime, CPUs, interval, what holds, the clock and our own cost; what matters least goes first when it is narrow. */
export function headerLine(state: State, snapshot: Snapshot, self: SelfCost, now: Date): Line {
  const about = snapshot.get(machine)
  const time = snapshot.facts.captured ? clean(snapshot.facts.captured.slice(0, 19).replace('T', ' ')) : clock(now)
  const cost =
    self.rss === null
      ? text``
      : text`self ${self.isOld ? text`~` : text``}${percentOf(self.cpu)} ${bytesLong(self.rss)}`
  const flags = [
    state.paused ? text`PAUSED` : null,
    state.readOnly ? text`READ-ONLY` : null,
    restricted(about),
    snapshot.facts.captured ? text`CAPTURED` : null,
  ].filter((flag) => flag !== null)
  const parts: { readonly words: Text; readonly keep: number }[] = [
    { words: text`${clean(snapshot.facts.name)}`, keep: 1 },
    // Tabs say where one is, and so do the titles of tiles.
    { words: state.tabs || state.tiles.length > 1 ? text`` : visitOf(state).title, keep: 2 },
    { words: about.release === null ? text`` : text`Linux ${clean(about.release)}`, keep: 5 },
    { words: about.uptime === null ? text`` : text`up ${age(about.uptime)}`, keep: 4 },
    { words: about.cpus === null ? text`` : text`${about.cpus} CPUs`, keep: 3 },
    { words: text`${state.interval} s`, keep: 6 },
  ].filter((part) => part.words !== '')
  const flagged = flags.map((flag) => text` ${flag} `).join('') as Text
  const counts = findingCounts(snapshot.findings, state.columns - 8 - NAME - width(flagged))
  const counted = widthOf(counts)
  const fits = (words: Text) => 8 + NAME + counted + width(flagged) + width(words) + 2 <= state.columns
  const right = [text`${time}${cost === '' ? text`` : text`  ${cost}`}`, time].find(fits) ?? text``
  const room = state.columns - 8 - width(right) - counted - width(flagged) - 2
  const shown = fitting(parts, room)
  const [host = text``, ...rest] = shown.map((part) => part.words)
  const name = cut(host, Math.max(0, room))
  const facts = rest.map((words) => text` · ${words}`).join('') as Text
  const spans = new Spans('plain')
    .add(text` whytop `, 'title')
    .add(name, 'strong')
    .add(fit(facts, Math.max(0, room - width(name)), 'left'), 'plain')
  for (const span of counts) spans.add(span.text, span.style)
  return spans.add(flagged, 'warning').add(text` ${right} `, 'dim').line()
}

/** How many processes may not be read, else how many threads are not even listed. */
function restricted({ refused, hidden }: Machine): Text | null {
  if (refused > 0) return text`RESTRICTED ${refused}`
  return hidden > 0 ? text`RESTRICTED ${hidden} threads` : null
}

/** How many findings there are: a sign and a word beside the colour, or the sign alone. What is merely worth knowing is not counted. */
function findingCounts(findings: Findings | null, room: number): readonly Span[] {
  const counted = (['critical', 'warning'] as const).flatMap((severity) => {
    const count = findings?.list.filter((one) => one.severity === severity && !one.advice).length ?? 0
    return count > 0 ? [{ severity, count }] : []
  })
  const short = counted.map(({ severity, count }) => ({ text: text` ${SIGNS[severity]} ${count} `, style: severity }))
  const long = counted.map(({ severity, count }) => ({
    text: text` ${SIGNS[severity]} ${count} ${WORDS[severity]} `,
    style: severity,
  }))
  return [long, short].find((spans) => widthOf(spans) <= room) ?? []
}

const SIGNS = { critical: text`●`, warning: text`▲` } as const
const WORDS = { critical: text`critical`, warning: text`warning` } as const

function widthOf(spans: readonly Span[]): number {
  return spans.reduce((sum, span) => sum + width(span.text), 0)
}

/** Cells of the machine's name that are shown whatever else there is to say. */
const NAME = 8

function fitting<P extends { readonly words: Text; readonly keep: number }>(
  parts: readonly P[],
  room: number,
): readonly P[] {
  let shown = parts
  const cells = () => shown.reduce((sum, part) => sum + width(part.words) + 3, -3)
  while (shown.length > 1 && cells() > room) {
    const last = Math.max(...shown.map((part) => part.keep))
    shown = shown.filter((part) => part.keep !== last)
  }
  return shown
}

/** The panes by their digit, their names as long as there is room for, and the trail of where one is. */
export function tabLine(state: State): Line {
  const { place } = visitOf(state)
  const trail = state.tiles[state.tile]?.trail ?? []
  const root = trail[0]?.place.view ?? place.view
  const steps = trail
    .slice(paneById(root).digit === null ? 0 : 1)
    .filter((visit) => viewById(visit.place.view).crumb?.(visit.place) ?? true)
    .map(({ title }) => title)
  const whole = steps.reduce((sum, step) => sum + width(step) + 3, 0)
  const wanted = steps.length === 0 ? 0 : Math.min(whole + 2, LEAST_TRAIL)
  const fits = (names: Names) => cellsOf(tabs(root, names).line()) + wanted <= state.columns
  const spans = tabs(root, NAMES.find(fits) ?? 'none')
  const room = state.columns - cellsOf(spans.line()) - 2
  if (steps.length > 0 && room > 0) spans.add(text`  ${trailText(steps, room)}`, 'strong')
  const line = spans.line('tab')
  const used = cellsOf(line)
  const help = text`? help `
  if (used + width(help) > state.columns) return line
  return { ...line, spans: [...line.spans, { text: fit(help, state.columns - used, 'right'), style: 'tab' }] }
}

/** How much of a pane's name there is room for. The pane one is in keeps its own. */
const NAMES = ['title', 'short', 'none'] as const
/** Cells that names give up for the trail. */
const LEAST_TRAIL = 24

type Names = (typeof NAMES)[number]

function tabs(root: string, names: Names): Spans {
  const spans = new Spans('tab').add(text` `, 'tab')
  for (const { id, digit, title, short = title } of panes) {
    if (digit === null) continue
    const name = id === root || names === 'title' ? title : names === 'short' ? short : ''
    spans.add((name === '' ? ` ${digit} ` : ` ${digit} ${name} `) as Text, id === root ? 'tab-on' : 'tab')
  }
  return spans
}

function cellsOf(line: Line): number {
  return line.spans.reduce((sum, span) => sum + width(span.text), 0)
}

/** How one came here; where there is no room for all of it, where one is. */
function trailText(steps: readonly Text[], room: number): Text {
  const whole = steps.map((step) => text`› ${step}`).join(' ') as Text
  return cut(width(whole) <= room ? whole : text`… › ${steps.at(-1) ?? text``}`, room)
}
