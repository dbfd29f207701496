import { loadRules } from '../src/findings/index.ts'
import { treeHost } from '../src/host/tree.ts'
import { NO_HISTORY } from '../src/model/history.ts'
import { remember } from '../src/model/remember.ts'
import { Snapshot } from '../src/model/snapshot.ts'
import { parseOptions } from '../src/options.ts'
import type { Samples } from '../src/sample/sample.ts'
import { Sampler } from '../src/sample/sampler.ts'
import { bothWant } from '../src/sample/wants.ts'
import { loadCurves } from '../src/screen/curves.ts'
import { Settings } from '../src/settings.ts'
import { firstState } from '../src/start.ts'
import { type Drawn, draw } from '../src/ui/draw.ts'
import type { Frame } from '../src/ui/frame.ts'
import { drillTo, goTo } from '../src/ui/places.ts'
import type { State } from '../src/ui/state.ts'
import { loadViews, paneIds } from '../src/views/index.ts'
import type { Drill } from '../src/views/view.ts'
import { wantsOf } from '../src/wants-of.ts'
import { Watcher } from '../src/watcher.ts'
import { madeUpPast } from './past.ts'

/** A picture of whytop looking at a captured machine. */
export interface Shot {
  readonly name: string
  readonly columns: number
  readonly rows: number
  /** A folder of test/fixtures with two instants in it. */
  readonly machine: string
  readonly pane: string
  readonly then: Drill | null
  /** With minutes before it, which are made up. */
  readonly past?: boolean
}

const CHART: Drill = { view: 'load', page: 'chart', about: {}, title: 'Load' as Drill['title'] }

const DIRECT: Drill = { view: 'finding', about: { id: 'DIRECT' }, title: 'direct reclaim' as Drill['title'] }

/** A pane is shown on the machine that has something to show there. */
const MACHINES: Readonly<Record<string, string>> = {
  memory: 'swap-4node',
  swap: 'swap-4node',
  numa: 'swap-4node',
  tcp: 'tcp-states',
  disks: 'dirty-slow',
}

/** What the project shows of itself, each in both sizes. */
export const SHOTS: readonly Shot[] = [
  ...paneIds().flatMap((id) => sizes(id, MACHINES[id] ?? 'load-d', id, null)),
  ...['swap-4node', 'tcp-states', 'dirty-slow'].flatMap((machine) =>
    sizes(`overview-${machine}`, machine, 'overview', null),
  ),
  ...sizes('finding', 'swap-4node', 'overview', DIRECT),
  ...['summary', 'scaling'].flatMap((page) =>
    sizes(`process-${page}`, 'load-d', 'processes', about(page, 203, 'burn1')),
  ),
  ...sizes('load-chart', 'load-d', 'load', CHART).map((shot) => ({ ...shot, past: true })),
]

/** Through the whole path: kernel files, samples, models, views, frame. Two looks, as the first tells what else to read. */
export async function frameOf({ machine, pane, then, past, columns, rows }: Shot): Promise<Frame> {
  await loadViews()
  const host = treeHost(`test/fixtures/${machine}`)
  const facts = past ? { ...host.facts, captured: null } : host.facts
  const sampler = new Sampler(host)
  const watcher = new Watcher(await loadRules(), host.facts)
  const state = await stateAt(pane, then, { columns, rows })
  const now = new Date(host.facts.captured ?? 0)
  let samples: Samples | null = null
  let drawn: Drawn | null = null
  for (let look = 0; look < 3; look++) {
    sampler.forget()
    const wants = bothWant(wantsOf(state, drawn, samples), watcher.wants(samples))
    const first = new Snapshot(await sampler.take(wants, never), host.facts, NO_HISTORY)
    samples = await sampler.take(wants, never)
    const snapshot = new Snapshot(samples, facts, remember(NO_HISTORY, first))
    const history = past ? madeUpPast() : remember(snapshot.history, snapshot)
    if (look > 0) watcher.again()
    watcher.wants(samples)
    drawn = draw(state, snapshot.with(history, watcher.look(snapshot)), { cpu: null, rss: null }, now, drawn)
  }
  host.close()
  if (!drawn) throw new Error('nothing was drawn')
  return (await loadCurves())(drawn.frame)
}

const never = () => undefined

/** What stands in the cells, without their colours. */
export function textOf({ lines }: Frame): string {
  return `${lines
    .map((line) =>
      line.spans
        .map((span) => span.text)
        .join('')
        .trimEnd(),
    )
    .join('\n')}\n`
}

function sizes(name: string, machine: string, pane: string, then: Drill | null): readonly Shot[] {
  const shot = { machine, pane, then }
  return [
    { ...shot, name: `${name}-80x24`, columns: 80, rows: 24 },
    { ...shot, name: `${name}-160x48`, columns: 160, rows: 48 },
  ]
}

function about(page: string, pid: number, name: string): Drill {
  return { view: 'process', page, about: { pid }, title: `${name} ${pid}` as Drill['title'] }
}

/** As if whytop had been started and walked to the place by keys. */
async function stateAt(pane: string, then: Drill | null, size: { columns: number; rows: number }): Promise<State> {
  const options = parseOptions([], { panes: paneIds() })
  if ('mistake' in options) throw new Error(options.mistake)
  const settings = await Settings.read({})
  const first = firstState(options, { ascii: false, colors: 256 }, settings, size)
  if (typeof first === 'string') throw new Error(first)
  const there = goTo(first, pane).state
  return then ? drillTo(there, then).state : there
}
