import { load, percentOf, perSecond, sign } from '../../format.ts'
import { machine } from '../../model/machine.ts'
import { cgroupLimits, cgroupSources } from '../../model/process/cgroup-limits.ts'
import {
  advise,
  BUSY,
  cpusText,
  FULL,
  headroom,
  LIMITS,
  type Scaling,
  THROTTLED,
  WAITING,
} from '../../model/process/scaling.ts'
import { scalingOf } from '../../model/process/scaling-of.ts'
import { threadSources } from '../../model/process/thread-rows.ts'
import { listText } from '../../parse/list.ts'
import { isMissing } from '../../source.ts'
import type { Line } from '../../style.ts'
import { clean, text } from '../../text.ts'
import { facts } from '../facts.ts'
import type { Lines } from '../view.ts'
import { headSection } from './head.ts'
import type { Page, Seen } from './page.ts'
import { fact, span, wrapped } from './show.ts'
import { rowsOf, threadTable } from './threads.ts'

export const scalingPage: Page = {
  id: 'scaling',
  title: 'Scaling',
  files: ['task', 'owner', 'status', 'cgroup'],
  userOnly: [],
  sources: (samples, pid) => [...machine.sources, ...cgroupSources(samples, pid), ...threadSources(samples, pid)],
  sections: (on) => {
    if (on.looked.ended) return [headSection(on)]
    if (on.looked.kind === 'zombie') return [headSection(on), zombieSection()]
    return [headSection(on), adviceSection(on), numbersSection(on), threadTable(on)]
  },
  json: scalingJson,
  missing: ({ snapshot, looked }) => cgroupLimits(snapshot.samples, looked.value('cgroup')).missing,
}

function seenScaling(on: Seen): Scaling {
  return scalingOf(on.snapshot, on.looked, rowsOf(on))
}

function zombieSection(): Lines {
  const lines = (width: number) => wrapped(text``, text`A zombie does not run any more.`, 'plain', width)
  return { kind: 'lines', id: 'process-scaling-advice', priority: 1, least: 1, lines }
}

function adviceSection(on: Seen): Lines {
  const said = advise(seenScaling(on))
  const marks = { ok: text`✓`, info: text`•`, warning: text`▲` }
  const lines = (width: number): readonly Line[] =>
    said.flatMap(({ says, weight }) => {
      const style = weight === 'warning' ? 'warning' : 'plain'
      return wrapped(marks[weight], says, style, width, style)
    })
  return { kind: 'lines', id: 'process-scaling-advice', priority: 1, least: 2, lines }
}

function numbersSection(on: Seen): Lines {
  const scaling = seenScaling(on)
  const lines = (width: number): readonly Line[] => [
    ...facts([usedFact(scaling), threadsFact(scaling)], width),
    ...facts([allowedFact(on, scaling)], width),
    ...facts([waitingFact(scaling)], width),
  ]
  return { kind: 'lines', id: 'process-scaling', priority: 2, least: 4, lines }
}

function usedFact(scaling: Scaling) {
  const { parallelism, effective } = scaling
  return fact(
    text`CPUs used`,
    text`${load(parallelism)} of ${effective ? cpusText(effective.cpus) : text`-`}`,
    text`headroom ${load(headroom(scaling))}`,
  )
}

function threadsFact({ threads, busy, full, blocked }: Scaling) {
  const known = (count: number | null) => (count === null ? text`-` : text`${count}`)
  return fact(
    text`Threads`,
    text`${threads}`,
    text`${known(busy)} over ${BUSY * 100} % of a CPU`,
    span(text`${known(full)} over ${FULL * 100} %`, (full ?? 0) > 0 ? 'warning' : 'plain'),
    ...(blocked > 0 ? [span(text`${blocked} in D`, 'hot')] : []),
  )
}

function allowedFact({ snapshot, looked }: Seen, { effective, online, throttled }: Scaling) {
  const status = looked.file('status')
  const affinity = isMissing(status)
    ? span(text`affinity ${sign(status.missing)}`, 'dim')
    : span(text`affinity ${clean(listText(status.value.cpusAllowedList ?? []) || '-')}`)
  const { quotas } = cgroupLimits(snapshot.samples, looked.value('cgroup'))
  const least = quotas.map(({ quotaUs, periodUs }) => quotaUs / periodUs).sort((a, b) => a - b)[0] ?? null
  const bound = effective && effective.by !== 'online'
  return fact(
    text`Allowed`,
    text`${online === null ? text`-` : text`${online}`} online`,
    affinity,
    least === null
      ? text`no quota in sight`
      : least === Number.POSITIVE_INFINITY
        ? text`no quota`
        : text`quota ${cpusText(least)}`,
    ...(bound
      ? [text`set by ${LIMITS[effective.by]}${effective.path === null ? text`` : text` ${clean(effective.path)}`}`]
      : []),
    ...(throttled === null
      ? []
      : [span(text`throttled ${percentOf(throttled)}`, throttled >= THROTTLED ? 'warning' : 'plain')]),
  )
}

function waitingFact({ waiting, voluntary, involuntary }: Scaling) {
  return fact(
    text`Waiting`,
    span(text`for a CPU ${percentOf(waiting)} of runnable time`, (waiting ?? 0) >= WAITING ? 'warning' : 'plain'),
    text`switches voluntary ${perSecond(voluntary)}/s`,
    text`involuntary ${perSecond(involuntary)}/s`,
  )
}

function scalingJson(on: Seen): Readonly<Record<string, unknown>> {
  const scaling = seenScaling(on)
  const percent = (share: number | null) => (share === null ? null : share * 100)
  return {
    cpus_used: scaling.parallelism,
    effective_cpus: scaling.effective?.cpus ?? null,
    effective_cpus_by: scaling.effective?.by ?? null,
    headroom_cpus: headroom(scaling),
    online_cpus: scaling.online,
    affinity_cpus: on.looked.value('status')?.cpusAllowedList ?? null,
    threads: scaling.threads,
    busy_threads: scaling.busy,
    full_threads: scaling.full,
    d_threads: scaling.blocked,
    waiting_percent: percent(scaling.waiting),
    throttled_percent: percent(scaling.throttled),
    voluntary_switches_per_second: scaling.voluntary,
    involuntary_switches_per_second: scaling.involuntary,
    advice: advise(scaling).map(({ id, says }) => ({ id, says })),
  }
}
