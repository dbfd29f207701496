import { age, bytes, bytesPerSecond, cpuTime, percentOf, perSecond, sign, startTime } from '../../format.ts'
import { commandOf } from '../../model/command.ts'
import { ioRate } from '../../model/io-rates.ts'
import { classify } from '../../model/load/classify.ts'
import { machine } from '../../model/machine.ts'
import { familyOf } from '../../model/process/family.ts'
import { isNear } from '../../model/process/limit-use.ts'
import { stateSays } from '../../model/process/state-words.ts'
import { hasNice, policyName, priorityName } from '../../model/scheduling.ts'
import { moreRate, statRate } from '../../model/task-rates.ts'
import { users } from '../../model/users.ts'
import type { Process } from '../../sample/process.ts'
import { isMissing } from '../../source.ts'
import type { Line, Span } from '../../style.ts'
import { clean, join, type Text, text } from '../../text.ts'
import { facts } from '../facts.ts'
import type { Lines } from '../view.ts'
import { memoryUse, usesOf } from './numbers.ts'
import type { Seen } from './page.ts'
import { fact, shown, span, wrapped } from './show.ts'

/** The whole command line, over as many lines as it needs while there is room; each argument is in the table below too. */
export function commandSection({ looked }: Seen): Lines {
  const { process } = looked
  const words = process ? clean(commandOf(process)) : text`-`
  const pending = process && looked.kind === 'user' && isMissing(looked.file('cmdline')) ? text` ~` : text``
  const lines = (width: number) => (process ? wrapped(text`Command`, text`${words}${pending}`, 'plain', width) : [])
  return { kind: 'lines', id: 'process-command', priority: 2, least: process ? 1 : 0, lines }
}

/** What it is and what it does, on about ten lines; where there are fewer, the first of them stand before the details. */
export function mainSection(on: Seen): Lines {
  const { process } = on.looked
  const lines = (width: number): readonly Line[] => (process ? mainLines(on, process, width) : [])
  return { kind: 'lines', id: 'process-main', priority: 1, least: process ? 4 : 0, lines }
}

function mainLines(on: Seen, process: Process, width: number): readonly Line[] {
  return [
    ...wrapped(text`State`, stateText(on, process), 'plain', width),
    ...familyLines(on, process, width),
    ...facts([startedFact(on, process), userFact(on)], width),
    ...facts([cpuFact(on, process), schedulingFact(process)], width),
    ...facts([threadsFact(on, process)], width),
    ...facts([memoryFact(on, process)], width),
    ...facts([activityFact(on, process)], width),
    ...facts([limitsFact(on, process)], width),
  ]
}

function stateText({ looked, mayRead }: Seen, process: Process): Text {
  const wchan = looked.file('wchan')
  const name = isMissing(wchan) ? null : wchan.value
  const says = stateSays(process.stat.state)
  if (process.stat.state !== 'D') return name === null ? says : text`${says} (in ${clean(name)})`
  const isHidden = name === null && !isMissing(wchan) && !mayRead
  if (isHidden) return text`${says}. Where is hidden: only root or its owner may know`
  const sleep = classify({ wchan: name ?? (isMissing(wchan) ? wchan : null), stack: null })
  return text`${says}. ${name === null ? text`Where is not told` : text`In ${clean(name)}`}: ${clean(sleep.says)}`
}

const MOST_CHILDREN = 8

function familyLines({ snapshot }: Seen, process: Process, width: number): readonly Line[] {
  const { parent, children } = familyOf(process, snapshot.tasks.rows)
  const named = (one: Process) => text`${one.pid} ${clean(one.stat.comm)}`
  const above = parent ? named(parent) : process.stat.ppid === 0 ? text`none` : text`${process.stat.ppid}, not in sight`
  if (children.length === 0) return facts([fact(text`Parent`, above, text`no children`)], width)
  const more = children.length > MOST_CHILDREN ? [text`and ${children.length - MOST_CHILDREN} more`] : []
  const list = join([...children.slice(0, MOST_CHILDREN).map(named), ...more], text`, `)
  return [
    ...facts([fact(text`Parent`, above)], width),
    ...wrapped(text`Children`, text`${children.length}: ${list}`, 'plain', width),
  ]
}

function startedFact({ snapshot }: Seen, process: Process) {
  const { bootTime, uptime } = snapshot.get(machine)
  const since = process.stat.starttime * snapshot.facts.tick
  return fact(
    text`Started`,
    bootTime === null || uptime === null ? text`-` : startTime(bootTime + since, new Date((bootTime + uptime) * 1000)),
    text`${age(uptime === null ? null : uptime - since)} ago`,
  )
}

function userFact({ snapshot, looked }: Seen) {
  const names = snapshot.get(users)
  const name = (uid: number) => clean(names.get(uid) ?? `${uid}`)
  const status = looked.file('status')
  if (isMissing(status)) return fact(text`User`, shown(looked.file('owner'), name))
  const { uid, gid } = status.value
  const changed = uid.some((id) => id !== uid[0])
  const ids = changed ? text`real ${name(uid[0])}, effective ${name(uid[1])}` : name(uid[0])
  return fact(text`User`, span(ids, changed ? 'warning' : 'plain'), span(text`uid ${uid[1]} gid ${gid[1]}`, 'dim'))
}

function cpuFact({ snapshot, looked }: Seen, { stat }: Process) {
  const { tick } = snapshot.facts
  const cpus = looked.row < 0 ? null : (snapshot.tasks.cpus[looked.row] as number)
  return fact(
    text`CPU`,
    span(percentOf(cpus), cpus !== null && cpus >= 0.9 ? 'warning' : 'plain'),
    text`time ${cpuTime((stat.utime + stat.stime) * tick)} (user ${cpuTime(stat.utime * tick)}, system ${cpuTime(stat.stime * tick)})`,
  )
}

function schedulingFact({ stat }: Process) {
  return fact(
    text`Scheduled`,
    text`${clean(policyName(stat))} PRI ${clean(priorityName(stat))} NI ${hasNice(stat) ? stat.nice : text`-`}, last on CPU ${stat.processor}`,
  )
}

/** The state above is that of the leader only: workers may run while it sleeps. */
function threadsFact({ looked }: Seen, { stat }: Process) {
  const of = (state: string) => looked.threads.filter((thread) => thread.stat.state === state).length
  if (looked.threads.length === 0) return fact(text`Threads`, text`${stat.threads}`)
  const part = (count: number, words: Text, hot: boolean): readonly Span[] =>
    count === 0 ? [] : [span(text`${count} ${words}`, hot ? 'warning' : 'plain')]
  return fact(
    text`Threads`,
    text`${stat.threads}`,
    ...part(of('R'), text`running or runnable`, false),
    ...part(of('S'), text`sleeping`, false),
    ...part(of('I'), text`idle`, false),
    ...part(of('D'), text`in D`, true),
    ...part(of('T') + of('t'), text`stopped`, true),
    ...part(of('Z'), text`zombie`, true),
  )
}

function memoryFact(on: Seen, process: Process) {
  const { looked } = on
  if (looked.kind === 'kernel') return fact(text`Memory`, text`none of its own: a kernel thread`)
  if (looked.kind === 'zombie') return fact(text`Memory`, text`none any more: a zombie`)
  const use = memoryUse(on, process)
  const { memTotal } = on.snapshot.get(machine)
  return fact(
    text`Memory`,
    text`RES ${bytes(use.res)}${memTotal === null ? text`` : text` (${percentOf(use.res / memTotal)})`}`,
    text`anon ${bytes(use.anon)} file ${bytes(use.file)} shmem ${bytes(use.shmem)}`,
    text`swap ${bytes(use.swap)}`,
    text`VIRT ${bytes(use.virt)}`,
    text`peak RES ${bytes(use.peak)}`,
  )
}

function activityFact({ snapshot, looked }: Seen, { stat }: Process) {
  const { tasks } = snapshot
  const { row } = looked
  const io = looked.file('io')
  const flow = (rate: number | null) => (isMissing(io) ? sign(io.missing) : bytesPerSecond(rate))
  const major = statRate(tasks, row, (p) => p.stat.majflt)
  return fact(
    text`Activity`,
    text`read ${flow(ioRate(tasks, row, (i) => i.readBytes))} write ${flow(ioRate(tasks, row, (i) => i.writeBytes))}`,
    text`faults ${perSecond(statRate(tasks, row, (p) => p.stat.minflt))}/s`,
    span(text`major ${perSecond(major)}/s`, (major ?? 0) > 0 ? 'warning' : 'plain'),
    text`${stat.threads > 1 ? text`of the leader: ` : text``}switches ${perSecond(moreRate(tasks, row, 'status', (s) => s.voluntaryCtxtSwitches))}/s`,
    text`involuntary ${perSecond(moreRate(tasks, row, 'status', (s) => s.nonvoluntaryCtxtSwitches))}/s`,
  )
}

function limitsFact(on: Seen, process: Process) {
  const uses = usesOf(on, process)
  if (isMissing(uses)) return fact(text`Limits`, span(sign(uses.missing), 'dim'))
  const near = uses.filter(isNear)
  if (near.length === 0) return fact(text`Limits`, span(text`none is near`, 'dim'))
  return fact(
    text`Limits`,
    ...near.map((limit) =>
      span(text`${clean(limit.name.replace(/^Max /, ''))} ${percentOf(limit.share)} used`, 'warning'),
    ),
  )
}
