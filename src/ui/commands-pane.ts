import type { Effect } from '../effect.ts'
import { panes } from '../views/index.ts'
import type { Drill } from '../views/view.ts'
import type { Command, Context, Here, Outcome } from './command.ts'
import { isMarked, mark } from './mark.ts'
import { groupPick, panePick, userPick } from './picks.ts'
import { drillTo, goBack, goTo, nextPane, turnPage, withSwitches } from './places.ts'
import { hasService, serviceDrill } from './service.ts'
import { type State, tableState, withTable, withVisit } from './state.ts'

const always = () => true
const inProcesses = ({ visit }: Here) => visit.place.view === 'processes'
/** Who holds swap: its tables follow the switch `group` too. */
const HOLDERS = ['swap', 'swap-program', 'swap-user', 'swap-cgroup']
const isSummed = (here: Here) => inProcesses(here) || HOLDERS.includes(here.table?.section.id ?? '')
/** A group is no process: it has no parent, and no threads of its own to be shown. */
const isListed = (here: Here) => inProcesses(here) && here.visit.place.switches.group === 'none'
const hasPages = ({ view }: Here) => (view.pages?.length ?? 0) > 0
const isTiled = ({ tiles }: State) => tiles.length > 1
const TILED = 'these panes were chosen by --panes: Tab goes to the next of them'
const SAMPLE: readonly Effect[] = [{ do: 'sample' }]

/** Where the selected row leads. */
function below({ table }: Here): Drill | null {
  const row = table?.rows[table.index]
  return row === undefined ? null : (table?.section.drill?.(row) ?? null)
}

function drill(context: Context): Outcome {
  const target = below(context)
  return target ? drillTo(context.state, target) : { state: context.state }
}

/** Esc undoes one thing at a time: the filter, then the step into a page. */
function back({ state, table, visit }: Context): Outcome {
  const id = table?.section.id
  const own = id === undefined ? '' : tableState(state, id).filter
  if (id !== undefined && own !== '' && own !== visit.filtered?.to)
    return { state: withTable(state, id, { filter: '' }), effects: SAMPLE }
  return goBack(state)
}

function intervals(state: State, step: 1 | -1): Outcome {
  const steps = [0.1, 0.2, 0.5, 1, 2, 3, 5, 10, 20, 30, 60]
  const next = step > 0 ? steps.find((s) => s > state.interval) : steps.findLast((s) => s < state.interval)
  const interval = next ?? state.interval
  return { state: { ...state, interval, notice: `every ${interval} s` } }
}

/** The keys to the next or the previous table of the pane. */
function nextSection({ state, drawn }: Context, step: number): Outcome {
  const tables = drawn.sections.filter((s) => s.tile === state.tile && s.section.kind === 'table')
  const at = tables.findIndex((s) => s.section.id === drawn.focused)
  const next = tables[(at + step + tables.length) % Math.max(1, tables.length)]
  return { state: next ? withVisit(state, (v) => ({ ...v, section: next.section.id })) : state }
}

const severalTables = ({ state, drawn }: Here) =>
  drawn.sections.filter((s) => s.tile === state.tile && s.section.kind === 'table').length > 1

function toggle(name: 'tree' | 'threads' | 'kernel' | 'reveal'): Command['run'] {
  return ({ state, visit }) => ({
    state: withSwitches(state, { [name]: !visit.place.switches[name] }),
    effects: SAMPLE,
  })
}

export const paneCommands: readonly Command[] = [
  {
    id: 'drill',
    keys: ['enter'],
    help: 'down to the cause of the selected row',
    label: 'open',
    works: (c) => below(c) !== null,
    run: drill,
  },
  {
    id: 'service',
    keys: ['a'],
    help: 'its service: workers, connections and limits of the selected process, listener or cgroup on one page',
    label: 'app',
    works: hasService,
    run: (c) => {
      const target = serviceDrill(c)
      return target ? drillTo(c.state, target) : { state: { ...c.state, notice: 'its process has ended' } }
    },
  },
  {
    id: 'back',
    keys: ['escape', 'backspace'],
    help: 'back: clears the filter, then leaves the page',
    works: (c) => (c.state.tiles[c.state.tile]?.trail.length ?? 0) > 1 || (c.table?.filter.text ?? '') !== '',
    run: back,
    label: 'back',
  },
  {
    id: 'pages',
    keys: ['left', 'h', '['],
    help: 'previous sub-page',
    works: hasPages,
    run: ({ state }) => turnPage(state, -1),
  },
  {
    id: 'pages-next',
    keys: ['right', 'l', ']'],
    help: 'next sub-page',
    label: 'page',
    works: hasPages,
    run: ({ state }) => turnPage(state, 1),
  },
  {
    id: 'section',
    keys: ['w'],
    help: 'the next table of this pane',
    label: 'table',
    works: severalTables,
    run: (c) => nextSection(c, 1),
  },
  {
    id: 'tree',
    keys: ['t', 'f5'],
    help: 'processes or cgroups as a tree',
    label: 'tree',
    works: (c) => isListed(c) || c.visit.place.view === 'cgroups',
    run: toggle('tree'),
  },
  { id: 'threads', keys: ['H'], help: 'threads on and off', works: isListed, run: toggle('threads') },
  { id: 'kernel', keys: ['K'], help: 'kernel threads on and off', works: inProcesses, run: toggle('kernel') },
  {
    id: 'group',
    keys: ['b'],
    help: 'group by program, user or cgroup, with sums',
    label: 'group',
    works: isSummed,
    run: (c) => ({ state: groupPick(c) }),
  },
  {
    id: 'user',
    keys: ['u'],
    help: 'only the processes of one user',
    works: (c) => inProcesses(c) && c.table?.section.columns.some(({ id }) => id === 'user') === true,
    run: (c) => ({ state: userPick(c), effects: SAMPLE }),
  },
  {
    id: 'cpu-of',
    keys: ['i'],
    help: '%CPU per core (100 is one CPU) or of the machine (100 is all of them)',
    works: (c) => inProcesses(c) || c.visit.place.view === 'process',
    run: ({ state, visit }) => ({
      state: withSwitches(state, { cpuOf: visit.place.switches.cpuOf === 'core' ? 'machine' : 'core' }),
    }),
  },
  {
    id: 'reveal',
    keys: ['v'],
    help: 'show the values of the environment, or hide them',
    label: 'values',
    works: ({ visit }) => visit.place.page === 'environment',
    run: toggle('reveal'),
  },
  {
    id: 'ethtool',
    keys: ['e'],
    help: 'ask ethtool about this network interface: rings, offloads, counters of its driver',
    label: 'ethtool',
    works: ({ visit }) => visit.place.view === 'system' && typeof visit.place.about.interface === 'string',
    run: ({ state, visit }) => ({
      state,
      effects: [{ do: 'ethtool', interface: `${visit.place.about.interface}` }],
    }),
  },
  { id: 'next-pane', keys: ['tab'], help: 'next pane', works: always, run: ({ state }) => nextPane(state, 1) },
  {
    id: 'previous-pane',
    keys: ['S-tab'],
    help: 'previous pane',
    works: always,
    run: ({ state }) => nextPane(state, -1),
  },
  {
    id: 'pane',
    keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'],
    help: 'the pane with this digit',
    works: always,
    run: ({ state, key }) => {
      if (isTiled(state)) return { state: { ...state, notice: TILED } }
      const pane = panes.find((p) => p.digit === key)
      return pane ? goTo(state, pane.id) : { state: { ...state, notice: `no pane ${key}` } }
    },
  },
  {
    id: 'panes',
    keys: ['0'],
    help: 'list all panes',
    works: always,
    run: (c) => ({ state: isTiled(c.state) ? { ...c.state, notice: TILED } : panePick(c) }),
  },
  {
    id: 'pause',
    keys: ['p', 'Z'],
    help: 'pause the picture, or let it go on; moving and looking go on meanwhile',
    label: ({ state }) => (state.paused ? 'go on' : 'pause'),
    works: always,
    run: ({ state }) => ({ state: { ...state, paused: !state.paused }, effects: SAMPLE }),
  },
  {
    id: 'mark',
    keys: ['m'],
    help: 'keep this moment: numbers show their change since; again: no more',
    label: (here) => (isMarked(here) ? 'unmark' : 'mark'),
    works: ({ view }) => view.marks !== undefined,
    run: mark,
  },
  { id: 'faster', keys: ['-'], help: 'shorter interval', works: always, run: ({ state }) => intervals(state, -1) },
  { id: 'slower', keys: ['+', '='], help: 'longer interval', works: always, run: ({ state }) => intervals(state, 1) },
  {
    id: 'repaint',
    keys: ['C-l'],
    help: 'draw the screen anew',
    works: always,
    run: ({ state }) => ({ state, effects: [{ do: 'repaint' }] }),
  },
  {
    id: 'help',
    keys: ['?', 'f1'],
    help: 'this help: every key, column and term of the pane',
    label: 'help',
    works: always,
    run: ({ state }) => ({ state: { ...state, dialog: { kind: 'help', top: 0 } } }),
  },
  {
    id: 'suspend',
    keys: ['C-z'],
    help: 'suspend to the shell; fg comes back',
    works: always,
    run: ({ state }) => ({ state, effects: [{ do: 'suspend' }] }),
  },
  {
    id: 'quit',
    keys: ['q', 'f10', 'C-c'],
    help: 'quit',
    label: 'quit',
    works: always,
    run: ({ state }) => ({ state, effects: [{ do: 'quit' }] }),
  },
]
