import { bytesPerSecond } from '../../format.ts'
import { type Blamed, blame } from '../../model/blame.ts'
import type { Device } from '../../model/disks/devices.ts'
import { deviceSources } from '../../model/disks/devices.ts'
import { ioRate } from '../../model/io-rates.ts'
import type { LoadThread } from '../../model/load/decompose.ts'
import { load, loadSources } from '../../model/load/model.ts'
import { pressure } from '../../model/load/pressure.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { PF_KTHREAD } from '../../parse/pid/stat.ts'
import { stat } from '../../parse/stat.ts'
import type { Process, Processes } from '../../sample/process.ts'
import { reading, type Samples } from '../../sample/sample.ts'
import { valueOf } from '../../source.ts'
import type { Seconds, Share } from '../../units.ts'
import type { Culprit, Dear, Evidence, Scope, Seen } from '../rule.ts'
import { culpritsOf } from './culprits.ts'
import { share } from './told.ts'

/** Cheap files that say whether anybody waits for disks. */
export const WAIT_SOURCES = [...pressure.sources, stat]

/** Of the last seconds, how much some task waited for block I/O. Where there is no PSI: all of it when a task waits now. */
export function ioStall(snapshot: Snapshot): Share | null {
  const some = snapshot.get(pressure).find(({ resource }) => resource === 'io')?.some
  if (some) return some.now ?? some.avg10
  const blocked = valueOf(reading(snapshot.samples.after, stat))?.procsBlocked
  return blocked === undefined ? null : blocked > 0 ? 1 : 0
}

/** Whether so much of the time somebody waits; where nobody tells, a disk that is short is taken to be waited for. */
export function isWaited(snapshot: Snapshot, percent: number): boolean {
  return (ioStall(snapshot) ?? 1) * 100 >= percent
}

export function stallTold(snapshot: Snapshot, limit: number): Evidence {
  return share('time in which some task waited for I/O', ioStall(snapshot), limit, '/proc/pressure/io some')
}

/** What the devices are, who sleeps in D and for what, and who reads and writes. */
export function diskDear(samples: Samples | null): Dear {
  return {
    sources: [...deviceSources(samples), ...loadSources(samples)],
    processes: { threads: 'moved', active: ['cgroup', 'owner'], everybody: ['io', 'cgroup'] },
  }
}

/** Processes whose cgroup was read as a thread of them is in R or D, and is in D. */
export function sleepersInD(processes: Processes | null): readonly Process[] {
  return (processes?.rows ?? []).filter((row) => {
    if (row.more.cgroup === undefined) return false
    const threads = processes?.threads.get(row.pid)
    return row.stat.state === 'D' || threads?.some(({ stat: of }) => of.state === 'D') === true
  })
}

/** Who moves most data to and from disks. Page cache that is written later counts with who made it dirty. */
export function ioUsers(snapshot: Snapshot): readonly Blamed[] {
  const { tasks } = snapshot
  return blame(tasks, (row) => ioRate(tasks, row, ({ readBytes, writeBytes }) => readBytes + writeBytes))
}

export function ioWriters(snapshot: Snapshot): readonly Blamed[] {
  const { tasks } = snapshot
  return blame(tasks, (row) => ioRate(tasks, row, ({ writeBytes }) => writeBytes))
}

/** Threads of programs that sleep in D for storage of this machine; null: threads were not looked at. */
export function stuckThreads(snapshot: Snapshot): readonly LoadThread[] | null {
  const threads = snapshot.get(load).threads?.threads
  if (!threads) return null
  return threads.filter(
    ({ cause, look }) =>
      (cause === 'd_block' || cause === 'd_filesystem' || cause === 'd_dirty' || cause === 'd_hidden') &&
      (look.flags & PF_KTHREAD) === 0,
  )
}

/** `postgres 812 and 3 more`; null: nobody is known. */
export function namesOf(threads: readonly LoadThread[] | null): string | null {
  const processes = [...new Map((threads ?? []).map(({ look }) => [look.pid, look])).values()]
  const [first] = processes
  if (!first) return null
  return `${first.comm} ${first.pid}${processes.length > 1 ? ` and ${processes.length - 1} more` : ''}`
}

export function deviceCulprit({ name, alias }: Pick<Device, 'name' | 'alias'>, told: string): Culprit {
  return {
    kind: 'device',
    key: name,
    name: alias ? `${alias} (${name})` : name,
    share: told,
    drill: { view: 'disks', page: 'devices', about: { device: name } },
  }
}

/** What a finding says of a device beside its numbers: who is to blame, what it shares with other findings, and what shows the same. */
export function aboutDevice(
  device: Pick<Device, 'name' | 'alias'>,
  told: string,
  blamed: readonly Blamed[],
  all: readonly Device[],
): Pick<Seen, 'culprits' | 'scope' | 'verify'> {
  return {
    culprits: [deviceCulprit(device, told), ...culpritsOf(blamed, bytesPerSecond)],
    scope: deviceScope(device.name, all),
    verify: `iostat -x ${device.name} 1`,
  }
}

/** The device, what it is made of, and what is made of it. */
export function deviceScope(name: string, all: readonly Device[], pids: readonly number[] = []): Scope {
  const below = all.find((device) => device.name === name)
  const above = all.filter(
    ({ leaves, slaves, disk }) => leaves.includes(name) || slaves.includes(name) || disk === name,
  )
  return {
    devices: [...new Set([name, ...(below?.leaves ?? []), ...(below?.slaves ?? []), ...above.map((one) => one.name)])],
    ...(pids.length > 0 && { pids }),
  }
}

export function told(blamed: readonly Blamed[]): string {
  const [first] = blamed
  return first ? ` Most is ${first.most.stat.comm} ${first.most.pid}'s, ${bytesPerSecond(first.amount)}.` : ''
}

export function milliseconds(time: Seconds): string {
  const ms = time * 1000
  return ms >= 9.95 ? `${Math.round(ms)} ms` : `${ms.toFixed(1)} ms`
}

export function inMilliseconds(what: string, seen: Seconds | null, limit: number | null, from: string): Evidence {
  return { what, seen: seen === null ? null : seen * 1000, limit, unit: 'ms', from }
}
