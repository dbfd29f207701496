import type { Cause, Uncounted } from '../../model/load/cause.ts'
import { CAUSES, UNCOUNTED } from '../../model/load/cause.ts'
import { anyForAnother } from '../../model/load/for-server.ts'
import { frozenGroups, frozenSources } from '../../model/load/frozen.ts'
import { load, loadSources } from '../../model/load/model.ts'
import { perCpu } from '../../model/load/per-cpu.ts'
import { pressure } from '../../model/load/pressure.ts'
import { HIDDEN } from '../../model/load/thread.ts'
import { machine } from '../../model/machine.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { loadavg } from '../../parse/loadavg.ts'
import { schedstat } from '../../parse/proc-schedstat.ts'
import { stat } from '../../parse/stat.ts'
import type { Samples } from '../../sample/sample.ts'
import type { PidFile } from '../../sample/wants.ts'
import { missingOf } from '../missing.ts'
import { hiddenOf } from '../refused.ts'
import type { Lines, Place, Section, Term, View } from '../view.ts'
import { causeSection, isCause, isUncounted } from './causes.ts'
import { averageChart, causeChart, noCharts } from './chart.ts'
import { cpuSection } from './cpus.ts'
import { loadJson } from './json.ts'
import { processSection } from './processes.ts'
import { summary, TALL } from './summary.ts'
import { threadSection } from './threads.ts'

export const loadView: View = {
  id: 'load',
  terms: terms(),
  sources: (samples) => [
    ...machine.sources,
    ...loadSources(samples),
    ...frozenSources(samples),
    ...pressure.sources,
    ...perCpu.sources,
  ],
  // Run times tell who has the CPU, cgroups who is throttled; the owner says whether a reason may be read.
  processes: (_place, samples = null) => ({
    threads: 'all',
    active: ['schedstat', 'cgroup', 'owner', 'io', 'cmdline'],
    everybody: everybodyOf(samples),
  }),
  pages: [
    { id: 'overview', title: 'Overview' },
    { id: 'threads', title: 'Threads' },
    { id: 'processes', title: 'Processes' },
    { id: 'cpus', title: 'CPUs' },
    { id: 'chart', title: 'Chart' },
  ],
  crumb: (place) => place.page === 'threads',
  sections: sectionsOf,
  json: loadJson,
  missing: (snapshot) => [
    ...missingOf(snapshot, [loadavg, stat, ...pressure.sources, schedstat]),
    ...hiddenOf(snapshot),
    ...((snapshot.get(load).threads?.tasks.d_hidden ?? 0) > 0 ? [HIDDEN] : []),
  ],
}

/** What looks asleep, as most do: whose cgroup it is, where v2 has frozen one; and in what, where others may wait for it. */
function everybodyOf(samples: Samples | null): readonly PidFile[] {
  const processes = samples?.after.processes
  return [
    ...(samples && frozenGroups(samples).size > 0 ? (['cgroup'] as const) : []),
    ...(processes && anyForAnother(processes) ? (['wchan'] as const) : []),
  ]
}

function sectionsOf(snapshot: Snapshot, place: Place): readonly Section[] {
  const cause = causeOf(place)
  switch (place.page) {
    case 'threads':
      return cause === null
        ? [head(snapshot, 3), threadSection(snapshot, null, 1)]
        : [threadSection(snapshot, cause, 1)]
    case 'processes':
      return [head(snapshot, 3), processSection(snapshot, 1, 5, true)]
    case 'cpus':
      return [head(snapshot, 3), cpuSection(snapshot, 1)]
    case 'chart':
      return snapshot.facts.captured ? [noCharts()] : [causeChart(snapshot, 1), averageChart(snapshot, 2)]
    default:
      return [
        head(snapshot, 1),
        ...(snapshot.facts.captured ? [] : [causeChart(snapshot, 4)]),
        causeSection(snapshot),
        threadSection(snapshot, null, 3),
        processSection(snapshot, 5, 9, false),
        { ...cpuSection(snapshot, 6), from: TALL },
      ]
  }
}

function head(snapshot: Snapshot, priority: number): Lines {
  return {
    kind: 'lines',
    id: 'load-summary',
    priority,
    least: 4,
    lines: (width, rows) => summary(snapshot, width, rows),
  }
}

/** What the place was opened on. */
export function causeOf({ about }: Place): Cause | Uncounted | null {
  const { cause } = about
  return typeof cause === 'string' && (isCause(cause) || isUncounted(cause)) ? cause : null
}

function terms(): readonly Term[] {
  return [
    {
      term: 'Load',
      help: 'threads in R or D that count, averaged over 1, 5, 15 minutes with fading weights; ↑ rising, ↓ falling, → steady; /proc/loadavg',
    },
    {
      term: 'per CPU',
      help: 'the averages by the CPUs online: above 1 threads waited or slept in D; no quota or affinity is applied, the load is the machine’s',
    },
    {
      term: 'Next',
      help: 'the number the kernel reads at its next step (every 5 s), as far as it can be known: all threads in R and D that count, by cause',
    },
    { term: 'Uncounted', help: 'threads that look busy or blocked and do not count' },
    ...Object.entries(CAUSES).map(([json, { title, says }]) => ({ term: title, help: says, json })),
    ...Object.entries(UNCOUNTED).map(([json, { title, says }]) => ({
      term: title,
      help: `does not count: ${says}`,
      json,
    })),
    {
      term: 'Procs',
      help: 'in short what the kernel counts: running is procs_running, blocked is procs_blocked; /proc/stat',
    },
    {
      term: 'procs_running',
      help: 'threads on all run queues of the machine, the one that reads it among them; /proc/stat',
    },
    {
      term: 'procs_blocked',
      help: 'threads in io_schedule, waiting for block I/O; threads in D for other reasons are not in it; /proc/stat',
    },
    {
      term: 'Pressure',
      help: 'time in which some (or all, full) tasks waited for a resource: average of 10 s, then this interval; /proc/pressure',
    },
    {
      term: 'Not found',
      help: 'runnable by procs_running but in no thread seen: short lived, hidden by hidepid, or of another PID namespace',
    },
    { term: 'Hidden', help: 'the kernel tells where a thread sleeps only to its owner and to root' },
  ]
}
