import type { Target } from '../effect.ts'
import { age } from '../format.ts'
import { commandOf } from '../model/command.ts'
import { machine } from '../model/machine.ts'
import { rowOf } from '../sample/process.ts'
import type { Context, Outcome } from './command.ts'
import { type Dialog, type Pick, type State, tableState } from './state.ts'

/** What can be sent, the mildest that ends a process first. signal(7) */
const SIGNALS = [
  ['SIGTERM', 'asks it to end; it may tidy up first'],
  ['SIGKILL', 'ends it at once: nothing is saved; one in D ends when its wait is over'],
  ['SIGINT', 'as Ctrl-C does'],
  ['SIGHUP', 'its terminal is gone; daemons read their configuration again'],
  ['SIGQUIT', 'ends it with a core file; a JVM prints its threads'],
  ['SIGSTOP', 'stops it until SIGCONT'],
  ['SIGCONT', 'lets it go on'],
  ['SIGUSR1', 'what the program makes of it; ends one that does not listen'],
  ['SIGUSR2', 'what the program makes of it; ends one that does not listen'],
  ['SIGABRT', 'ends it with a core file, as abort() does'],
] as const

/** The nicest first. */
const NICES = Array.from({ length: 40 }, (_, i) => 19 - i)
/** setpriority(2): the weight falls by a tenth of a CPU for each step, where others want it too. */
const SAID: Readonly<Record<number, string>> = {
  19: 'least: runs when nobody else wants to',
  10: 'what nice(1) gives',
  0: 'as usual',
  [-1]: 'before others; needs root (CAP_SYS_NICE), as all below what it has now',
  [-20]: 'most',
}

/** The tagged processes, or the selected one; in order of the table. */
export function targets({ table, state, snapshot }: Context): readonly Target[] {
  const { pid: pidOf, key, count, id } = table?.section ?? {}
  if (!table || !pidOf || !key || count === undefined || id === undefined) return []
  const { tagged } = tableState(state, id)
  const selected = table.rows[table.index]
  const rows = tagged.size > 0 ? [...Array(count).keys()].filter((row) => tagged.has(key(row))) : [selected]
  const processes = snapshot.samples.after.processes?.rows ?? []
  const found = new Map<number, Target>()
  for (const row of rows) {
    const process = row === undefined ? undefined : processes[rowOf(processes, pidOf(row))]
    if (process)
      found.set(process.pid, { pid: process.pid, start: process.stat.starttime, command: commandOf(process) })
  }
  return [...found.values()]
}

/** Which signal? */
export function askSignal(context: Context): Outcome {
  return ask(context, 'signal', 'Signal to', () => ({ items: SIGNALS, at: 0 }))
}

/** Which nice value? */
export function askNice(context: Context): Outcome {
  return ask(context, 'nice', 'Nice value of', (wanted) => {
    const processes = context.snapshot.samples.after.processes?.rows ?? []
    const now = wanted.flatMap(({ pid }) => processes[rowOf(processes, pid)]?.stat.nice ?? [])
    const items = NICES.map((nice) => [`${nice}`, niceHelp(nice, now)] as const)
    return { items, at: Math.max(0, NICES.indexOf(now[0] ?? 0)) }
  })
}

/** `now`: what those have that are to be given one. */
function niceHelp(nice: number, now: readonly number[]): string {
  const have = now.filter((one) => one === nice).length
  const said = SAID[nice] ?? ''
  if (have === 0) return said
  return `now${now.length > 1 ? ` of ${have} of them` : ''}${said === '' ? '' : `; ${said}`}`
}

/** Refused in one line where nothing may or can be done. */
function ask(
  context: Context,
  purpose: 'signal' | 'nice',
  title: string,
  listOf: (wanted: readonly Target[]) => {
    readonly items: readonly (readonly [id: string, help: string])[]
    readonly at: number
  },
): Outcome {
  const { state, snapshot } = context
  const refused = (notice: string): Outcome => ({ state: { ...state, notice } })
  if (state.readOnly) return refused('started with --read-only: nothing is changed')
  if (snapshot.facts.self === null) return refused('these are not processes of this machine: nothing is changed')
  const wanted = targets(context)
  const hasTags = tableState(state, context.table?.section.id ?? '').tagged.size > 0
  if (wanted.length === 0) return refused(hasTags ? 'what was tagged has ended; U untags' : 'the process has ended')
  const { items, at } = listOf(wanted)
  const pick: Pick = {
    purpose,
    title: `${title} ${whom(wanted)} (Enter chooses, then it is asked once more)`,
    items: items.map(([id, help]) => ({ id, title: id, help, on: null })),
    targets: wanted,
  }
  return { state: { ...state, dialog: { kind: 'pick', pick, at } } }
}

/** Names every target before anything is sent. */
export function confirmAct({ state, snapshot }: Context, { purpose, targets: to = [] }: Pick, chosen: string): State {
  const { uptime } = snapshot.get(machine)
  const since = ({ start }: Target) => (uptime === null ? '-' : age(uptime - start * snapshot.facts.tick))
  const dialog: Dialog = {
    kind: 'confirm',
    title: `${purpose === 'nice' ? `Give nice ${chosen}` : `Send ${chosen}`} to ${whom(to)}?  y: yes   any other key: no`,
    lines: to.map((target) => `${target.pid}  started ${since(target)} ago  ${target.command}`),
    effect:
      purpose === 'nice'
        ? { do: 'renice', nice: Number(chosen), targets: to }
        : { do: 'signal', signal: chosen, targets: to },
  }
  return { ...state, dialog }
}

function whom(to: readonly Target[]): string {
  const [first] = to
  return to.length === 1 && first ? `${first.pid}` : `${to.length} processes`
}
