import { age, count } from '../../format.ts'
import type { Finding, Findings, Resource } from '../../model/findings.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { clean, fit, type Text, text, width } from '../../text.ts'
import { aboutFinding, findingKey } from '../finding/shown.ts'
import { severityCells } from '../severity.ts'
import type { Drill } from '../view.ts'
import { cutAtWord } from '../words.ts'
import { type Detail, findingLines } from './finding-lines.ts'
import { labelled, type Row, span, together } from './row.ts'
import { LABEL } from './subject-line.ts'

/** Is something wrong, what is it, what is it not: in at most so many lines where that can be, findings first. */
export function foundRows(snapshot: Snapshot, cells: number, most: number): readonly Row[] {
  const { findings } = snapshot
  if (!findings) return [waiting(text`~ the rules have not looked yet`)]
  const beside = [...ruledOut(findings, cells, most), ...endedRows(findings)]
  const calm = findings.headline === null ? nothingFound(findings, snapshot.interval, cells) : []
  return [...calm, ...harms(findings, cells, most - beside.length - calm.length, calm.length > 0), ...beside]
}

const WHY = text`WHY`
const NONE = text``

function waiting(words: Text): Row {
  return { key: 'why', line: () => labelled(WHY, span(words, 'dim')), drill: null, under: false }
}

/** Said with what is behind it: for how long it was looked, and what could not be looked at. */
function nothingFound(
  { observed, notEvaluable, ruledOut: cleared }: Findings,
  interval: number | null,
  cells: number,
): readonly Row[] {
  if (interval === null || (cleared.length === 0 && observed < ENOUGH))
    return [waiting(text`~ few samples so far: what is wrong shows with the next ones`)]
  const [said, style] = observed < SETTLED ? ([NOT_YET, 'plain'] as const) : ([ALL_CLEAR, 'ok'] as const)
  const spans = labelled(
    WHY,
    span(said, style),
    span(behindIt(age(observed), notEvaluable.length, cells - LABEL - width(said)), 'dim'),
  )
  return [{ key: 'why', line: () => spans, drill: pageOf('unknown', text`Not evaluable`), under: false }]
}

/** In as many words as there is room for: how many could not look is said in the least of it. */
function behindIt(observed: Text, blind: number, room: number): Text {
  const watched = text`, watched for ${observed}`
  if (blind === 0) return watched
  const short = text`; ${count(blind)} could not look`
  const long = text`; ${count(blind)} ${blind === 1 ? RULE : RULES} could not look`
  const ways = [text`${watched}${long} (page Not evaluable)`, text`${watched}${long}`, text`${watched}${short}`, long]
  return ways.find((words) => width(words) <= room) ?? short
}

const RULE = text`rule`
const RULES = text`rules`
const ALL_CLEAR = text`✓ nothing found that harms`
const NOT_YET = text`~ nothing found yet`
/** Seconds until rules of the usual windows have seen enough: before that their silence clears nothing. */
const SETTLED = 30
/** Seconds until rules of the shortest window have seen enough. */
const ENOUGH = 5

/** With as much of each as fits. */
function harms({ list, at }: Findings, cells: number, most: number, isCalm: boolean): readonly Row[] {
  const from = severityCells(list) + 1
  const rows = (shown: readonly Finding[], detail: (i: number) => Detail) =>
    shown.flatMap((finding, i) =>
      together(
        `finding:${findingKey(finding)}`,
        { view: 'finding', about: aboutFinding(finding), title: clean(finding.title) },
        findingLines(finding, i === 0 && !isCalm ? WHY : NONE, at, cells, detail(i), from),
      ),
    )
  const ways: readonly ((i: number) => Detail)[] = [
    () => 'whole',
    (i) => (i === 0 ? 'whole' : 'evidence'),
    () => 'evidence',
    (i) => (i === 0 ? 'evidence' : 'sentence'),
    (i) => (i === 0 ? 'evidence' : 'line'),
    () => 'line',
  ]
  for (const way of ways) {
    const all = rows(list, way)
    if (all.length <= most) return all
  }
  const [first] = list
  const kept = Math.max(first ? 1 : 0, most - 2)
  const head = rows(list.slice(0, kept), (i) => (i === 0 ? 'sentence' : 'line'))
  const rest = list.length - kept
  return rest <= 0 ? head : [...head, more(rest)]
}

function more(rest: number): Row {
  const line = labelled(NONE, span(text`and ${rest} more: page Findings`, 'dim'))
  return { key: 'more', line: () => line, drill: pageOf('findings', text`Findings`), under: false }
}

export const RESOURCES: Readonly<Record<Resource, Text>> = {
  cpu: text`CPU`,
  memory: text`memory`,
  swap: text`swap`,
  disks: text`disks`,
  network: text`network`,
  limits: text`limits`,
  numa: text`NUMA`,
  kernel: text`kernel`,
}

/** What it is not, with the number that clears it: all that is known of it where there is room, else its first part. */
function ruledOut({ ruledOut: all, headline }: Findings, cells: number, most: number): readonly Row[] {
  if (all.length === 0) return []
  const whole = flowing(
    all.map(({ resource, says }) => text`${RESOURCES[resource]}: ${clean(says)}`),
    cells - LABEL,
  )
  const short = headline === null ? CALM : most >= SMALL ? SHORT : 1
  const isLong = whole.length > (most >= ROOMY ? all.length : short)
  const lines = isLong
    ? flowing(
        all.map(({ resource, says }) => text`${RESOURCES[resource]}: ${clean(says.split(/, | \(/)[0] ?? '')}`),
        cells - LABEL,
      ).slice(0, short)
    : whole
  const shown = lines.map((words, i) =>
    labelled(
      NONE,
      span(i === 0 ? CLEARED : fit(NONE, width(CLEARED)), 'ok'),
      span(cutAtWord(words, cells - LABEL - width(CLEARED))),
    ),
  )
  return together('ruled-out', pageOf('ruled-out', text`Ruled out`), shown)
}

const CLEARED = text`✓ ruled out  `
/** Lines that what was ruled out takes at most, but where there are many. */
const SHORT = 2
const CALM = 4
const ROOMY = 16
/** Below it every line counts. */
const SMALL = 9

/** Side by side while they fit. */
function flowing(items: readonly Text[], cells: number): readonly Text[] {
  const room = cells - width(CLEARED)
  const lines: Text[] = []
  for (const item of items) {
    const last = lines.at(-1)
    const longer = last === undefined ? item : text`${last} · ${item}`
    if (last === undefined || width(longer) > room) lines.push(item)
    else lines[lines.length - 1] = longer
  }
  return lines
}

/** What went away lately: somebody who comes late should know. */
function endedRows({ ended, at }: Findings): readonly Row[] {
  const lately = ended.filter(({ until }) => (at - until) / 1e9 < LATELY)
  const [newest] = lately
  if (!newest) return []
  const { title, since, until } = newest
  // Numbers before its title, which is cut where the screen is narrow.
  const others = lately.length > 1 ? text` (and ${lately.length - 1} before)` : NONE
  const when = text`ended ${age((at - until) / 1e9)} ago, lasted ${age((until - since) / 1e9)}${others}: `
  const line = labelled(NONE, span(when, 'dim'), span(clean(title)))
  return [{ key: 'ended', line: () => line, drill: pageOf('ended', text`Ended`), under: false }]
}

const LATELY = 900

function pageOf(page: string, title: Text): Drill {
  return { view: 'overview', page, about: {}, title }
}
