import { bytesLong, percentOf, perSecond } from '../../format.ts'
import { commandOf } from '../../model/command.ts'
import type { Resource } from '../../model/findings.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { statRate } from '../../model/task-rates.ts'
import type { Process } from '../../sample/process.ts'
import { clean, cut, fit, type Text, text, width } from '../../text.ts'
import { labelled, type Row, span, wordsOf } from './row.ts'

type Measure = 'cpu' | 'memory' | 'faults' | 'wait'

const LABELS: Readonly<Record<Measure, Text>> = {
  cpu: text`Top CPU`,
  memory: text`Top RES`,
  faults: text`Top swap`,
  wait: text`Top wait`,
}

/** What is short now, by the headline; else the CPU. */
function measureOf(snapshot: Snapshot): Measure {
  const { headline, list } = snapshot.findings ?? { headline: null, list: [] }
  const resource: Resource | undefined = list.find(({ id }) => id === headline)?.resource
  if (resource === 'memory') return 'memory'
  if (resource === 'swap') return 'faults'
  return resource === 'disks' ? 'wait' : 'cpu'
}

/** Who uses most of what is short now. */
export function topRows(snapshot: Snapshot, most: number): readonly Row[] {
  const wanted = measureOf(snapshot)
  const waiting = wanted === 'wait' ? largest(snapshot, 'wait', most).filter((row) => isWaiting(snapshot, row)) : []
  // Whoever waited may be through by now.
  const measure = wanted === 'wait' && waiting.length === 0 ? 'cpu' : wanted
  const rows = measure === 'wait' ? waiting : largest(snapshot, measure, most)
  const label = (i: number) => (i === 0 ? LABELS[measure] : text``)
  if (rows.length === 0)
    return [
      {
        key: 'top',
        line: () => labelled(label(0), span(text`- no process known yet`, 'dim')),
        drill: null,
        under: false,
      },
    ]
  const isStuck = rows.some((row) => snapshot.tasks.rows[row]?.stat.state === 'D')
  return rows.map((row, i) => rowOf(snapshot, row, label(i), measure, isStuck))
}

const IN_D = span(text`  in D`, 'hot')
const NOT_IN_D = span(text`      `)
/** Cells of a command and the blanks before it: less of one tells nothing. */
const LEGIBLE = 12

function isWaiting({ tasks }: Snapshot, row: number): boolean {
  return tasks.rows[row]?.stat.state === 'D' || (statRate(tasks, row, ({ stat }) => stat.majflt) ?? 0) > 0
}

/** Row numbers, the largest first; one pass, as there may be 10,000. */
function largest(snapshot: Snapshot, measure: Measure, most: number): readonly number[] {
  const table = snapshot.tasks
  const amount = (row: number): number => {
    const process = table.rows[row] as Process
    const cpu = table.cpus[row] || 0
    const resident = (process.statm?.resident ?? process.stat.rssPages) * 1e-9
    if (measure === 'cpu') return cpu + resident
    if (measure === 'memory') return resident
    const faults = statRate(table, row, ({ stat }) => stat.majflt) ?? 0
    return (measure === 'wait' && process.stat.state === 'D' ? 1e9 : 0) + faults + cpu * 1e-3 + resident
  }
  const kept: { readonly row: number; readonly by: number }[] = []
  for (let row = 0; row < table.rows.length; row++) {
    const by = amount(row)
    if (kept.length === most && by <= (kept[most - 1]?.by ?? 0)) continue
    const at = kept.findIndex((one) => one.by < by)
    kept.splice(at < 0 ? kept.length : at, 0, { row, by })
    if (kept.length > most) kept.pop()
  }
  return kept.map(({ row }) => row)
}

/** Where one of them is in D, the others leave room for it: their commands begin in one column. */
function rowOf(snapshot: Snapshot, row: number, label: Text, measure: Measure, isStuck: boolean): Row {
  const table = snapshot.tasks
  const process = table.rows[row] as Process
  const { comm, state, starttime } = process.stat
  const cpu = table.cpus[row] as number
  const resident = (process.statm?.resident ?? process.stat.rssPages) * snapshot.facts.pageSize
  const faults = statRate(table, row, ({ stat }) => stat.majflt)
  const name = clean(`${comm} ${process.pid}`)
  const named = (cells: number) => {
    const id = text` ${process.pid}`
    const own = cut(clean(comm), cells - width(id))
    return fit(text`${own}${id}`, cells)
  }
  const beside =
    measure === 'faults' || measure === 'wait' ? [span(fit(text`${perSecond(faults)} majflt/s`, 16, 'right'))] : []
  const command = process.more.cmdline ? text`  ${clean(commandOf(process))}` : text``
  return {
    key: `top:${process.pid}:${starttime}`,
    line: (cells) => {
      const facts = [
        ...labelled(label, span(named(cells < 80 ? 18 : 24), 'strong')),
        span(fit(text`${percentOf(Number.isNaN(cpu) ? null : cpu)} CPU`, 13, 'right')),
        span(fit(text`${bytesLong(resident)} RES`, 14, 'right')),
        ...beside,
        ...(isStuck ? [state === 'D' ? IN_D : NOT_IN_D] : []),
      ]
      return cells - width(wordsOf(facts)) < LEGIBLE ? facts : [...facts, span(command, 'dim')]
    },
    drill: { view: 'process', about: { pid: process.pid, start: starttime }, title: name },
    under: false,
    pid: process.pid,
  }
}
