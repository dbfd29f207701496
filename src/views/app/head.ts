import { age, count } from '../../format.ts'
import { type App, appOf } from '../../model/app/app.ts'
import type { Finding } from '../../model/findings.ts'
import { machine } from '../../model/machine.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import type { Line } from '../../style.ts'
import { clean, cut, fit, type Text, text, width } from '../../text.ts'
import { SEVERITY, severityCells } from '../severity.ts'
import type { Lines, Place } from '../view.ts'
import { cutAtWord, wrapWords } from '../words.ts'
import { askedOf, span } from './show.ts'

/** What it is, what is wrong with it, and what its numbers say of the number of its workers. */
export function headSection(snapshot: Snapshot, app: App): Lines {
  const most = (rows: number) => (rows < 18 ? 1 : rows < 30 ? 2 : 6)
  return {
    kind: 'lines',
    id: 'app-head',
    priority: 1,
    least: 2,
    lines: (columns, rows) => [
      identity(snapshot, app, columns),
      ...findingLines(app.findings.slice(0, most(rows)), columns),
      ...moreFindings(app, most(rows)),
      ...app.advice.slice(0, rows < 30 ? 1 : 4).flatMap(({ says, weight }) => {
        const style = weight === 'warning' ? ('warning' as const) : ('plain' as const)
        return wrapWords(says, columns - 5).map((words, i) => ({
          spans: [span(i === 0 ? text` ${MARKS[weight]} ` : text`   `, style), span(words, style)],
        }))
      }),
    ],
  }
}

/** It is not there, or not known yet which processes there are. */
export function nobodySection(snapshot: Snapshot, place: Place): Lines {
  const asked = askedOf(place)
  const rows = snapshot.samples.after.processes?.rows ?? []
  const name = asked.cgroup ?? asked.program ?? (asked.pid === null ? '' : `pid ${asked.pid}`)
  const words =
    rows.length === 0
      ? text`Processes are being looked at.`
      : text`No process of ${clean(name)} is there (any more), or which it is was not read yet. Esc goes back.`
  const lines = (width: number) =>
    wrapWords(words, width - 1).map((row) => ({ spans: [span(text` ${row}`, 'warning')] }))
  return { kind: 'lines', id: 'app-head', priority: 1, least: 1, lines }
}

export function seenApp(snapshot: Snapshot, place: Place): App | null {
  return appOf(snapshot, askedOf(place))
}

const MARKS = { ok: text`✓`, info: text`•`, warning: text`▲` } as const

function identity(snapshot: Snapshot, { service, workers, limits }: App, columns: number): Line {
  const { members, anchor, by, name } = service
  const { uptime } = snapshot.get(machine)
  const mains = workers.length > 1 ? workers.filter(({ isMain }) => isMain).length : 0
  const hands = members.length - mains
  const who: Text =
    by === 'program' && mains > 0 && hands > 0
      ? text`pid ${anchor.pid} and ${count(hands)} ${hands === 1 ? text`worker` : text`workers`}`
      : members.length === 1
        ? text`pid ${anchor.pid}`
        : text`${count(members.length)} processes, the oldest ${anchor.pid}`
  const old = uptime === null ? null : uptime - anchor.stat.starttime * snapshot.facts.tick
  const rest = [
    span(text`${by === 'cgroup' ? text`cgroup` : text`program`}, ${who}`),
    span(old === null || old < 0 ? text`` : text`  up ${age(old)}`, 'dim'),
  ]
  const free = columns - rest.reduce((sum, one) => sum + width(one.text), 0) - 3
  const spans = [span(text` ${ending(clean(name), free)} `, 'strong'), ...rest]
  if (by !== 'program' || limits.path === null) return { spans }
  const room = columns - spans.reduce((sum, one) => sum + width(one.text), 0) - 5
  const path = clean(limits.path)
  const shown = width(path) <= room ? path : text`${cut(path, Math.max(0, room - 1))}…`
  return { spans: [...spans, span(text`  in ${shown}`, 'dim')] }
}

/** The end of a long path tells more than its beginning. */
function ending(name: Text, cells: number): Text {
  const over = width(name) - Math.max(8, cells)
  return over <= 0 ? name : text`…${name.slice(over + 1) as Text}`
}

function findingLines(shown: readonly Finding[], columns: number): readonly Line[] {
  const cells = severityCells(shown)
  return shown.map(({ severity, says }) => {
    const { sign, word, style } = SEVERITY[severity]
    const blank = fit(text``, cells - width(word) - 1)
    const words = cutAtWord(clean(says), Math.max(8, columns - cells - 3))
    return { spans: [span(text` ${sign} ${word}`, style), span(text`${blank}${words}`)] }
  })
}

function moreFindings({ findings }: App, shown: number): readonly Line[] {
  const more = findings.length - shown
  return more > 0 ? [{ spans: [span(text`   and ${more} more findings: see the overview`, 'dim')] }] : []
}
