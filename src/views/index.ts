import type { View } from './view.ts'

/** What a tab says of a pane before the pane itself is loaded. */
export interface Pane {
  /** Stable: --pane, JSON and the config name it. */
  readonly id: string
  /** Its key, never shifting; one whose pane is not there does nothing. Null: reached by drilling down. */
  readonly digit: string | null
  /** Without a digit, and yet about the whole machine: the list of panes and --pane open it too. */
  readonly whole?: true
  readonly title: string
  /** Where there is no room for the title. */
  readonly short?: string
  /** One line. */
  readonly help: string
  readonly load: () => Promise<View>
}

/** All panes. Each is loaded when somebody first goes there: to evaluate all of them takes as long as the first frame. */
export const panes: readonly Pane[] = [
  {
    id: 'overview',
    digit: '1',
    title: 'Overview',
    short: 'Over',
    help: 'Overview: what is wrong and why, a line for each subject, who uses most of what is short; Enter opens the cause.',
    load: async () => (await import('./overview/view.ts')).overviewView,
  },
  {
    id: 'processes',
    digit: '2',
    title: 'Processes',
    short: 'Proc',
    help: 'Processes: who uses CPU and memory, as top and htop show them; Enter opens one.',
    load: async () => (await import('./processes/view.ts')).processesView,
  },
  {
    id: 'load',
    digit: '3',
    title: 'Load',
    short: 'Load',
    help: 'Load: why the load average is what it is, and who made it; Enter opens a cause, then the process.',
    load: async () => (await import('./load/view.ts')).loadView,
  },
  {
    id: 'memory',
    digit: '4',
    title: 'Memory',
    short: 'Mem',
    help: 'Memory: where it is, what could be freed, and what the kernel does to free it; Enter opens who holds a part.',
    load: async () => (await import('./memory/view.ts')).memoryView,
  },
  {
    id: 'swap',
    digit: '5',
    title: 'Swap',
    short: 'Swap',
    help: 'Swap: what is in it, whether it moves, who holds it and how much memory is missing; Enter opens a process.',
    load: async () => (await import('./swap/view.ts')).swapView,
  },
  {
    id: 'numa',
    digit: '6',
    title: 'NUMA',
    short: 'NUMA',
    help: 'NUMA: on which node memory lies, whether it is where it is used, and whose it is; Enter opens a node, then a process.',
    load: async () => (await import('./numa/view.ts')).numaView,
  },
  {
    id: 'tcp',
    digit: '7',
    title: 'TCP',
    short: 'TCP',
    help: 'TCP: connections by state, ports that run out, queues that overflow, what is sent again; Enter opens the cause.',
    load: async () => (await import('./tcp/view.ts')).tcpView,
  },
  {
    id: 'disks',
    digit: '8',
    title: 'Disks',
    short: 'Disk',
    help: 'Disks: how they answer, what waits to be written, who writes, and how full they are; Enter opens a device.',
    load: async () => (await import('./disks/view.ts')).disksView,
  },
  {
    id: 'system',
    digit: '9',
    title: 'System',
    short: 'Sys',
    help: 'System: what this machine is, what its network and interrupts do, and which limits are near; Enter goes to each part.',
    load: async () => (await import('./system/view.ts')).systemView,
  },
  {
    id: 'cgroups',
    digit: null,
    whole: true,
    title: 'Cgroups',
    help: 'Cgroups: what each group uses and may use, v1 and v2; t: as a tree or sorted by a column; Enter shows its processes.',
    load: async () => (await import('./cgroups/view.ts')).cgroupsView,
  },
  {
    id: 'kernel-log',
    digit: null,
    whole: true,
    title: 'Kernel log',
    help: 'Kernel log: what the kernel said, by level, and what it means; Enter goes to the pane that has more of it.',
    load: async () => (await import('./kernel-log/view.ts')).kernelLogView,
  },
  {
    id: 'process',
    digit: null,
    title: 'Process',
    help: 'One process: what it is, uses, holds and waits for. Left and right choose the page.',
    load: async () => (await import('./process/view.ts')).processView,
  },
  {
    id: 'app',
    digit: null,
    title: 'App',
    help: 'App: one service on one page: its workers against the CPUs, its connections, limits and findings; key a on a process.',
    load: async () => (await import('./app/view.ts')).appView,
  },
  {
    id: 'finding',
    digit: null,
    title: 'Finding',
    help: 'One finding: what proves it, whose doing it is, what to do next; Enter goes to a culprit.',
    load: async () => (await import('./finding/view.ts')).findingView,
  },
]

/** Code that was loaded, not state: a view never changes. */
const loaded = new Map<string, View>()

/** So that viewById() knows them. */
export async function loadViews(ids: readonly string[] = panes.map(({ id }) => id)): Promise<void> {
  for (const id of ids) if (!loaded.has(id)) loaded.set(id, await paneById(id).load())
}

/** Of these, those that viewById() does not know yet. */
export function notLoaded(ids: readonly string[]): readonly string[] {
  return ids.filter((id) => !loaded.has(id))
}

/** Panes one can go to by themselves: those with a digit. */
export function paneIds(): readonly string[] {
  return panes.filter((pane) => pane.digit !== null).map((pane) => pane.id)
}

/** Panes that are about the whole machine: those with a digit, and others that one can begin with. */
export function wholePanes(): readonly Pane[] {
  return panes.filter(({ digit, whole }) => digit !== null || whole)
}

export function paneById(id: string): Pane {
  const pane = panes.find((p) => p.id === id)
  if (!pane) throw new Error(`no view ${id}`)
  return pane
}

export function viewById(id: string): View {
  const view = loaded.get(id)
  if (!view) throw new Error(`view ${id} is not there, or not loaded`)
  return view
}
