import { bytesLong, count, load, percentOf, perSecond } from '../../format.ts'
import type { App } from '../../model/app/app.ts'
import type { AppScaling } from '../../model/app/scaling.ts'
import { type Limited, limitShare } from '../../model/process/cgroup-limits.ts'
import { NEAR } from '../../model/process/limit-use.ts'
import { cpusText, LIMITS, THROTTLED, WAITING } from '../../model/process/scaling.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { sumKnown } from '../../model/sum-known.ts'
import { counters } from '../../model/vmstat.ts'
import { clean, type Text, text } from '../../text.ts'
import { bar, type Fact, facts, oneLine, type Part } from '../facts.ts'
import type { Lines } from '../view.ts'
import { fact, span } from './show.ts'

/** What it uses, waits for and may have. */
export function numbersSection(snapshot: Snapshot, app: App): Lines {
  return {
    kind: 'lines',
    id: 'app-numbers',
    priority: 2,
    least: 4,
    lines: (width, rows) => {
      const lines = rows < 20 ? oneLine : facts
      return [
        ...lines([cpuFact(app.scaling, width >= 120)], width),
        ...lines([waitFact(app.scaling), ...(rows < 20 ? [] : [faultFact(snapshot, app)])], width),
        ...lines([memoryFact(app), filesFact(app)], width),
        ...lines([limitFact(app)], width),
      ]
    },
  }
}

function cpuFact({ used, effective, active, full, workers, unit, online }: AppScaling, wide: boolean): Fact {
  const cpus = effective?.cpus ?? 0
  const gauge = used !== null && cpus > 0 ? bar([{ share: used / cpus, style: 'block1', mark: 'C' }], 12) : null
  const bound =
    effective && effective.by !== 'online' && effective.cpus !== online
      ? [span(text`(${LIMITS[effective.by]})`, 'dim')]
      : []
  const one = workers === 1
  const what = unit === 'thread' ? (one ? text`thread` : text`threads`) : one ? text`worker` : text`workers`
  return {
    ...fact(
      text`CPU`,
      text`${load(used)} of ${effective ? cpusText(cpus) : text`-`}`,
      ...bound,
      text`${known(active)} of ${count(workers)} ${what} busy`,
      { ...span(text`${known(full)} fill a CPU`), spare: 1 },
      ...(used !== null && active ? [{ ...span(text`${percentOf(used / Math.max(1, active))} each`), spare: 2 }] : []),
    ),
    ...(gauge && wide && { gauge: [...gauge] }),
  }
}

function waitFact({ waiting, blocked, throttled, voluntary, involuntary }: AppScaling): Fact {
  return fact(
    text`Waits`,
    span(text`for a CPU ${percentOf(waiting)}`, (waiting ?? 0) >= WAITING ? 'warning' : 'plain'),
    span(text`in D ${blocked}`, blocked > 0 ? 'hot' : 'plain'),
    ...(throttled === null
      ? []
      : [span(text`throttled ${percentOf(throttled)}`, throttled >= THROTTLED ? 'warning' : 'plain')]),
    { ...span(text`switches ${perSecond(voluntary)}/s own, ${perSecond(involuntary)}/s forced`, 'dim'), spare: 1 },
  )
}

/** With their part of those of the whole machine. */
function faultFact(snapshot: Snapshot, { workers }: App): Fact {
  const { perSecond: grown } = snapshot.get(counters)
  const major = sumKnown(workers.map(({ majflt }) => majflt))
  const minor = sumKnown(workers.map(({ minflt }) => minflt))
  const all = grown('pgfault')
  const allMajor = grown('pgmajfault')
  return fact(
    text`Faults`,
    span(text`major ${perSecond(major)}/s${partOf(major, allMajor)}`, (major ?? 0) >= 1 ? 'hot' : 'plain'),
    text`minor ${perSecond(minor)}/s${partOf(minor, all === null ? null : all - (allMajor ?? 0))}`,
  )
}

/** Read at nearly the same moment: a part may come out a little over the whole. */
function partOf(part: number | null, all: number | null): Text {
  return part === null || all === null || all <= 0 || part <= 0
    ? text``
    : text` (${percentOf(Math.min(1, part / all))} of all)`
}

function memoryFact({ workers }: App): Fact {
  const pss = workers.map((worker) => worker.pss)
  const swap = sumKnown(workers.map((worker) => worker.swap))
  return fact(
    text`Memory`,
    workers.length === 1
      ? text`RES ${bytesLong(sumKnown(workers.map(({ res }) => res)))}`
      : text`RES sum ${bytesLong(sumKnown(workers.map(({ res }) => res)))}`,
    ...(pss.some((one) => one === null) ? [] : [text`PSS ${bytesLong(sumKnown(pss))}`]),
    span(text`swap ${bytesLong(swap)}`, (swap ?? 0) > 0 ? 'warning' : 'plain'),
  )
}

/** Of the one that is nearest to its limit. */
function filesFact({ workers }: App): Fact {
  const uses = workers.flatMap(({ files, filesMax, process }) =>
    files === null ? [] : [{ files, filesMax, pid: process.pid, share: filesMax ? files / filesMax : 0 }],
  )
  const [most] = uses.sort((a, b) => b.share - a.share || b.files - a.files)
  if (!most) return fact(text`Files`, text`-`)
  const of = most.filesMax === null ? text`` : text` of ${count(most.filesMax)}`
  return fact(
    text`Files`,
    span(
      text`${count(most.files)}${of}${uses.length > 1 ? text` (${most.pid})` : text``}`,
      most.share >= NEAR ? 'warning' : 'plain',
    ),
  )
}

function limitFact({ limits }: App): Fact {
  const { all, memory, pids } = limits
  const quotas = all.quotas.map(({ quotaUs, periodUs }) => quotaUs / periodUs)
  const quota = quotas.length === 0 ? null : Math.min(...quotas)
  const events: readonly (readonly [Text, number | null, boolean])[] = [
    [text`hit memory.max`, limits.maxEvents, false],
    [text`memory.high`, limits.highEvents, false],
    [text`OOM kills`, limits.kills, true],
    [text`forks refused`, limits.forksRefused, true],
  ]
  const happened = events.flatMap(([what, times, bad]): readonly Part[] =>
    times === null || times === 0 ? [] : [span(text`${what} ${count(times)}×`, bad ? 'critical' : 'warning')],
  )
  return fact(
    text`Limits`,
    quota === null
      ? text`quota -`
      : quota === Number.POSITIVE_INFINITY
        ? text`no quota`
        : text`quota ${cpusText(quota)}`,
    limited(text`memory`, memory, all.memory.length > 0, bytesLong),
    limited(text`pids`, pids, all.pids.length > 0, count),
    ...happened,
    ...(happened.length === 0 && events.some(([, times]) => times !== null)
      ? [{ ...span(text`never hit since its cgroup was made`, 'dim'), spare: 2 }]
      : []),
    ...(memory ? [{ ...span(text`by ${clean(memory.path)}`, 'dim'), spare: 3 }] : []),
  )
}

function limited(name: Text, one: Limited | null, seen: boolean, show: (amount: number | null) => Text): Part {
  if (!one) return span(seen ? text`${name} no limit` : text`${name} -`)
  const share = limitShare(one) ?? 0
  return span(
    text`${name} ${show(one.workingSet ?? one.used)} of ${show(one.limit)}`,
    share >= NEAR ? 'warning' : 'plain',
  )
}

function known(amount: number | null): Text {
  return amount === null ? text`-` : text`${amount}`
}
